"""Signatures of texts, by which near-duplicates are told: texts that share most of their letters in groups of four.

A text is lower-cased and stripped to its letters: spaces, punctuation, emoji and accents don't count, signs and letters
of other scripts are read as what they look like. Its groups of four letters are what it is compared by, and two texts
are as similar as the share of groups that they have in common (Jaccard). That share is estimated by MinHash (Broder,
"On the resemblance and containment of documents", 1997) from signatures of 128 slots. Of each slot eight bits are kept
(Li and König, "b-Bit minwise hashing", 2010): a signature is 128 bytes, and the estimate's standard error is at most
0.045.

Signatures are looked up by bands (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4): the first 64
slots are 16 bands of four, and texts that agree in a whole band are compared. Of texts with the similarity s that
misses (1 - s⁴)¹⁶: at 0.5 36 %, at 0.6 11 %, at 0.7 1.2 %, at 0.8 0.02 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rensa import RMinHash

from parley.moderation.marks import marks_blank
from parley.moderation.models.similar import SLOTS
from parley.moderation.rules.letters import SIGNS, latin
from parley.toxicity.text.lexicon import squeeze

#: Texts at least this similar are near-duplicates. Two comments of 300 letters about other things have 0.02 on average
#: and 0.11 at most (60,000 pairs of Civil Comments); every fifth word changed leaves 0.55, every tenth 0.74.
NEAR: Final = 0.5
#: Letters in a group. With three, unrelated comments reach 0.25; with five, one changed word costs more.
GROUP: Final = 4
#: Different groups that a text must have, some nine words: "I agree" is nobody's copy, and neither is "hahaha".
GROUPS_LEAST: Final = 40
#: Characters that are looked at; what a longer text goes on with counts for nothing.
TEXT_MAX: Final = 20_000
#: Signatures by different versions of the algorithm can't be compared; named wherever a similarity is.
VERSION: Final = f"minhash@{RMinHash.ALGORITHM_VERSION}"

BANDS: Final = 16
BAND_SLOTS: Final = 4
_SEED: Final = 1
_CHANCE: Final = 1 / 256  # that slots agree in the eight bits that are kept and in no more
# Signs that are punctuation more often than letters say nothing; "i" and "l" are one, because "1" may be either.
_READ: Final = {sign: letters[0] for sign, letters in SIGNS.items() if sign not in "!|+"} | {"l": "i"}
#: Letters that one character may count as: a ligature has three, and one character of Unicode has eighteen.
_READ_MAX: Final = 4

Slots = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to compare it by: SLOTS bytes, and the number of its different groups of letters."""

    slots: bytes
    groups: int

    @property
    def buckets(self) -> tuple[int, ...]:
        """One number for each band, of 36 bits: the band's place, and what stands there."""
        return tuple(
            (place << 32) | int(value) for place, value in enumerate(bands(slots_of([self.slots]))[0])
        )


def signature_of(text: str) -> Signature | None:
    """Return the signature of a comment's text; None for one that is too short. In time linear in its length."""
    letters = letters_of(marks_blank(text[:TEXT_MAX]))
    groups = {letters[begin : begin + GROUP] for begin in range(len(letters) - GROUP + 1)}
    if len(groups) < GROUPS_LEAST:
        return None
    made = RMinHash(num_perm=SLOTS, seed=_SEED)
    made.update(list(groups))
    return Signature(bytes(slot & 0xFF for slot in made.digest()), len(groups))


def letters_of(text: str) -> str:
    """Return the letters and digits of a text as they are compared, runs of one as one: "Grrréat, 2!" → "greatz"."""
    return squeeze("".join(map(_read, text)))


def slots_of(signatures: Sequence[bytes]) -> Slots:
    """Return signatures as a matrix, (number, SLOTS)."""
    return np.frombuffer(b"".join(signatures), np.uint8).reshape(-1, SLOTS)


def bands(slots: Slots) -> NDArray[np.uint32]:
    """Return the bands of signatures (number, SLOTS) as whole numbers (number, BANDS), the same on every machine."""
    return np.ascontiguousarray(slots[:, : BANDS * BAND_SLOTS]).view("<u4").astype(np.uint32, copy=False)


def similarities(
    one: Slots, one_groups: ArrayLike, other: Slots, other_groups: ArrayLike
) -> NDArray[np.float64]:
    """Return the estimated shares of groups in common, 0 to 1, of signatures row by row; one row goes with all.

    (a - c) / (1 - c), where a is the share of slots that agree and c the chance that two agree for no reason; and never
    more than the ratio of the smaller set of groups to the larger.
    """
    agreeing = np.mean(one == other, axis=1)
    ratio = np.minimum(one_groups, other_groups) / np.maximum(one_groups, other_groups)
    estimates: NDArray[np.float64] = np.clip((agreeing - _CHANCE) / (1 - _CHANCE), 0.0, ratio)
    return estimates


@lru_cache(maxsize=8192)
def _read(letter: str) -> str:
    """Return what one character counts as: mostly one letter, or nothing."""
    plain = latin(letter.casefold())[:_READ_MAX]  # first in small letters: capitals look like other letters
    return "".join(_READ.get(part, part) for part in plain if part.isalnum() or part in _READ)
