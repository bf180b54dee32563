"""Eight ways in which people disguise abuse, to test how much of the model's recall survives. For testing only.

Each attack touches the offensive words of a text, or where it has none that we list, its longest words. What an attack
draws comes from the generator handed in, so that a fixed seed gives the same texts.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Final

from parley.toxicity.text.lexicon import lexicon

_WORD: Final = re.compile(r"[A-Za-z]{3,}")
#: How many words are disguised where a text holds no offensive word.
_LONGEST_WORDS: Final = 3
_INSIDE: Final = 3

_LEET: Final = {
    "a": "@4", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1|", "o": "0", "s": "$5", "t": "7+", "z": "2",
}  # fmt: skip
_LOOKALIKES: Final = {
    "a": "аα", "b": "Ь", "c": "сϲ", "d": "ԁ", "e": "еℯ", "g": "ɡ", "h": "һ", "i": "іι", "j": "ј", "k": "κк", "l": "ⅼӏ",
    "m": "ｍ", "n": "ո", "o": "оο", "p": "рρ", "q": "ԛ", "r": "г", "s": "ѕ", "t": "т", "u": "υս", "v": "ν", "w": "ԝ",
    "x": "х", "y": "у", "z": "ᴢ",
}  # fmt: skip
_UNSEEN: Final = "\u200b\u200c\u2060\ufeff\u00ad"
_VOWELS: Final = frozenset("aeiou")


def _leetspeak(word: str, rng: Random) -> str:
    able = [at for at, letter in enumerate(word) if letter.lower() in _LEET]
    chosen = set(rng.sample(able, k=max(1, len(able) * 2 // 3))) if able else set()
    return "".join(
        rng.choice(_LEET[letter.lower()]) if at in chosen else letter for at, letter in enumerate(word)
    )


def _letter_spacing(word: str, rng: Random) -> str:
    return rng.choice((" ", ".", "-", " ", "_")).join(word)


def _stretched(word: str, rng: Random) -> str:
    vowels = [at for at, letter in enumerate(word) if letter.lower() in _VOWELS and at] or [len(word) - 1]
    at = rng.choice(vowels)
    return word[:at] + word[at] * rng.randint(3, 8) + word[at + 1 :]


def _masked(word: str, rng: Random) -> str:
    sign = rng.choice("***#-_@")
    vowels = [at for at, letter in enumerate(word) if letter.lower() in _VOWELS and 0 < at < len(word) - 1]
    inside = vowels or list(range(1, max(2, len(word) - 1)))
    first = rng.choice(inside)
    size = 2 if len(word) > _INSIDE + 2 and rng.random() < 1 / 3 and first + 2 < len(word) else 1
    return word[:first] + sign * size + word[first + size :]


def _homoglyphs(word: str, rng: Random) -> str:
    able = [at for at, letter in enumerate(word) if letter.lower() in _LOOKALIKES]
    chosen = set(rng.sample(able, k=max(1, len(able) // 2)))
    return "".join(
        rng.choice(_LOOKALIKES[letter.lower()]) if at in chosen else letter for at, letter in enumerate(word)
    )


def _zero_width(word: str, rng: Random) -> str:
    return rng.choice(_UNSEEN).join(word)


def _typos(word: str, rng: Random) -> str:
    if len(word) <= _INSIDE:
        return word[0] + word[2] + word[1]
    at = rng.randrange(1, len(word) - 1)
    if rng.random() < 1 / 2:
        return word[:at] + word[at + 1 :]
    if word[at] == word[at + 1]:
        at = 1
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


_WITHIN: Final[dict[str, Callable[[str, Random], str]]] = {
    "leetspeak": _leetspeak,
    "letter_spacing": _letter_spacing,
    "stretched": _stretched,
    "masked": _masked,
    "homoglyphs": _homoglyphs,
    "zero_width": _zero_width,
    "typos": _typos,
}

#: The names of the attacks.
KINDS: Final = (*_WITHIN, "glued_or_split")


def attack(text: str, *, kind: str, rng: Random) -> str:
    """The text with its telling words disguised. Raises KeyError for a kind that is not in `KINDS`."""
    targets = targets_of(text)
    if kind == "glued_or_split":
        return _glue_or_split(text, targets, rng)
    disguise = _WITHIN[kind]
    parts: list[str] = []
    done = 0
    for begin, end in targets:
        parts += (text[done:begin], disguise(text[begin:end], rng))
        done = end
    return "".join((*parts, text[done:]))


def targets_of(text: str) -> list[tuple[int, int]]:
    """The [begin, end) of the words that an attack disguises, in order."""
    words = [match.span() for match in _WORD.finditer(text)]
    rank = lexicon().rank
    offensive = [(begin, end) for begin, end in words if text[begin:end].lower() in rank]
    if offensive:
        return offensive
    longest = sorted(words, key=lambda span: (span[0] - span[1], span[0]))[:_LONGEST_WORDS]
    return sorted(longest)


def _glue_or_split(text: str, targets: list[tuple[int, int]], rng: Random) -> str:
    """Half of the words lose the space before or after them, half gain one inside."""
    parts: list[str] = []
    done = 0
    for begin, end in targets:
        word = text[begin:end]
        if rng.random() < 1 / 2 and begin > done and text[begin - 1] == " ":
            parts += (text[done : begin - 1], word)
        elif rng.random() < 1 / 2 and text[end : end + 1] == " " and text[end + 1 : end + 2].isalpha():
            parts += (text[done:begin], word)
            end += 1  # noqa: PLW2901 - the space is left out
        else:
            middle = rng.randrange(1, len(word))
            parts += (text[done:begin], f"{word[:middle]} {word[middle:]}")
        done = end
    return "".join((*parts, text[done:]))
