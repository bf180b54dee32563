"""Fitting the spam model: Newton's method, each step by conjugate gradients. The same rows give the same weights.

Minimised is the log loss with a ridge around the weights to begin from: what the rows say nothing about stays as it was
(Chelba & Acero 2006, "Adaptation of maximum entropy capitalizer"). The steps end early (Lin, Weng & Keerthi 2008,
"Trust region Newton method for large-scale logistic regression"); instead of a trust region, a step that doesn't go
down is halved, which a strictly convex loss allows.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.moderation.learning.model import logistic
from parley.moderation.spam.features import BUCKETS, Table
from parley.moderation.spam.model import SIZE, Floats, Weights

#: Among 0.03, 0.1, 0.3, 1 and 3: with more, a third less spam is found; with less, more honest comments are held.
PENALTY: Final = 0.3
_STEPS_MAX: Final = 30
_INNER_MAX: Final = 30
_HALVINGS_MAX: Final = 30
_TOLERANCE: Final = 1e-4
_INNER_TOLERANCE: Final = 0.1


class NotFitted(ValueError):  # noqa: N818 -- named for the outcome
    """These rows can't teach anything: all are spam, or none is."""


def fit(
    table: Table, is_spam: NDArray[np.bool_], *, start: Weights | None = None, penalty: float = PENALTY
) -> Weights:
    """Return the weights with the least sum of log loss + penalty / 2 * |weights - start|^2; from 0 without a start.

    Both kinds count as much together, whichever there is more of, so a score is a probability where one in two is spam.
    The constant has no penalty. Raises NotFitted. Costs some hundred passes over the table.
    """
    share = float(is_spam.mean()) if len(is_spam) else 0.0
    if not 0 < share < 1:
        raise NotFitted("A spam model needs comments that are spam, and comments that are not.")
    begin = start.solution if start else np.zeros(SIZE)
    ridge = np.full(SIZE, penalty)
    ridge[-1] = 0.0
    weight = np.where(is_spam, 0.5 / share, 0.5 / (1 - share))
    target = is_spam.astype(np.float64)

    def loss(solution: Floats) -> float:
        log_odds = _times(table, solution)
        return float(
            weight @ (np.logaddexp(0, log_odds) - target * log_odds) + ridge @ (solution - begin) ** 2 / 2
        )

    solution, current, first = begin, loss(begin), 0.0
    for _ in range(_STEPS_MAX):
        chance = logistic(_times(table, solution))
        slope = _back(table, weight * (chance - target)) + ridge * (solution - begin)
        steep = float(np.linalg.norm(slope))
        first = first or steep
        if steep <= _TOLERANCE * first:
            break
        bend = weight * chance * (1 - chance)
        step = _solved(lambda way, bend=bend: _back(table, bend * _times(table, way)) + ridge * way, slope)  # type: ignore[misc]
        lower = _lowered(loss, solution, step, current)
        if lower is None:
            break
        solution, current = lower
    return Weights.rounded(solution)


def _lowered(
    loss: Callable[[Floats], float], solution: Floats, step: Floats, current: float
) -> tuple[Floats, float] | None:
    """Go the step, or the largest half of halves of it that goes down; None: as low as the arithmetic goes."""
    size = 1.0
    for _ in range(_HALVINGS_MAX):
        tried = solution - size * step
        following = loss(tried)
        if following <= current:
            return tried, following
        size /= 2
    return None


def _solved(bend: Callable[[Floats], Floats], slope: Floats) -> Floats:
    """Solve bend(step) = slope, about: conjugate gradients (Hestenes & Stiefel 1952)."""
    step = np.zeros_like(slope)
    rest, way = slope.copy(), slope.copy()
    size = float(rest @ rest)
    enough = _INNER_TOLERANCE**2 * size
    for _ in range(_INNER_MAX):
        bent = bend(way)
        length = size / float(way @ bent)
        step += length * way
        rest -= length * bent
        before, size = size, float(rest @ rest)
        if size <= enough:
            break
        way = rest + size / before * way
    return step


def _times(table: Table, solution: Floats) -> Floats:
    sums = np.bincount(table.owners, weights=solution[table.buckets] * table.values, minlength=len(table))
    result: Floats = sums + table.counts @ solution[BUCKETS:-1] + solution[-1]
    return result


def _back(table: Table, rows: Floats) -> Floats:
    sums = np.bincount(table.buckets, weights=rows[table.owners] * table.values, minlength=BUCKETS)
    return np.concatenate([sums, table.counts.T @ rows, [rows.sum()]])
