"""When two spellings are the same word, and what looks like which letter."""

import re
import unicodedata
from itertools import groupby
from typing import Final

from parley.toxicity.text.lexicon import confusables, squeeze

#: Letters of one word that are looked at; longer runs are addresses and floods.
LONGEST: Final = 64

# Marks that people leave out: of Latin, Greek and Cyrillic, and the points of Hebrew and Arabic. In other scripts, such
# as Devanagari, marks are vowels and stay.
OPTIONAL_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
MARKS: Final = re.compile(f"[{OPTIONAL_MARKS}]+")

#: Signs and the letters that they are written for.
SIGNS: Final = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "€": "e", "£": "l", "¥": "y", "¢": "c",
}  # fmt: skip
# "i" and "l" are one here, because "1" may be either.
_LOOKS: Final = str.maketrans(
    {sign: letters[0].replace("l", "i") for sign, letters in SIGNS.items()} | {"l": "i"}
)
#: From this many in a row on, a letter is drawn out: no English word has three. `clean` leaves three of a longer run.
DRAWN_OUT: Final = 3


def plain(word: str) -> str:
    """The word in small letters without optional marks: "Ärger" → "arger". No longer than `LONGEST` going in."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold())
    return MARKS.sub("", apart)


def latin(word: str) -> str:
    """`plain`, with letters of other scripts read as the ASCII letters that they look like (UTS 39)."""
    return plain(word.translate(confusables()))


def skeleton(word: str) -> str:
    """The same for all spellings that `reads_as` takes for one: signs as letters, runs as one letter, "l" as "i"."""
    return squeeze(word.translate(_LOOKS))


def reads_as(spelling: str, word: str, *, begins: bool = False) -> bool:
    """Whether `spelling` is `word` with signs for letters or letters drawn out; both in small letters.

    "br4ck" is "brack", "braaack" is "brack" and "braack", "brack" is itself alone. `begins`: more may follow.
    """
    reached = {0}
    for sign, run in groupby(spelling):
        count = len(tuple(run))
        letters = SIGNS.get(sign, sign)
        steps: set[int] = set()
        for number in range(1, count + 1):
            reached = {at + 1 for at in reached if at < len(word) and word[at] in letters}
            if begins and len(word) in reached:
                return True
            if count >= DRAWN_OUT or number == count:
                steps |= reached
        reached = steps
        if not reached:
            return False
    return len(word) in reached
