"""How many errors among so many labels are compatible with which rate: exact binomial tails, in numpy alone."""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from parley.moderation.learning.checks import Floats, checked_share

_NEGLIGIBLE: Final = 1e-15
_RATES: Final = 65  # tried at once in each round of the search for a limit
_ROUNDS: Final = 4


def lower_tail(errors: ArrayLike, labels: ArrayLike, rate: ArrayLike) -> Floats:
    """P(X <= errors) for X ~ Binomial(labels, rate) where errors < labels * rate; 1 elsewhere.

    The arguments broadcast; counts are whole numbers, 0 <= errors <= labels, 0 < rate < 1. The tail is the largest
    term and those below it, which shrink at least geometrically: about 8 * sqrt(labels * rate) steps over all elements.
    """
    errors, labels, rate = np.broadcast_arrays(
        *(np.asarray(one, np.float64) for one in (errors, labels, rate))
    )
    tail = np.ones(errors.shape)
    below = errors < labels * rate
    tail[below] = _tail(errors[below], labels[below], rate[below])
    return tail


def _tail(errors: Floats, labels: Floats, rate: Floats) -> Floats:
    if not errors.size:
        return errors
    logs = _log_factorials(int(labels.max()))
    count, total = errors.astype(int), labels.astype(int)
    highest = (
        logs[total]
        - logs[count]
        - logs[total - count]
        + errors * np.log(rate)
        + (labels - errors) * np.log1p(-rate)
    )
    odds = rate / (1 - rate)
    term, series = np.ones_like(errors), np.ones_like(errors)
    for step in range(int(errors.max())):
        term = term * np.maximum(errors - step, 0) / ((labels - errors + step + 1) * odds)
        series += term
        if (term <= _NEGLIGIBLE * series).all():
            break
    result: Floats = np.minimum(np.exp(highest) * series, 1.0)
    return result


def _log_factorials(most: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def upper_limit(errors: int, labels: int, *, confidence: float) -> float:
    """The highest rate that is compatible with so few errors (Clopper & Pearson 1934, one-sided).

    With probability `confidence` at least it is above the true rate; 1 where there are no labels.
    """
    _check(errors, labels, confidence)
    if errors == labels:
        return 1.0
    low, high = errors / labels, 1.0
    for _ in range(_ROUNDS):
        rates = np.linspace(low, high, _RATES)
        fits = np.append(lower_tail(errors, labels, rates[:-1]) > 1 - confidence, False)
        first = int(np.argmin(fits))  # fits falls from True to False once
        low, high = float(rates[max(first - 1, 0)]), float(rates[first])
    return high


def interval(errors: int, labels: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """(low, high) of a rate, two-sided (Clopper & Pearson 1934); (0, 1) where there are no labels."""
    side = (1 + confidence) / 2
    low = 1 - upper_limit(labels - errors, labels, confidence=side)
    return low, upper_limit(errors, labels, confidence=side)


def labels_needed(rate: float, *, confidence: float) -> int:
    """How many labels without a single error show, with this confidence, that errors are no more than `rate`.

    The least m with (1 - rate)**m <= 1 - confidence: about ln(1 / (1 - confidence)) / rate, so 299 for 1 % and 95 %.
    """
    return math.ceil(math.log1p(-confidence) / math.log1p(-rate))


def _check(errors: int, labels: int, confidence: float) -> None:
    checked_share("The confidence", confidence)
    if not 0 <= errors <= labels:
        raise ValueError(f"{errors} errors among {labels} labels are impossible.")
