"""In which forms a text is read: as it stands, and with its disguise taken off where it wears one."""

from parley.toxicity.attributes import MAX_BYTES
from parley.toxicity.errors import TextEmpty, TextTooLong
from parley.toxicity.text.clean import clean
from parley.toxicity.text.fold import fold
from parley.toxicity.text.mapped import Mapped


def forms_of(text: str) -> tuple[Mapped, ...]:
    """One or two forms, none of them blank. Raises TextEmpty, TextTooLong."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise TextTooLong(size)
    forms = forms_read(text)
    if not forms[0].text or forms[0].text.isspace():
        raise TextEmpty
    return forms


def forms_read(text: str) -> tuple[Mapped, ...]:
    """One or two forms of any text, the plain one first; it may be blank."""
    plain = clean(text)
    folded = fold(text, cleaned=plain)
    if folded.changed and folded.text.strip():
        return plain, folded.mapped
    return (plain,)
