"""The words of a text, and what else may be read as one word: signs for letters, letters apart, words in pieces.

What is read as a word, each where it is no part of a longer one:

- a run of letters and digits, without marks ("Ärger" is "arger");
- such a run with letters of another script that look like ours, if it mixes both or the text is mostly in ours;
- a run with signs or digits for letters, where two letters are left: "br4ckw@ter", not "@$$" (`letters.SIGNS`);
- a run with a letter drawn out, three in a row or more: "braaackwater";
- single letters, three or more, with the same one to three signs between them: "B.r.a.c.k", "b r a c k". Such a row is
  a word as a whole; words of five letters or more are found inside it too, as nobody knows where its words end;
- pieces with one or two of `- . _ ~ * #` between them, unless all are everyday words: "brack-water", "Brack.water";
- such pieces with a letter in place of each star or #, any for one, vowels for two: "br*ckwater".

Zero-width signs, fullwidth and mathematical letters, letters in circles and stacked marks are plain letters already
when a text comes here (`parley.toxicity.text.clean`). Not read as a word: what is glued to others ("mybrackwater"),
split by a space ("brack water"), misspelt otherwise, spelt backwards, or drawn.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from parley.moderation.rules.letters import LONGEST, MARKS, SIGNS, latin, plain
from parley.toxicity.text.lexicon import lexicon
from parley.toxicity.text.mapped import Mapped
from parley.toxicity.text.masks import NUMBERED

#: Runs with stars that are looked at in one text: each costs as much as thirty words.
_STARRED_MAX: Final = 10
#: Words whose readings are kept, of LONGEST letters at most: some megabyte.
_READINGS_KEPT: Final = 8192
_ANY_LETTER: Final = "abcdefghijklmnopqrstuvwxyz"
_VOWELS: Final = "aeiouy"
_STARRED_LEFT: Final = 3
_LETTERS_LEFT: Final = 2

# The vowels of Indic and South-East Asian scripts are marks that belong to the word.
_VOWEL_MARKS: Final = "".join(
    chr(point)
    for point in (*range(0x900, 0x1AB0), *range(0xA800, 0xAC00))
    if unicodedata.category(chr(point)).startswith("M")
)
_LETTER: Final = r"[^\W_]"
_WITH_SIGNS: Final = r"(?:[^\W_]|[@$!|+€£¥¢])"
_WORD: Final = re.compile(rf"{_LETTER}++(?:[{_VOWEL_MARKS}]++{_LETTER}*+)*+")
_SIGN: Final = re.compile(r"[@$!|+€£¥¢]")
_SIGNED: Final = re.compile(rf"{_WITH_SIGNS}++")
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1\1")
_BETWEEN: Final = re.compile(r"[-._~*#]{1,2}")
# Begun only where a run of letters begins: else a long run would be read again from each of its letters.
_PIECES: Final = re.compile(
    rf"(?<![^\W_])(?<![@$!|+€£¥¢]){_WITH_SIGNS}++(?:[-._~*#]{{1,2}}{_WITH_SIGNS}++)++"
)
# One letter alone, the gap, another, and on with the same gap.
_ROW: Final = re.compile(
    rf"(?<![^\W_]){_WITH_SIGNS}(?P<gap>[ ._\-~,/|+=*#·]{{1,3}}){_WITH_SIGNS}(?![^\W_])"
    rf"(?:(?P=gap){_WITH_SIGNS}(?![^\W_]))++"
)


class Spelling(NamedTuple):
    """`letters`: small, without marks. `begin`, `end`: its place in the form that was read.

    `is_disguised`: signs may stand for letters, or letters are drawn out. `step`: how far apart the letters of a row
    are; 0 where the letters are no row.
    """

    begin: int
    end: int
    letters: str
    is_disguised: bool = False
    step: int = 0


def without_marks(form: Mapped) -> Mapped:
    """The form without the marks that people leave out, mapped to the same original."""
    if form.text.isascii() or not MARKS.search(form.text):
        return form
    return form.rewrite((found.start(), found.end(), "") for found in MARKS.finditer(form.text))


def spellings(text: str) -> Iterator[Spelling]:
    """What may be read as a word in a text `without_marks`, in no order. Takes time linear in its length."""
    mostly_latin = len(text.encode("ascii", "ignore")) * 2 > len(text)
    for found in _WORD.finditer(text):
        yield from _read(found.start(), found.group(), mostly_latin=mostly_latin)
    if _SIGN.search(text):
        yield from _signed(text, mostly_latin=mostly_latin)
    yield from _rows(text)
    yield from _in_pieces(text, mostly_latin=mostly_latin)


def _read(begin: int, raw: str, *, mostly_latin: bool, whole: str = "") -> Iterator[Spelling]:
    """`raw` as a word; `whole`: what stands in the text, where that is more than the letters."""
    end = begin + len(whole or raw)
    for letters, is_disguised in _readings(raw[: LONGEST + 1], mostly_latin):
        yield Spelling(begin, end, letters, is_disguised)


@lru_cache(maxsize=_READINGS_KEPT)
def _readings(raw: str, mostly_latin: bool) -> tuple[tuple[str, bool], ...]:  # noqa: FBT001 -- a key of the cache
    """Which letters `raw` may be, and whether they are disguised. Kept, for the same words come again and again."""
    letters = plain(raw)
    found = [(letters, _is_disguised(letters))]
    if not raw.isascii():
        looks = latin(raw)
        mixed = any(letter.isascii() and letter.isalpha() for letter in raw)
        if looks != letters and looks.isascii() and (mixed or mostly_latin):
            found.append((looks, _is_disguised(looks)))
    return tuple(found)


def _is_disguised(letters: str) -> bool:
    if _DRAWN_OUT.search(letters):
        return True
    return (
        not letters.isalpha()
        and any(sign in SIGNS for sign in letters)
        and sum(letter.isalpha() for letter in letters) >= _LETTERS_LEFT
        and NUMBERED.fullmatch(letters) is None
    )


def _signed(text: str, *, mostly_latin: bool) -> Iterator[Spelling]:
    for found in _SIGNED.finditer(text):
        raw = found.group().rstrip("!|+")
        begin = found.end() - len(found.group().lstrip("|+"))
        raw = raw.lstrip("|+")
        if _SIGN.search(raw):
            yield from _read(begin, raw, mostly_latin=mostly_latin)


def _rows(text: str) -> Iterator[Spelling]:
    for found in _ROW.finditer(text):
        step = len(found["gap"]) + 1
        letters = "".join(latin(letter)[:1] or letter for letter in found.group()[::step])
        yield Spelling(found.start(), found.end(), letters, _is_disguised(letters), step)


def _in_pieces(text: str, *, mostly_latin: bool) -> Iterator[Spelling]:
    known = lexicon().known
    starred = 0
    for found in _PIECES.finditer(text):
        whole = found.group().rstrip("!|+")
        pieces = _BETWEEN.split(whole)
        if len(pieces) == 1 or all(known(plain(piece[: LONGEST + 1])) for piece in pieces):
            continue
        yield from _read(found.start(), "".join(pieces), mostly_latin=mostly_latin, whole=whole)
        if ("*" in whole or "#" in whole) and starred < _STARRED_MAX:
            starred += 1
            yield from _starred(found.start(), whole)


def _starred(begin: int, whole: str) -> Iterator[Spelling]:
    letters = whole.lower().replace("#", "*")
    stars = letters.count("*")
    left = letters.replace("*", "")
    if not (left.isascii() and left.isalpha() and _STARRED_LEFT <= len(left) < LONGEST):
        return
    fillings = _ANY_LETTER if stars == 1 else product(_VOWELS, repeat=stars) if stars == 2 else ()  # noqa: PLR2004
    for filling in fillings:
        filled = iter(filling)
        read = "".join(next(filled) if letter == "*" else letter for letter in letters)
        yield Spelling(begin, begin + len(whole), read)
