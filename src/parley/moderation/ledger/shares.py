"""Shares with what is compatible with them, and how long things took."""

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from parley.moderation.learning.binomial import interval

CONFIDENCE: Final = 0.95
#: The least chance of being drawn that is believed: one sample never stands for more than a million comments.
RATE_MIN: Final = 1e-6
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; `low`, `high`: the 95 % interval of `value`. Of nothing: None, and from 0 to 1."""

    count: int
    of: int
    value: float | None
    low: float
    high: float


def share_of(count: int, of: int) -> Share:
    """Return a share with the interval of Clopper and Pearson (1934)."""
    low, high = interval(count, of, confidence=CONFIDENCE)
    return Share(count, of, count / of if of else None, low, high)


@dataclass(slots=True)
class Weighted:
    """Sums over a sample in which each was drawn with a chance of its own, and stands for 1 / chance others."""

    of: int = 0
    count: int = 0
    weights: float = 0.0
    weights_squared: float = 0.0
    weights_counted: float = 0.0

    def add(self, *, rate: float, counted: bool) -> None:
        weight = 1 / min(max(rate, RATE_MIN), 1.0)
        self.of += 1
        self.weights += weight
        self.weights_squared += weight * weight
        if counted:
            self.count += 1
            self.weights_counted += weight

    def merge(self, other: "Weighted") -> None:
        self.of += other.of
        self.count += other.count
        self.weights += other.weights
        self.weights_squared += other.weights_squared
        self.weights_counted += other.weights_counted

    def share(self) -> Share:
        """Return the share in all that could have been drawn (Hájek's estimate), and its interval.

        The interval is that of Clopper and Pearson for a sample of Kish's effective size (Kish 1965; Korn & Graubard
        1998), counts rounded outward. With the same chance for all it is the plain one.
        """
        if not self.of:
            return share_of(0, 0)
        value = min(self.weights_counted / self.weights, 1.0)
        size = max(1, math.floor(self.weights**2 / self.weights_squared + _ROUNDING))
        least = math.floor(value * size + _ROUNDING)
        most = min(size, math.ceil(value * size - _ROUNDING))
        low, high = (
            interval(one, size, confidence=CONFIDENCE)[side] for side, one in enumerate((least, most))
        )
        return Share(self.count, self.of, value, low, high)


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `count` times: the median, and what nine of ten don't exceed, in seconds; None where there are none."""

    count: int
    median: float | None
    ninth: float | None


@dataclass(slots=True)
class Times:
    """Seconds as they come in, eight bytes each."""

    seconds: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, seconds: float) -> None:
        self.seconds.append(max(0.0, seconds))

    def spread(self) -> Spread:
        return spread_of(self.seconds)


def spread_of(seconds: Iterable[float]) -> Spread:
    """Return median and 90th percentile (the least of them that 90 % don't exceed)."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, None, None)
    return Spread(len(ordered), median(ordered), ordered[math.ceil(0.9 * len(ordered)) - 1])
