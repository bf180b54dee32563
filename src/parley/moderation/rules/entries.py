"""One entry of a rule's `words`: a word, a phrase, `word*` for any ending, `=word` for the word alone."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from parley.moderation.rules.letters import LONGEST, plain
from parley.toxicity.text.clean import clean

ENTRY_MAX: Final = 80
PHRASE_MAX: Final = 6
#: Letters before a star: with fewer, half of the language begins so.
STEM_MIN: Final = 3

_GAP: Final = re.compile(r"[\s'\-_]+")


class Fit(StrEnum):
    """How much of a comment's word an entry's word must be."""

    ENDINGS = "with English endings"
    ALONE = "alone"
    BEGINNING = "as a beginning"


class EntryWord(NamedTuple):
    """`key` is in small letters without marks, see `letters.plain`."""

    key: str
    fit: Fit


class EntryWrong(ValueError):  # noqa: N818 - says what it is
    """Says what is wrong with an entry and what to do."""


@lru_cache(maxsize=2**15)  # asked once to check a text and once to compile it
def entry_read(entry: str) -> tuple[EntryWord, ...]:
    """The entry's words in order. Raises EntryWrong."""
    if len(entry) > ENTRY_MAX:
        raise EntryWrong(f"has {len(entry)} characters; at most {ENTRY_MAX}. Shorten it.")
    alone = entry.startswith("=")
    pieces = [piece for piece in _GAP.split(clean(entry.removeprefix("=")).text) if piece]
    if not pieces:
        raise EntryWrong("holds no letters. Write a word, or take it out.")
    if len(pieces) > PHRASE_MAX:
        raise EntryWrong(f"has {len(pieces)} words; at most {PHRASE_MAX}. Shorten it, or write a regex.")
    if any(piece.endswith("*") for piece in pieces[:-1]):
        raise EntryWrong("has a star before its last word. Take it out: English endings are found without.")
    return tuple(_word(piece, alone=alone) for piece in pieces)


def _word(piece: str, *, alone: bool) -> EntryWord:
    stem = piece.removesuffix("*")
    key = plain(stem)
    if len(stem) > LONGEST or not key or not _all_letters(key):
        raise EntryWrong(
            f"holds “{piece}”, which is more than letters and digits. Take the signs out (a star may stand at the end, "
            "“=” at the beginning; disguises are found by themselves), or write a regex."
        )
    if stem == piece:
        return EntryWord(key, Fit.ALONE if alone else Fit.ENDINGS)
    if alone:
        raise EntryWrong("has both “=” and a star, which contradict each other. Take one out.")
    if len(key) < STEM_MIN:
        raise EntryWrong(f"has fewer than {STEM_MIN} letters before its star. Write more of the word.")
    return EntryWord(key, Fit.BEGINNING)


def _all_letters(key: str) -> bool:
    """Letters, digits, and the marks that are vowels in some scripts."""
    return key.isalnum() or all(
        letter.isalnum() or unicodedata.category(letter).startswith("M") for letter in key
    )
