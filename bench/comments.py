"""Invented comments for the parts that score: as long as those under news, in words as frequent as people use them.

Those of Civil Comments have 290 letters in the mean, 198 in the middle, 4.4 a token, and 0.4 % wear a disguise.
"""

import math
import random
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import accumulate
from typing import Final

from bench.words import Words

SEED: Final = 20_011
_MIDDLE, _SIGMA = 205, 0.93  # of a log-normal distribution, in letters: some 300 in the mean
_SHORTEST, _LONGEST = 6, 5000
_OURS = 0.3  # share of sentences made by the grammar of bench.words; the others are words by their frequency
_NAMES, _SLIPS, _RUDE = 0.03, 0.01, 0.004  # shares of words that stand in no list, are misspelt, are rude
_DISGUISED = 0.02  # share of rude words
_ENDS = (".", ".", ".", ".", "!", "?", "...", " lol")
#: Of words that stand in no list.
SYLLABLES: Final = (
    "ba",
    "dor",
    "fen",
    "gal",
    "hes",
    "ith",
    "jor",
    "kel",
    "low",
    "mar",
    "nev",
    "ost",
    "pel",
    "ruk",
    "sta",
    "ven",
)
#: Which attributes a word stands for in the labels that the baseline is trained on.
RUDE: Final[Mapping[str, tuple[str, ...]]] = {
    "idiot": ("TOXICITY", "INSULT"),
    "moron": ("TOXICITY", "INSULT"),
    "stupid": ("TOXICITY", "INSULT"),
    "pathetic": ("TOXICITY", "INSULT"),
    "shit": ("TOXICITY", "PROFANITY"),
    "damn": ("PROFANITY",),
    "vermin": ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK"),
    "foreigners": ("IDENTITY_ATTACK",),
    "strangle": ("TOXICITY", "SEVERE_TOXICITY", "THREAT"),
    "naked": ("SEXUALLY_EXPLICIT",),
}
_DISGUISES: Final = ("1d1ot", "m0r0n", "s t u p i d", "sh*t", "st\u0443pid", "mooooron")


class Comments:
    """Draws one comment after the other; the same `seed` gives the same ones."""

    def __init__(self, *, seed: int = SEED) -> None:
        self._rng = random.Random(seed)
        self._stock = Words(rng=self._rng)
        lines = files("parley.toxicity.text").joinpath("common_words.txt").read_text("utf-8").splitlines()
        self._words = " ".join(line for line in lines if not line.startswith("#")).split()
        # Zipf and Mandelbrot: a word's frequency falls with its rank.
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(self._words) + 1)))

    def many(self, count: int, *, rude: float = _RUDE) -> list[str]:
        return [self.one(rude=rude) for _ in range(count)]

    def one(self, *, letters: int | None = None, rude: float = _RUDE) -> str:
        """A comment of `letters` letters, or of a length as drawn, but for what its last word lacks."""
        if letters is None:
            drawn = round(self._rng.lognormvariate(math.log(_MIDDLE), _SIGMA))
            letters = min(max(drawn, _SHORTEST), _LONGEST)
        parts: list[str] = []
        length = 0
        while length < letters:
            parts.append(self._sentence(rude=rude))
            length += len(parts[-1]) + 1
        text = " ".join(parts)[:letters]
        kept = text.rpartition(" ")[0]
        return kept if len(kept) > letters // 2 else text

    def labelled(self, count: int, *, attributes: Sequence[str]) -> tuple[list[str], list[list[int]]]:
        """Comments with (count, attributes) labels; half of them hold something rude."""
        texts = [self.one(rude=0.06 if number % 2 else 0.0) for number in range(count)]
        labels = [{name for word in RUDE if word in text for name in RUDE[word]} for text in texts]
        return texts, [[int(name in found) for name in attributes] for found in labels]

    def _sentence(self, *, rude: float) -> str:
        rng = self._rng
        if rng.random() < _OURS:
            return rng.choice(self._stock.sentences)
        count = rng.randint(4, 22)
        words = [
            self._word(word, rude=rude)
            for word in rng.choices(self._words, cum_weights=self._weights, k=count)
        ]
        if count > 12:
            words[count // 2] += ","
        if rng.random() < 0.85:
            words[0] = words[0][0].upper() + words[0][1:]
        return " ".join(words) + rng.choice(_ENDS)

    def _word(self, word: str, *, rude: float) -> str:
        rng = self._rng
        draw = rng.random()
        if draw < rude:
            return rng.choice(_DISGUISES) if rng.random() < _DISGUISED else rng.choice(tuple(RUDE))
        if draw < rude + _NAMES:
            return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).capitalize()
        if draw < rude + _NAMES + _SLIPS and len(word) > 4:
            at = rng.randrange(1, len(word) - 1)
            return word[:at] + word[at + 1 :]
        return word
