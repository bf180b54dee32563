"""Write training texts as people write who want to get past a filter.

Clean and toxic texts are treated alike, or the model would learn that odd spelling is toxic in itself. The attacks of
the evaluation are written apart from these, so that it measures more than what was practised here.
"""

from collections.abc import Callable
from random import Random
from typing import Final

_LEET: Final = {
    "a": "@4",
    "e": "3",
    "i": "1!",
    "o": "0",
    "s": "$5",
    "t": "7+",
    "l": "1|",
    "g": "9",
    "b": "8",
    "c": "(",
}
_LOOKALIKES: Final = {
    "a": "аαáä", "c": "сç", "e": "еéëε", "i": "іíï1", "o": "оöοø", "p": "рρ", "s": "ѕ", "u": "υüù", "x": "х",
    "y": "уÿ", "n": "ոñ", "k": "κк", "t": "τт", "h": "һ", "b": "ь", "d": "ԁ", "g": "ɡ", "l": "ӏ",
}  # fmt: skip
_SHORT: Final = 3


def _leet(word: str, rng: Random) -> str:
    return "".join(
        rng.choice(_LEET[letter.lower()]) if letter.lower() in _LEET and rng.random() < 0.6 else letter
        for letter in word
    )


def _lookalike(word: str, rng: Random) -> str:
    return "".join(
        rng.choice(_LOOKALIKES[letter.lower()])
        if letter.lower() in _LOOKALIKES and rng.random() < 0.5
        else letter
        for letter in word
    )


def _spaced(word: str, rng: Random) -> str:
    return rng.choice((" ", ".", "-", "_", "*")).join(word)


def _stretched(word: str, rng: Random) -> str:
    place = rng.randrange(len(word))
    return word[:place] + word[place] * rng.randint(2, 5) + word[place + 1 :]


def _masked(word: str, rng: Random) -> str:
    places = range(1, len(word) - 1)
    hidden = set(rng.sample(places, rng.randint(1, max(1, len(places) // 2))))
    mark = rng.choice("***#@_-.")
    return "".join(mark if place in hidden else letter for place, letter in enumerate(word))


def _swapped(word: str, rng: Random) -> str:
    place = rng.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _dropped(word: str, rng: Random) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _split(word: str, rng: Random) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + " " + word[place:]


WAYS: Final[tuple[Callable[[str, Random], str], ...]] = (
    _leet,
    _lookalike,
    _spaced,
    _stretched,
    _masked,
    _swapped,
    _dropped,
    _split,
)


def disguise(text: str, *, rng: Random) -> str:
    """Rewrite a quarter of the longer words of a text in one way, at most six in a long one."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > _SHORT and word.isalpha()]
    if not places:
        return text
    chosen = rng.sample(places, max(1, len(places) // 4) if len(places) < 40 else 6)
    way = rng.choice(WAYS)
    for place in chosen[:8]:
        words[place] = way(words[place], rng)
    if rng.random() < 0.1 and len(places) > 1:
        place = rng.choice(places)
        if place + 1 < len(words):
            words[place : place + 2] = [words[place] + words[place + 1]]
    return " ".join(words)
