"""Read one offensive word behind signs and digits: "f**k", "1d10t", "@$$hole". Used by `words`."""

import re
from collections.abc import Set as AbstractSet
from typing import Final

from parley.toxicity.text.lexicon import SHORT, Lexicon

LONGEST_WORD: Final = 20
#: Letters that must show for a mask that is also plain punctuation: "D.C." is none.
_SHOWN: Final = 3
#: A word shorter than this is near too many others to be guessed from half of its letters.
_SHORTEST: Final = 4

_LEET: Final = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "tl", "8": "b", "9": "g", "@": "a",
    "$": "s", "!": "il", "|": "il", "+": "t", "(": "c", "<": "c", "{": "c", "€": "e", "£": "l", "¥": "y", "¢": "c",
}  # fmt: skip
#: The first reading of each, and the one with "l" for what may be "i" or "l".
FIRST: Final = str.maketrans({sign: letters[0] for sign, letters in _LEET.items()})
SECOND: Final = str.maketrans({sign: letters[-1] for sign, letters in _LEET.items()})
_MASKS: Final = frozenset("*#%&^?_-.~@$!=+/|'x")
#: Signs that mask letters; what else is in `_MASKS` is also plain punctuation, so more of the word must show.
_STARS: Final = frozenset("*#%@$&!-_")
SEPARATORS: Final = re.compile(r"[-._/~*+|=,:;^'\"\\]+")
NUMBERED: Final = re.compile(
    r"\.?\d+(?:'s|st|nd|rd|th|s|k|m|km|cm|mm|kg|g|lbs?|ft|in|am|pm|x|d|p|bn|min|hrs?|sec|mph)|[a-z]{1,2}\d{1,2}|[\d.,:/$£€%+-]+"
)
_RUN: Final = re.compile(r"[*#%@$&!]+")
#: What is starred out so far that only one or two letters stand, in the order in which people mean it.
_STARRED: Final = (
    "fuck", "shit", "bitch", "ass", "cunt", "dick", "asshole", "fucking", "nigger", "faggot", "cock", "damn", "hell",
    "fucker", "fucked", "bullshit", "motherfucker", "bastard", "whore", "bitches", "slut", "pussy", "crap", "piss",
    "twat", "arse", "fag", "shitty", "fucks", "dickhead", "retard",
)  # fmt: skip


def read_signs(part: str, words: Lexicon, *, exact: bool) -> str:
    """The offensive word behind the signs, in lower case, or "" if there is none.

    `exact`: take signs only for letters that they look like. Else they may hide any.
    """
    if len(part) > LONGEST_WORD or NUMBERED.fullmatch(part) or _is_honest(part, words):
        return ""
    letters = sum(letter.isalpha() for letter in part)
    spelt = _spelt_out(part, letters, words)
    if spelt or not letters or not all(sign.isalnum() or sign in _MASKS or sign in _LEET for sign in part):
        return spelt
    if letters < _SHOWN and not any(sign.isdigit() or sign in _STARS for sign in part):
        return ""
    if not exact:
        return _unmask(part, letters, words)
    plain = all(sign.isalnum() or sign in _LEET for sign in part)
    return _fitting(part, words, exact=True) if plain and letters * 2 >= len(part) >= _SHORTEST else ""


def _is_honest(part: str, words: Lexicon) -> bool:
    """Whether the signs are punctuation between words: "well-known", "and/or", "rat's"."""
    if words.known(part) or (part.endswith(("'s", "'")) and words.known(part.rstrip("s").rstrip("'"))):
        return True
    pieces = [piece for piece in SEPARATORS.split(part) if piece]
    return (
        len(pieces) > 1
        and "*" not in part
        and all(piece in SHORT or (len(piece) >= _SHOWN and words.known(piece)) for piece in pieces)
    )


def _spelt_out(part: str, letters: int, words: Lexicon) -> str:
    """The offensive word without the signs, or with the letters that they look like; "" if there is none."""
    joined = SEPARATORS.sub("", part)
    for read in (joined, part.translate(FIRST), part.translate(SECOND), joined.translate(FIRST)):
        if read != part and read in words.rank:
            # "455" may be anything; "@$$" is not.
            return read if letters or ("@" in part and "$" in part) else ""
        if read in words.stands_for and len(read) >= _SHORTEST:
            return words.stands_for[read]
    return ""


def _unmask(part: str, letters: int, words: Lexicon) -> str:
    """Signs stand for letters they look like, else for any; half of the word must show, or it is one of `_STARRED`."""
    if part[0].isalpha() and set(part[1:]) & _STARS and len(part) >= _SHOWN:
        for word in _STARRED:
            if len(word) == len(part) and all(
                part[at] == letter or not part[at].isalnum() for at, letter in enumerate(word)
            ):
                return word
        head, run, tail = part.partition("***")  # `clean` has shortened longer runs to three
        if run and (head + tail).isalpha():
            for word in _STARRED:
                if len(word) > len(part) and word.startswith(head) and word.endswith(tail):
                    return word
    if letters * 2 >= len(part) >= _SHORTEST:
        return (
            _fitting(part, words, exact=True)
            or _fitting(part, words, exact=False)
            or _unmask_run(part, words)
        )
    return _unmask_run(part, words)


def _fitting(part: str, words: Lexicon, *, exact: bool) -> str:
    """The most frequent offensive word of the same length with the same letters showing."""
    found: AbstractSet[str] | None = None
    for at, sign in enumerate(part):
        fits = sign if sign.isalpha() else _LEET.get(sign, "") if exact or sign.isdigit() else ""
        if not fits:
            continue
        here: AbstractSet[str] = frozenset().union(
            *(words.by_place.get((len(part), at, letter), ()) for letter in fits)
        )
        found = here if found is None else found & here
        if not found:
            return ""
    return min(found, key=words.rank.__getitem__) if found else ""


def _unmask_run(part: str, words: Lexicon) -> str:
    """One run of stars for one to four letters, whatever its length: "f*king", "mother****er"."""
    run = _RUN.search(part)
    if not run:
        return ""
    head, tail = part[: run.start()], part[run.end() :]
    if not head or len(head) + len(tail) < _SHOWN or not (head + tail).isalpha():
        return ""
    visible = len(head) + len(tail)
    for extra in dict.fromkeys((len(run.group()), 1, 2, 3, 4)):
        size = visible + extra
        found = words.by_place.get((size, 0, head[0]), frozenset()) & words.by_place.get(
            (size, size - 1, tail[-1]) if tail else (size, 0, head[0]), frozenset()
        )
        fits = [word for word in found if word.startswith(head) and word.endswith(tail)]
        if fits and extra <= visible:
            return min(fits, key=words.rank.__getitem__)
    return ""
