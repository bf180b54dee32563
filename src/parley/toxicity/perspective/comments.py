"""The texts of a request: a comment that is scored or labelled, and the context it stands in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parley.toxicity.attributes import MAX_BYTES
from parley.toxicity.perspective.fields import Fields
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.refusals import comment_empty, comment_too_long, request_invalid
from parley.toxicity.text.html import html_to_plain
from parley.toxicity.text.mapped import Mapped
from parley.toxicity.text.offsets import Offsets

_ENTRY: Final = frozenset({"text", "type"})
_CONTEXT: Final = frozenset({"entries", "articleAndParentComment"})
_ARTICLE: Final = frozenset({"article", "parentComment"})
_TYPES: Final = ("TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML")  # their numbers in the protocol are 0, 1, 2
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it was sent, and its plain text if it came as HTML.

    A lone surrogate, which JSON can carry and UTF-8 can't, has become U+FFFD: as long in both ways of counting.
    """

    sent: str
    type: str
    plain: Mapped | None = None

    @property
    def text(self) -> str:
        """What is scored."""
        return self.sent if self.plain is None else self.plain.text

    def original(self, begin: int, end: int) -> tuple[int, int]:
        """Where `text[begin:end]` stands in what was sent, both in code points."""
        return (begin, end) if self.plain is None else self.plain.original_span(begin, end)

    def units(self) -> Offsets:
        return Offsets(self.sent)


def comment_read(value: object) -> Comment:
    """Read the field `comment`. Raises Refusal, before anything that costs time, for what has no score."""
    if value is None:
        raise comment_empty()
    text, kind = _entry_read(value, path="comment")
    # Lone surrogates count three bytes each, as their replacement does.
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise comment_too_long(size)
    if not text.strip():
        raise comment_empty()
    sent = _SURROGATE.sub("\ufffd", text)
    return Comment(sent=sent, type=kind, plain=html_to_plain(sent) if kind == "HTML" else None)


def context_read(value: object, *, limits: Limits) -> Mapping[str, object] | None:
    """Check the field `context` and return it with the protocol's names, None if unset."""
    if value is None:
        return None
    fields = Fields(value, path="context", known=_CONTEXT)
    if fields.has("entries") and fields.has("articleAndParentComment"):
        raise request_invalid(
            "Context can have either entries or article_and_parent_comment, but both fields were populated."
        )
    if fields.has("entries"):
        entries = [
            _entry(item, path=path) for path, item in fields.items("entries", count=limits.context_entries)
        ]
        return {"entries": entries}
    if fields.has("articleAndParentComment"):
        path = fields.where("articleAndParentComment")
        pair = Fields(fields.raw("articleAndParentComment"), path=path, known=_ARTICLE)
        read = {
            name: _entry(pair.raw(name), path=pair.where(name)) for name in sorted(_ARTICLE) if pair.has(name)
        }
        return {"articleAndParentComment": read}
    return {}


def _entry(value: object, *, path: str) -> Mapping[str, str]:
    text, kind = _entry_read(value, path=path)
    return {"text": text, "type": kind}


def _entry_read(value: object, *, path: str) -> tuple[str, str]:
    fields = Fields(value, path=path, known=_ENTRY)
    kind = fields.raw("type")
    if isinstance(kind, int) and not isinstance(kind, bool) and 0 <= kind < len(_TYPES):
        kind = _TYPES[kind]
    if kind is None or kind == _TYPES[0]:
        kind = "PLAIN_TEXT"
    if kind not in _TYPES:
        raise request_invalid("Unknown text type")
    return fields.text("text") or "", str(kind)
