"""The scores up to which comments pass by themselves, or from which they are held, with an error one can state.

The promise of `pass_threshold`: with probability `confidence` over the labels it was made from, at most `alpha` of
what passes would have been rejected, P(rejected | score < threshold) <= alpha. It is a share of what passes, not of
all comments. Conformal risk control (Angelopoulos, Bates, Fisch, Lei & Schuster 2022, arXiv 2208.02814) takes the
largest threshold with (losses + B) / (n + 1) <= alpha, where + B and + 1 are its correction for n labels and losses
of B at most. It needs a loss that only grows with the threshold, as that of "rejected and passed" among all comments
does; a share of what passes grows and falls. And its promise is a mean over many calibrations, of which a site has
one. So we use its companion for any risk, Learn then Test (Angelopoulos, Bates, Candes, Jordan & Lei 2021, arXiv
2110.01052), with an exact test for a correction: "more than alpha of what scores below t is rejected" is refused
where so few errors have P(Binomial(m, alpha) <= errors) <= delta, m being the labels below t. Without any error that
takes m = ln(1 / delta) / alpha labels, about.

Which thresholds are tried. The labels are put in order of score. From the k-th score upwards each score is tested in
turn, until one fails; the last that held is the threshold. Nothing is lost by trying many, as long as "more than
alpha" once true stays true for all higher scores. Let u be where it becomes true. If the k-th score lies above u, then,
given that score, the labels below it are independent draws, and the first test errs with probability delta. If it
lies below, the climb must pass the test of u, which, given how many labels lie below u, errs with probability delta.
So does the whole. A low start can fail by one stray label, a high one asks for much to pass; so there are up to four,
at a half, a quarter, ... of the labels, and each gets its part of delta = 1 - confidence. (What should be held is rarer
than what may pass, so there they begin at a sixteenth.)

Assumed: labels and coming comments are exchangeable (drift.py watches that); the score was not fitted on these labels;
each label's weight goes with the inverse of the known chance that this comment was labelled (weights.py). Labels are
thinned by their weights to one even sample, so that the test stays exact; which are drawn depends only on their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.moderation.learning.binomial import labels_needed, lower_tail, upper_limit
from parley.moderation.learning.checks import (
    Bools,
    Floats,
    check_rows,
    checked_flags,
    checked_numbers,
    checked_share,
    checked_weights,
)
from parley.moderation.learning.thresholds import Calibration, NothingSafe, Side, Threshold, TooFewLabels

ALPHA: Final = 0.01
BETA: Final = 0.1
CONFIDENCE: Final = 0.95
STARTS_MAX: Final = 4
#: The highest start, as halvings of the labels: most comments can pass, but few should be held.
_FIRST_START: Final = {Side.PASS: 1, Side.HOLD: 4}
_SEED: Final = 20261126


def pass_threshold(
    scores: Sequence[float] | Floats,
    rejected: Sequence[bool] | Bools,
    weights: Sequence[float] | Floats,
    *,
    alpha: float = ALPHA,
    confidence: float = CONFIDENCE,
    missed: float = 0.0,
) -> Calibration:
    """Return the highest score below which comments may pass by themselves.

    `scores`, whether a person `rejected` it, and `weights` as from weights.py: (n,) of each label.
    `missed`: the share of what should be rejected that a moderator lets pass, if it is known, say from comments that
    two people judged. What people call wrong is then at least (1 - missed) of what is, so that much less is allowed.

    Raises ValueError where a number is none or out of range. Costs n log n, and n * sqrt(n * alpha) for the tests.
    """
    return _calibrate(
        Side.PASS, scores, rejected, weights, allowed=alpha, confidence=confidence, missed=missed
    )


def hold_threshold(
    scores: Sequence[float] | Floats,
    rejected: Sequence[bool] | Bools,
    weights: Sequence[float] | Floats,
    *,
    beta: float = BETA,
    confidence: float = CONFIDENCE,
    missed: float = 0.0,
) -> Calibration:
    """Return the lowest score above which comments may be held: at most `beta` of them would have been published.

    As `pass_threshold`, the other way round; `missed` is the share of what should stand that a moderator rejects.
    """
    return _calibrate(
        Side.HOLD, scores, rejected, weights, allowed=beta, confidence=confidence, missed=missed
    )


def _calibrate(
    side: Side,
    scores: Sequence[float] | Floats,
    rejected: Sequence[bool] | Bools,
    weights: Sequence[float] | Floats,
    *,
    allowed: float,
    confidence: float,
    missed: float,
) -> Calibration:
    checked_share("What is allowed", allowed)
    checked_share("The confidence", confidence)
    if not 0 <= missed < 1:
        raise ValueError(f"What is missed must be a share below 1, not {missed}.")
    scores = checked_numbers("Scores", scores)
    rejected = checked_flags("Decisions", rejected)
    check_rows("Decisions", len(rejected), len(scores))
    weights = checked_weights(weights, rows=len(scores))
    keys, wrong = (scores, rejected) if side is Side.PASS else (-scores, ~rejected)
    rate = allowed * (1 - missed)
    even = _evened(weights)
    needed = labels_needed(rate, confidence=confidence)
    if even.sum() <= needed:
        return TooFewLabels(int(even.sum()), needed)
    steps = _steps(keys[even], wrong[even])
    starts = _starts(side, int(even.sum()), rate, confidence)
    level = (1 - confidence) / len(starts)
    held = lower_tail(steps.errors, steps.labels, rate) <= level
    last = max(_climb(held, steps.labels, start) for start in starts)
    if last < 0:
        return _nothing_safe(side, steps, starts[-1], rate, level)
    errors, labels = int(steps.errors[last]), int(steps.labels[last])
    score = float(steps.keys[last])
    return Threshold(
        side,
        score=score if side is Side.PASS else -score,
        share=float(weights[keys < score].sum() / weights.sum()),
        errors=errors,
        labels=labels,
        bound=min(upper_limit(errors, labels, confidence=1 - level) / (1 - missed), allowed),
        allowed=allowed,
        confidence=confidence,
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """(steps,) of each: the different scores in rising order, and how many labels and errors lie below each."""

    keys: Floats
    labels: NDArray[np.int64]
    errors: NDArray[np.int64]


def _steps(keys: Floats, wrong: Bools) -> _Steps:
    order = np.argsort(keys, kind="stable")
    values, firsts = np.unique(keys[order], return_index=True)
    errors = np.concatenate([[0], np.cumsum(wrong[order])])
    return _Steps(values, firsts, errors[firsts])


def _evened(weights: Floats) -> Bools:
    """(n,) labels to keep, each with the chance weight / largest weight: together one even sample of all comments."""
    if not len(weights):
        return np.zeros(0, dtype=np.bool_)
    chance = weights / weights.max()
    kept: Bools = np.random.default_rng(_SEED).random(len(weights)) < chance
    return kept


def _starts(side: Side, labels: int, rate: float, confidence: float) -> list[int]:
    """How many labels lie below each start; depends on nothing that the labels say."""
    for number in range(STARTS_MAX, 0, -1):
        halvings = range(_FIRST_START[side], _FIRST_START[side] + number)
        if labels >> halvings[-1] >= labels_needed(rate, confidence=1 - (1 - confidence) / number):
            return [labels >> place for place in halvings]
    return [labels_needed(rate, confidence=confidence)]


def _climb(held: Bools, labels: NDArray[np.int64], start: int) -> int:
    """The last step from `start` on up to which all tests held; -1 where the first fails."""
    first = int(np.searchsorted(labels, start, side="right")) - 1
    failed = np.flatnonzero(~held[first:])
    steps = int(failed[0]) if len(failed) else len(held) - first
    return first + steps - 1 if steps else -1


def _nothing_safe(side: Side, steps: _Steps, start: int, rate: float, level: float) -> NothingSafe:
    step = int(np.searchsorted(steps.labels, start, side="right")) - 1
    labels = int(steps.labels[step])
    counts = np.arange(int(labels * rate) + 1)
    most = int((lower_tail(counts, labels, rate) <= level).sum()) - 1
    return NothingSafe(side, int(steps.errors[step]), labels, most)
