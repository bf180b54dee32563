"""English endings by rule: plural, -ed, -ing, -er, with a doubled consonant, a dropped e, y for ie.

The rules are those that grammars give for regular words (Quirk et al., A Comprehensive Grammar of the English
Language, 1985, sections 3.5 to 3.10 and 5.79 to 5.81). Irregular forms ("ran", "mice") are words of their own. An
ending can make another word of a word ("numb", "number"): that is why an entry can ask for the word alone.
"""

from collections.abc import Iterator
from typing import Final

#: Words shorter than this take no endings: "is" and "as" would be found all over.
SHORTEST: Final = 3

_VOWELS: Final = frozenset("aeiou")
_HISSING: Final = ("s", "x", "z", "sh")
_NEVER_DOUBLED: Final = frozenset("chqwxy")
_VERBAL: Final = ("ed", "er", "ers", "ing", "ings")
_AFTER_E: Final = ("d", "r", "rs")
#: What may have been put on a word, by its last letter.
_STRIPPED: Final = {
    "s": ("s", "es", "rs", "ers", "ings"),
    "d": ("d", "ed"),
    "r": ("r", "er"),
    "g": ("ing",),
}


def takes_endings(word: str) -> bool:
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def forms(word: str) -> frozenset[str]:
    """The word, in lower-case letters, with each ending that it takes; the word alone where it takes none."""
    if not takes_endings(word):
        return frozenset({word})
    return frozenset((word, *plurals(word), *_verbals(word)))


def bases(spelling: str) -> tuple[str, ...]:
    """Whatever `spelling` may be a form of, itself first; more than that, so ask `forms` about each that is a word."""
    endings = _STRIPPED.get(spelling[-1:])
    if endings is None:
        return (spelling,)
    found = dict.fromkeys((spelling,))
    for ending in endings:
        if spelling.endswith(ending):
            found.update(dict.fromkeys(_stems(spelling[: -len(ending)], ending)))
    return tuple(found)


def plurals(word: str) -> Iterator[str]:
    """The word with each ending of the plural that it takes."""
    if not word.endswith(_HISSING):
        yield word + "s"
    if word.endswith((*_HISSING, "ch", "o")):  # "stomachs", "wretches"; "photos", "zeroes"
        yield word + "es"
    if word[-1] in "sz":  # "quizzes"
        yield word + word[-1] + "es"
    if _ends_in_consonant_and_y(word):
        yield word[:-1] + "ies"


def _verbals(word: str) -> Iterator[str]:
    if word[-1] == "e":
        yield from (word + ending for ending in (*_AFTER_E, "ing", "ings"))
        if word[-2] not in "eoy":  # "seeing", "hoeing", "dyeing"
            yield from (word[:-1] + ending for ending in ("ing", "ings"))
        if word[-2] == "i":  # "tying"
            yield from (word[:-2] + ending for ending in ("ying", "yings"))
        return
    if _ends_in_consonant_and_y(word):
        yield from (word[:-1] + ending for ending in ("ied", "ier", "iers"))
        yield from (word + ending for ending in ("ing", "ings"))
        return
    doubled, plain = _doubling(word)
    if doubled:
        yield from (word + word[-1] + ending for ending in _VERBAL)
    if plain:
        yield from (word + ending for ending in _VERBAL)
    if word[-1] == "c":  # "panicked"
        yield from (word + "k" + ending for ending in _VERBAL)


def _doubling(word: str) -> tuple[bool, bool]:
    """Whether the last consonant is doubled before an ending, and whether it may stay single.

    One vowel before one consonant at the end: doubled in words of one syllable ("hopped"; "hoped" is of "hope"), in
    longer ones by stress and by country ("travelled", "traveled"), so both.
    """
    letters = word.replace("qu", "qw")
    if letters[-1] in _VOWELS or letters[-1] in _NEVER_DOUBLED:
        return False, True
    if not _is_vowel(letters, len(letters) - 2) or _is_vowel(letters, len(letters) - 3):
        return False, True
    return True, _syllables(letters) > 1 or letters[-1] == "s"  # "buses", "bused"


def _is_vowel(letters: str, at: int) -> bool:
    return at >= 0 and (letters[at] in _VOWELS or (letters[at] == "y" and at > 0))


def _syllables(letters: str) -> int:
    vowels = [_is_vowel(letters, at) for at in range(len(letters))]
    return sum(here and not before for before, here in zip([False, *vowels], vowels, strict=False))


def _ends_in_consonant_and_y(word: str) -> bool:
    return word[-1] == "y" and word[-2] not in _VOWELS


def _stems(stem: str, ending: str) -> Iterator[str]:
    """What the letters before an ending may have been before the ending came."""
    if not stem:
        return
    yield stem
    if ending == "s":
        return
    if ending in {"ing", "ings"}:
        yield stem + "e"
        if stem[-1] == "y":
            yield stem[:-1] + "ie"
    if stem[-1] == "i":
        yield stem[:-1] + "y"
    if stem[-2:-1] == stem[-1]:
        yield stem[:-1]
    if stem[-2:] == "ck":
        yield stem[:-1]
