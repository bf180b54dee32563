"""Comments of an invented site whose true error below each score is known."""

import math

import numpy as np

from parley.moderation.learning.checks import Bools, Floats

REJECTED = 0.1
APART = 2.5  # the distance between what is rejected and what isn't, in standard deviations: an AUC of 0.96


def comments(rng: np.random.Generator, count: int) -> tuple[Floats, Bools]:
    """Scores in rising order of suspicion, and whether a person rejects the comment."""
    rejected = rng.random(count) < REJECTED
    return rng.normal(0, 1, count) + APART * rejected, rejected


def error_below(score: float) -> float:
    """The true share of rejected ones among all that score below."""
    rejected, published = REJECTED * _below(score - APART), (1 - REJECTED) * _below(score)
    return rejected / (rejected + published)


def error_above(score: float) -> float:
    """The true share of published ones among all that score above."""
    rejected, published = REJECTED * _below(APART - score), (1 - REJECTED) * _below(-score)
    return published / (rejected + published)


def _below(deviations: float) -> float:
    return 0.5 * math.erfc(-deviations / math.sqrt(2))
