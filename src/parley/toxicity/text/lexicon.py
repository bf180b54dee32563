"""The word lists behind `fold`: read once, at the first text that needs them, and never changed."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

#: The words of one and two letters that people write; anything else so short may be half of a word.
SHORT: Final = frozenset(
    str.split(
        "a i ah am an as at be by do eh go ha he hi hm if im in is it la lo me mr ms my no of oh ok on or ow pa "
        "re so to uh um up us we ya ye yo dr st vs tv uk un eu id"
    )
)
#: Everyday words that a glued word may be taken apart into: the rarer ones split too much that is whole.
_PIECES: Final = 4000
#: Slips are corrected into the most frequent offensive words only; the rare ones are near too many honest words.
TARGETS: Final = 420
#: Short words that may be part of a glued word. Without a list, "kiddies" is "kid dies".
_SHORT_PIECES: Final = frozenset(
    str.split(
        "a i an am are as at be by do go he is it me my no of on or so to up us we you the and but for not all "
        "was who how why his her our can get got has had big fat old too she him they off out now ur any just u"
    )
)
SHORTEST_TO_CORRECT: Final = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`rank` holds the offensive words, the lower the more frequent; the rest comes of it and of everyday English."""

    rank: dict[str, int]
    stands_for: dict[str, str]  # another spelling → the usual one
    everyday: frozenset[str]
    honest: frozenset[str]  # rarer words that look like a disguise and are none
    pieces: frozenset[str]
    squeezed: dict[str, str]  # without doubled letters → the word
    lacking: dict[str, str]  # with one letter left out → the word
    swapped: dict[str, str]  # with two neighbours swapped → the word
    by_place: dict[
        tuple[int, int, str], frozenset[str]
    ]  # length, position, letter → words with that letter there

    def known(self, word: str) -> bool:
        """Whether the word, in lower case, needs no reading: it is honest English or offensive as it stands."""
        return word in self.everyday or word in self.rank or word in self.honest


@cache
def lexicon() -> Lexicon:
    rank: dict[str, int] = {}
    stands_for: dict[str, str] = {}
    for line in _lines("lexicon.txt"):
        usual, *others = line.split()
        rank[usual] = len(rank)
        stands_for.update(dict.fromkeys(others, usual))
    words = " ".join(_lines("common_words.txt")).split()
    everyday = frozenset(word for word in words if len(word) > 2) | SHORT  # noqa: PLR2004
    by_place: dict[tuple[int, int, str], set[str]] = {}
    squeezed: dict[str, str] = {}
    lacking: dict[str, str] = {}
    swapped: dict[str, str] = {}
    for word, place in rank.items():
        for at, letter in enumerate(word):
            by_place.setdefault((len(word), at, letter), set()).add(word)
        squeezed.setdefault(squeeze(word), word)
        if place >= TARGETS:
            continue
        if len(word) >= SHORTEST_TO_CORRECT:
            for at in range(1, len(word)):
                lacking.setdefault(word[:at] + word[at + 1 :], word)
        if len(word) >= SHORTEST_TO_CORRECT - 1:
            for at in range(len(word) - 1):
                swapped.setdefault(word[:at] + word[at + 1] + word[at] + word[at + 2 :], word)
    return Lexicon(
        rank=rank,
        stands_for=stands_for,
        everyday=everyday,
        honest=frozenset(" ".join(_lines("honest_words.txt")).split()),
        pieces=frozenset(word for word in words[:_PIECES] if len(word) > 3) | _SHORT_PIECES,  # noqa: PLR2004
        squeezed=squeezed,
        lacking=lacking,
        swapped=swapped,
        by_place={place: frozenset(found) for place, found in by_place.items()},
    )


@cache
def confusables() -> dict[int, str]:
    """A table for str.translate: letters that look like one ASCII letter or digit."""
    table: dict[int, str] = {}
    for line in _lines("confusables.txt"):
        plain, likes = line.split(" ", 1)
        table.update({ord(letter): plain for letter in likes})
    return table


def squeeze(word: str) -> str:
    """The word with each run of one letter as a single letter: "asshole" → "ashole"."""
    return word[:1] + "".join(after for before, after in pairwise(word) if after != before)


def _lines(name: str) -> list[str]:
    text = (files("parley.toxicity.text") / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
