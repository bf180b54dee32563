"""All words of a set of rules, found by hashing: what a look-up costs does not grow with their number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from parley.moderation.rules.endings import SHORTEST, bases, forms
from parley.moderation.rules.entries import EntryWord, Fit
from parley.moderation.rules.letters import reads_as, skeleton

#: Words that one disguised word may have to be held against: those that differ in doubled letters or in i and l alone.
CROWD_MAX: Final = 50
#: A word must have as many letters to be looked for in disguise: "a55" may be a number plate.
DISGUISED_MIN: Final = 3
#: An ending of a skeleton, and what may have stood before it: its "i" has taken in an "i" or "l".
_SWALLOWING: Final = (
    *((ending, before) for ending in ("ing", "ings") for before in ("i", "ie")),
    *((ending, "e") for ending in ("ying", "yings")),
    *((ending, "iy") for ending in ("ies", "ied", "ier", "iers")),
)

#: Words by their number.
Numbers = Mapping[EntryWord, int]


class Vocabulary:
    """Finds which words a spelling is. Immutable once made; each method may be called from many threads."""

    def __init__(self, words: Iterable[EntryWord]) -> None:
        self.numbers: Numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
        self._alone, self._words, self._beginnings = (
            _Keys(self.numbers, fit) for fit in (Fit.ALONE, Fit.ENDINGS, Fit.BEGINNING)
        )

    def crowds(self) -> Iterator[list[str]]:
        """Words that are too many to be told apart in disguise."""
        for own in (self._alone, self._words, self._beginnings):
            yield from (keys for keys in own.looks.values() if len(keys) > CROWD_MAX)

    def find(self, spelling: str) -> Iterator[int]:
        """Which words `spelling`, in small letters without marks, is as it stands. By number."""
        alone, words, beginnings = self._alone.numbers, self._words.numbers, self._beginnings.numbers
        if spelling in alone:
            yield alone[spelling]
        for base in bases(spelling) if len(spelling) > SHORTEST else (spelling,):
            if base in words and (base == spelling or spelling in forms(base)):
                yield words[base]
        for length in self._beginnings.lengths:
            if length <= len(spelling) and spelling[:length] in beginnings:
                yield beginnings[spelling[:length]]

    def find_disguised(self, spelling: str) -> Iterator[int]:
        """Which words `spelling` is with signs for letters, and letters drawn out. By number."""
        look = skeleton(spelling)
        for key in self._alone.looks.get(look, ()):
            if reads_as(spelling, key):
                yield self._alone.numbers[key]
        for base in _bases_of_look(look):
            for key in self._words.looks.get(base, ()):
                if any(skeleton(form) == look and reads_as(spelling, form) for form in forms(key)):
                    yield self._words.numbers[key]
        for length in self._beginnings.look_lengths:
            for key in self._beginnings.looks.get(look[:length], ()):
                if reads_as(spelling, key, begins=True):
                    yield self._beginnings.numbers[key]


class _Keys:
    """The words of one fit. `numbers`: by key. `looks`: keys by their skeleton, of words long enough for a disguise."""

    def __init__(self, numbers: Numbers, fit: Fit) -> None:
        self.numbers = {word.key: number for word, number in numbers.items() if word.fit is fit}
        self.looks: dict[str, list[str]] = {}
        for key in self.numbers:
            if len(key) >= DISGUISED_MIN:
                self.looks.setdefault(skeleton(key), []).append(key)
        self.lengths = sorted({len(key) for key in self.numbers})
        self.look_lengths = sorted({len(look) for look in self.looks})


def _bases_of_look(look: str) -> Iterable[str]:
    """As `bases`, of skeletons: "k1ll1ng" and "babbling" are "king" and "babing" there."""
    swallowed = (
        look.removesuffix(ending) + before for ending, before in _SWALLOWING if look.endswith(ending)
    )
    return dict.fromkeys((*bases(look), *swallowed))
