"""Exact tails, against sums written out and against values that stand in tables."""

import math

import numpy as np
import pytest

from parley.moderation.learning.binomial import interval, labels_needed, lower_tail, upper_limit


def summed(errors: int, labels: int, rate: float) -> float:
    return sum(math.comb(labels, k) * rate**k * (1 - rate) ** (labels - k) for k in range(errors + 1))


@pytest.mark.parametrize(
    ("errors", "labels", "rate"),
    [
        (0, 1, 0.5),
        (0, 300, 0.01),
        (3, 900, 0.01),
        (9, 1000, 0.01),
        (40, 500, 0.1),
        (49, 100, 0.5),
        (0, 50, 0.9),
    ],
)
def test_tail_is_the_sum_of_its_terms(errors: int, labels: int, rate: float) -> None:
    assert lower_tail(errors, labels, rate) == pytest.approx(summed(errors, labels, rate), rel=1e-9)


def test_tail_of_many_is_that_of_each() -> None:
    errors, labels = np.array([0, 2, 30, 7]), np.array([400, 700, 900, 0])
    together = lower_tail(errors, labels, 0.01)
    assert together[:2] == pytest.approx([summed(0, 400, 0.01), summed(2, 700, 0.01)])
    assert together[2:].tolist() == [1.0, 1.0]  # no fewer errors than expected: no evidence at all


def test_tail_of_hundreds_of_thousands_is_a_number() -> None:
    tail = lower_tail(np.array([0, 1000, 1900]), 200_000, 0.01)
    assert np.all((tail >= 0) & (tail < 0.02))
    assert np.all(np.diff(tail) >= 0)


def test_limits_are_those_of_clopper_and_pearson() -> None:
    # Without an error the upper limit solves (1 - p)^n = 0.05.
    assert upper_limit(0, 299, confidence=0.95) == pytest.approx(1 - 0.05 ** (1 / 299), abs=1e-7)
    # The exact 95 % interval of 10 in 100, as in textbooks.
    assert interval(10, 100) == pytest.approx((0.0490, 0.1762), abs=5e-5)
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(5, 5)[1] == 1.0


def test_a_limit_is_the_rate_at_which_the_tail_is_the_rest() -> None:
    limit = upper_limit(7, 1234, confidence=0.9)
    assert summed(7, 1234, limit) == pytest.approx(0.1, rel=1e-4)


def test_labels_needed_are_just_enough() -> None:
    assert labels_needed(0.01, confidence=0.95) == 299
    assert summed(0, 299, 0.01) <= 0.05 < summed(0, 298, 0.01)


@pytest.mark.parametrize(
    ("errors", "labels", "confidence"), [(2, 1, 0.9), (-1, 3, 0.9), (1, 3, 1.0), (1, 3, 0.0)]
)
def test_impossible_counts_are_refused(errors: int, labels: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"impossible|between 0 and 1"):
        upper_limit(errors, labels, confidence=confidence)
