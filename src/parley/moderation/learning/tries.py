"""Trying again for a threshold as labels come in, without paying for it with the promise.

Whoever may let nothing pass tries again whenever there are more labels, and each try could err. So each has its part of
the whole: the k-th may err with probability (1 - confidence) / (k * (k + 1)), and all of them together with
1 - confidence, however many there are. It costs little, for the labels needed grow with its logarithm: the third try
needs 479 without an error where one alone needs 299 (at 1 % and 95 %).
"""

from typing import Final

from parley.moderation.learning.checks import checked_share
from parley.moderation.learning.risk import CONFIDENCE

#: A try is worth its part once there are so many times the labels of the one before.
GROWTH: Final = 1.5


def confidence_of(attempt: int, *, confidence: float = CONFIDENCE) -> float:
    """The confidence of the attempt-th try since the beginning or the last alarm, counted from 1. Raises ValueError."""
    checked_share("The confidence", confidence)
    if attempt < 1:
        raise ValueError("Tries are counted from 1.")
    return 1 - (1 - confidence) / (attempt * (attempt + 1))
