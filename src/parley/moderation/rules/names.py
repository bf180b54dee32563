"""Finds people's names in a text, as they are written and as they are varied."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from parley.moderation.rules.endings import plurals, takes_endings
from parley.moderation.rules.entries import EntryWord, EntryWrong, Fit, entry_read
from parley.moderation.rules.expressions import ExpressionSearch
from parley.moderation.rules.words import GAP, Entry, WordSearch
from parley.toxicity.forms import forms_read
from parley.toxicity.text.clean import clean

#: Places that are told of one text.
PLACES_MAX: Final = 50
#: "Berg, Anna", "A. Berg", "anna.berg", "Anna/Berg", "Anna (Berg)".
_GAP: Final = GAP | frozenset('.,;:/|()"')
#: Ends of a word inside a part of a name: "Anna-Maria", "O'Neill", "A.M.".
_INNER: Final = re.compile(r"[-_'.]+")
#: Letters of a name: one alone is in every text.
LETTERS_MIN: Final = 2
#: Joined letters shorter than this may be any word.
_JOINED_MIN: Final = 5
# Scripts written without spaces, and Hangul, whose particles are glued to a name: there it is looked for inside words.
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
#: Letters that lose no mark when marks are left out: as people write them on other keyboards.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
)
_WRITTEN_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WORD: Final = re.compile(r"[^\W\d_]+")
_DOTTED: Final = re.compile(r"(?<![^\W_])[^\W\d_]\.")


class NameWrong(ValueError):  # noqa: N818 - says what it is
    """A name that can't be looked for."""


class _Shape(NamedTuple):
    """`is_short`: first names stand as initials, so that what is found may be plain words: "a hill".

    `is_joined`: all words are one.
    """

    words: tuple[str, ...]
    is_short: bool = False
    is_joined: bool = False


class NameSearch:
    """Finds a set of names. Immutable once made; one serves all threads.

    Of "Anna Maria Berg" it finds, with or without capitals and accents:

    - the name, with the ending of a plural or a genitive, and its words turned round: "Berg, Anna Maria";
    - without the middle names: "Anna Berg", "Berg, Anna";
    - with initials for first names: "A. M. Berg", "A. Berg", "Anna M. Berg", "Berg, A.";
    - in one word: "annamariaberg";
    - in letters that are at hand ("Mueller" for "Müller"), with signs and look-alike letters for letters, and with
      letters apart (see `spellings`).

    A star at the end of a name stands for any ending. Not found: a surname alone, unless it is given as a name;
    initials alone ("A. B."), under which the press hides names; other misspellings; other scripts than that of the
    name as given.

    Work is linear in the text: two passes by `WordSearch` at most, and RE2 for scripts that are written without spaces.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Raises NameWrong."""
        is_short: dict[Entry, bool] = {}
        inside: list[str] = []
        for name in names:
            for entry, short in _name_entries(name):
                is_short[entry] = is_short.get(entry, True) and short
            if _UNSPACED.search(name):
                inside.append(_inside(name))
        self._is_short = list(is_short.values())
        self._words = WordSearch(list(is_short), gap=_GAP)
        self._inside = ExpressionSearch(inside)

    def search(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where names stand, in code points of the text, end exclusive: the first PLACES_MAX, apart from each other."""
        found: set[tuple[int, int]] = set()
        for form in forms_read(text):
            for entry, begin, end in self._words.search(form):
                if not self._is_short[entry] or _has_initial(text, begin, end):
                    found.add((begin, end))
            for _number, begin, end in self._inside.search(form.text):
                found.add(form.original_span(begin, end))
        return tuple(places_apart(found))


def name_read(name: str) -> tuple[tuple[EntryWord, ...], ...]:
    """The parts of a name between its spaces, each in its words: "Anna-Maria Berg" has two parts and three words.

    Raises NameWrong.
    """
    parts = [_INNER.sub(" ", part).strip() for part in _cleaned(name).split()]
    parts = [part for part in parts if part]
    try:
        entry_read(" ".join(parts))
        read = tuple(entry_read(part) for part in parts)
    except EntryWrong as error:
        raise NameWrong(str(error)) from error
    if sum(len(word.key) for part in read for word in part) < LETTERS_MIN:
        raise NameWrong("has one letter")
    return read


def _name_entries(name: str) -> Iterator[tuple[Entry, bool]]:
    """Each entry of each shape of the name in each of its spellings, and whether the shape is short."""
    given = name_read(name)
    small = _cleaned(name).lower()
    readings = [given]
    for spelling in {small.translate(_PLAIN), small.translate(_WRITTEN_OUT)} - {small}:
        with suppress(NameWrong):  # too long, written out
            readings.append(name_read(spelling))
    for parts in readings:
        for shape in _shapes(parts):
            yield from ((entry, shape.is_short) for entry in _entries(shape))


def _cleaned(name: str) -> str:
    return clean(name.replace(",", " ")).text


def _shapes(parts: Sequence[Sequence[EntryWord]]) -> Iterator[_Shape]:
    """Those of the name in all its words, and of the name in its parts: "Sean O Neill", "Sean ONeill"."""
    apart = tuple(_written(word) for part in parts for word in part)
    together = tuple("".join(_written(word) for word in part) for part in parts)
    for words in dict.fromkeys((apart, together)):
        yield from _orders(words)


def _written(word: EntryWord) -> str:
    return f"{word.key}*" if word.fit is Fit.BEGINNING else word.key


def _orders(words: tuple[str, ...]) -> Iterator[_Shape]:
    """A name's words in the orders and shortenings in which people write them."""
    for turn in range(len(words)):
        yield _Shape((*words[turn:], *words[:turn]))
    if len(words) == 1:
        return
    first, *middle, last = words
    initials = tuple(word[0] for word in (first, *middle))
    for given, is_short in (
        ((first,), False),
        ((first, *initials[1:]), False),
        (initials, True),
        (initials[:1], True),
    ):
        yield _Shape((*given, last), is_short)
        yield _Shape((last, *given), is_short)
    for order in (words, (last, first, *middle), (first, last), (last, first)):
        joined = "".join(order)
        if len(joined) >= _JOINED_MIN and "*" not in joined:
            yield _Shape((joined,), is_joined=True)


def _entries(shape: _Shape) -> Iterator[Entry]:
    """The shape, and the shape with its last word in the plural."""
    *before, last = shape.words
    begin = tuple(_entry_word(word) for word in before)
    if shape.is_joined:
        # With any ending, because only such words are found inside a row of single letters.
        yield (EntryWord(last, Fit.ENDINGS),)
        return
    yield (*begin, _entry_word(last))
    if takes_endings(last):
        yield from ((*begin, EntryWord(form, Fit.ALONE)) for form in plurals(last))


def _entry_word(word: str) -> EntryWord:
    stem = word.removesuffix("*")
    return EntryWord(stem, Fit.ALONE if stem == word else Fit.BEGINNING)


def _inside(name: str) -> str:
    return r"[\s\x{b7}\x{30fb}]*".join(re.escape(part) for part in _cleaned(name).split())


def _has_initial(text: str, begin: int, end: int) -> bool:
    """Whether one letter stands there with a dot, or every word in a capital: "A. Hill", "A Hill", not "a hill"."""
    if _DOTTED.search(text, begin, end + 1):
        return True
    return all(word[0].isupper() for word in _WORD.findall(text, begin, end))


def places_apart(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The first PLACES_MAX in order, of those that begin at one place the longest; none begins inside another."""
    told, covered = 0, 0
    for begin, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if told < PLACES_MAX and begin >= covered:
            told, covered = told + 1, end
            yield begin, end
