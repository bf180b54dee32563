"""The text with its disguises taken off, for scoring beside the text as it was written.

Each disguise is undone only where the outcome is a known word and the word as written is none, so that honest texts,
names and other languages stay as they are. See `words` for how one word is read; the word lists are in `lexicon`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from parley.toxicity.text.clean import clean
from parley.toxicity.text.lexicon import SHORT, confusables, lexicon
from parley.toxicity.text.mapped import Edit, Mapped
from parley.toxicity.text.words import DISGUISE, LEET, SPELLING, read_chunk, segment

#: Readings must weigh this much together before a text counts as disguised: one offensive word, or two plain ones.
_ENOUGH = DISGUISE
#: Words with letters outside ASCII that are looked at in one text.
_MOST_FOREIGN = 2000

# Single letters with something between them, three or more. What may be a letter and what may stand between are
# disjoint sets, so the pattern never has to try twice.
_SPACED = re.compile(r"(?<![\w@$!])[A-Za-z0-9@$!](?:[ ._\-~,/|+=]{1,3}[A-Za-z0-9@$!]){2,}(?![\w@$])")
_BETWEEN = re.compile(r"[ ._\-~,/|+=]+")
_CHUNK = re.compile(r"\S+")
_FOREIGN_WORD = re.compile(r"[\w@$!]+")
_LEET = str.maketrans("013457@$!", "oieasiasi")


@dataclass(frozen=True, slots=True)
class Folded:
    """`changed` tells that a disguise was found; else `mapped` is the cleaned text."""

    mapped: Mapped
    changed: bool

    @property
    def text(self) -> str:
        return self.mapped.text

    def original_span(self, begin: int, end: int) -> tuple[int, int]:
        return self.mapped.original_span(begin, end)


def fold(text: str, *, cleaned: Mapped | None = None) -> Folded:
    """The text, cleaned, with homoglyphs, leetspeak, letter spacing, masks, slips and glue undone.

    Hand in the cleaned text where it is at hand. Takes time linear in the length of the text.
    """
    cleaned = cleaned if cleaned is not None else clean(text)
    mapped, weight = cleaned, 0
    for step in (_homoglyphs, _spaced, _fragments, _chunks):
        edits: list[Edit] = []
        for edit, gain in step(mapped.text):
            edits.append(edit)
            weight += gain
        if edits:
            mapped = mapped.rewrite(edits)
    if weight < _ENOUGH:
        return Folded(cleaned, changed=False)
    return Folded(mapped, changed=True)


def _homoglyphs(text: str) -> Iterator[tuple[Edit, int]]:
    """Words that mix scripts, or that wholly look like a known English word inside a text in Latin letters."""
    if text.isascii():
        return
    mostly_latin = len(text.encode("ascii", "ignore")) * 2 > len(text)
    for number, match in enumerate(_FOREIGN_WORD.finditer(text)):
        if number > _MOST_FOREIGN:
            return
        word = match.group().rstrip("!")
        if word.isascii():
            continue
        begin = match.start()
        plain, weight = _plain_word(word, mostly_latin)
        if plain != word:
            yield (begin, begin + len(word), plain), weight


@lru_cache(maxsize=2048)
def _plain_word(word: str, mostly_latin: bool) -> tuple[str, int]:  # noqa: FBT001 - cached, so positional
    from_table = word.translate(confusables())
    plain = "".join(map(_without_marks, from_table))
    if plain == word or not plain.isascii() or len(plain) != len(word):
        return word, 0
    words = lexicon()
    lower = plain.lower()
    mixed = any("a" <= letter.lower() <= "z" for letter in word) and any(letter > "ɏ" for letter in word)
    offensive = (
        lower in words.rank
        or lower in words.stands_for
        or any(r.weight == DISGUISE for r in read_chunk(lower))
    )
    if offensive and (mixed or mostly_latin) and len(word) > 2:  # noqa: PLR2004 - two letters look like too much
        return plain, DISGUISE
    if mixed and mostly_latin:
        return plain, LEET if lower in words.everyday else SPELLING
    if mostly_latin and word[0] > "ɏ" and lower in words.everyday and len(word) > 2:  # noqa: PLR2004
        return plain, LEET
    return word, 0


@lru_cache(maxsize=1024)
def _without_marks(letter: str) -> str:
    if letter < "\x80":
        return letter
    return unicodedata.normalize("NFD", letter)[0]


def _spaced(text: str) -> Iterator[tuple[Edit, int]]:
    """Letters apart: "i d i o t", "i.d.i.o.t", and "y o u i d i o t" in one go."""
    words = lexicon()
    for match in _SPACED.finditer(text):
        letters = _BETWEEN.sub("", match.group()).lower()
        plain = letters.translate(_LEET)
        if plain.isdigit() or not letters.strip("0123456789@$!"):
            continue
        read = (plain,) if plain in words.rank and len(plain) > 2 else segment(plain)  # noqa: PLR2004
        if plain in words.stands_for and len(plain) > 2:  # noqa: PLR2004
            read = (words.stands_for[plain],)
        if read:
            yield (match.start(), match.end(), " ".join(read)), DISGUISE


def _chunks(text: str) -> Iterator[tuple[Edit, int]]:
    if not any(map(read_chunk, set(text.split()) - lexicon().everyday)):
        return
    for match in _CHUNK.finditer(text):
        for reading in read_chunk(match.group()):
            begin, end = match.start() + reading.begin, match.start() + reading.end
            yield (begin, end, reading.word), reading.weight


def _fragments(text: str) -> Iterable[tuple[Edit, int]]:
    """Words in two: "id iot", two pieces, at least one of them no word, that make an offensive word together."""
    words = lexicon()
    lower = text.lower() if len(text.lower()) == len(text) else text
    chunks = lower.replace("\n", " ").split(" ")
    odd = [number for number, chunk in enumerate(chunks) if chunk not in words.everyday]
    if not odd:
        return
    starts = list(accumulate((len(chunk) + 1 for chunk in chunks), initial=0))
    done = 0
    for number in sorted({*odd, *(number - 1 for number in odd)}):
        if number < done or number + 1 >= len(chunks):
            continue
        left, right = chunks[number].lstrip("\"'("), chunks[number + 1].rstrip(".,;:!?\"')")
        whole = left + right
        if (
            len(whole) > 2  # noqa: PLR2004
            and whole in words.rank
            and left
            and right
            and not (_is_word(left) and _is_word(right))
        ):
            done = number + 2
            begin = starts[number] + len(chunks[number]) - len(left)
            yield (begin, starts[number + 1] + len(right), whole), DISGUISE


def _is_word(piece: str) -> bool:
    return piece in SHORT if len(piece) < 3 else lexicon().known(piece)  # noqa: PLR2004
