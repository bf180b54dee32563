"""Trying again for a threshold as labels come in, without paying for it with the promise.

Whoever may let nothing pass tries again whenever there are more labels, and each try could err. So each has its part of
the whole: the k-th may err with probability (1 - confidence) / (k * (k + 1)), and all of them together with
1 - confidence, however many there are. It costs little, for the labels needed grow with its logarithm: the third try
needs 479 without an error where one alone needs 299 (at 1 % and 95 %).

The first threshold that is found rests on few labels: as a rule it is a low one, and by chance one that is too high. So
the tries go on while it is young, and whatever the next one finds takes its place; as long as none of them errs, it
holds. For that people go on reading the even sample that they read while nothing passed; a 2 % slice would take months
to say as much.
"""

from typing import Final

from parley.moderation.learning.checks import checked_share
from parley.moderation.learning.risk import CONFIDENCE

#: A try is worth its part once there are so many times the labels of the one before.
GROWTH: Final = 1.5
#: A threshold is young until so many labels lie below it. In the simulation of thirty days (bench/simulation), 2,500
#: let no more pass, and leave people with more than they can read.
RIPE: Final = 1_200


def is_young(labels: int) -> bool:
    """Whether a threshold with so many `labels` below it is tried for again."""
    return labels < RIPE


def lets_more_pass(new: float | None, old: float | None) -> bool:
    """Whether a better model may take the old one's place: the shares that pass by their thresholds, None for without.

    If it let no more pass, its labels would only be counted from nothing again.
    """
    return new is not None and (old is None or new > old)


def confidence_of(attempt: int, *, confidence: float = CONFIDENCE) -> float:
    """The confidence of the attempt-th try since the beginning or the last alarm, counted from 1. Raises ValueError."""
    checked_share("The confidence", confidence)
    if attempt < 1:
        raise ValueError("Tries are counted from 1.")
    return 1 - (1 - confidence) / (attempt * (attempt + 1))
