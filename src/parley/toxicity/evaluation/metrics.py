"""Measures, each with a 95 % bootstrap interval where it is a share or an area."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RESAMPLES: Final = 1000
_SEED: Final = 20261126
ECE_BINS: Final = 15


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its interval (2.5 % and 97.5 % of the resamples) and how many rows stand behind it."""

    value: float
    low: float
    high: float
    rows: int


def auc(labels: Bools, scores: Floats, weights: Floats | None = None) -> float:
    """Area under the ROC curve: the chance that a positive row scores above a negative one; ties count half.

    `weights` (rows,) count each row so many times. NaN when one of the classes is missing.
    """
    weight = np.ones(len(labels)) if weights is None else weights
    order = np.argsort(scores, kind="stable")
    scores, positive = scores[order], np.where(labels, weight, 0.0)[order]
    negative = np.where(labels, 0.0, weight)[order]
    group = np.flatnonzero(np.diff(scores, prepend=np.nan) != 0)
    positives = np.add.reduceat(positive, group)
    negatives = np.add.reduceat(negative, group)
    below = np.cumsum(negatives) - negatives
    total = positives.sum() * negatives.sum()
    return float((positives * (below + negatives / 2)).sum() / total) if total else float("nan")


def expected_calibration_error(shares: Floats, scores: Floats, weights: Floats | None = None) -> float:
    """Mean distance between score and share of people in 15 equally wide bins, by rows (Naeini et al. 2015)."""
    weight = np.ones(len(scores)) if weights is None else weights
    bins = np.minimum((scores * ECE_BINS).astype(int), ECE_BINS - 1)
    count = np.bincount(bins, weight, ECE_BINS)
    gap = np.abs(np.bincount(bins, weight * shares, ECE_BINS) - np.bincount(bins, weight * scores, ECE_BINS))
    return float(gap.sum() / count.sum())


def recall_at(labels: Bools, scores: Floats, *, threshold: float, weights: Floats | None = None) -> float:
    weight = np.ones(len(scores)) if weights is None else weights
    return float(weight[labels & (scores > threshold)].sum() / weight[labels].sum())


def threshold_at(negatives: Floats, *, false_positives: float) -> float:
    """The score that this share of the negative rows exceeds."""
    return float(np.quantile(negatives, 1 - false_positives))


def measured(rows: int, measure: Callable[[Floats | None], float], *, resamples: int = RESAMPLES) -> Measured:
    """The value of `measure`, which takes row weights or None, and its interval from resampled rows."""
    rng = np.random.default_rng(_SEED)
    values = np.array(
        [
            measure(np.bincount(rng.integers(0, rows, rows), minlength=rows).astype(np.float64))
            for _ in range(resamples)
        ]
    )
    values = values[~np.isnan(values)]
    low, high = np.quantile(values, (0.025, 0.975)) if len(values) else (np.nan, np.nan)
    return Measured(measure(None), float(low), float(high), rows)


def auc_measured(labels: Bools, scores: Floats) -> Measured:
    return measured(len(labels), lambda weights: auc(labels, scores, weights))


@dataclass(frozen=True, slots=True)
class Bias:
    """How rows that name an identity fare (Borkan et al. 2019).

    `subgroup`: the AUC among them. `bpsn`: their negatives against the others' positives, low where naming the
    identity alone raises scores. `bnsp`: their positives against the others' negatives, low where it lowers them.
    """

    identity: str
    rows: int
    subgroup: float
    bpsn: float
    bnsp: float

    @property
    def worst(self) -> float:
        return min(self.subgroup, self.bpsn, self.bnsp)


def bias_of(identity: str, inside: Bools, labels: Bools, scores: Floats) -> Bias:
    def among(rows: Bools) -> float:
        return auc(labels[rows], scores[rows])

    return Bias(
        identity,
        int(inside.sum()),
        among(inside),
        among((inside & ~labels) | (~inside & labels)),
        among((inside & labels) | (~inside & ~labels)),
    )


def span_f1(expected: frozenset[int], found: frozenset[int]) -> float:
    """F1 over characters for one text; 1 where neither marks any (SemEval-2021 task 5)."""
    if not expected or not found:
        return float(expected == found)
    return 2 * len(expected & found) / (len(expected) + len(found))


def mean_measured(values: Sequence[float]) -> Measured:
    table = np.array(values)
    return measured(
        len(table),
        lambda weights: float(table.mean() if weights is None else (table * weights).sum() / weights.sum()),
    )
