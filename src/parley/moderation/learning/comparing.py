"""Whether a new model may take the old one's place: only if it was better on decisions that came after both."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from parley.moderation.learning.checks import Bools, Floats
from parley.moderation.learning.model import Model
from parley.moderation.learning.rows import Rows
from parley.toxicity.evaluation.metrics import auc

#: With fewer labels, too few are left to compare on.
LABELS_LEAST: Final = 200
#: By which factor labels have grown before another model is fitted.
GROWTH: Final = 1.1
RESAMPLES: Final = 1000
CONFIDENCE: Final = 0.95
#: Of each kind, rejected and published; with fewer, chance decides. The choice touches no promise, and a first model is
#: better than none by so much that few show it.
EACH_LEAST: Final = 10
_SEED: Final = 20261126
_PROBABILITY_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new model on the same later rows.

    `gain`: by how much the new one's mean log loss is lower, in nats; `gain_least`: what it is at least, with 95 %
    confidence by a paired bootstrap (percentiles, one-sided; Efron 1979).
    """

    better: bool
    rows: int
    gain: float
    gain_least: float
    auc_old: float
    auc_new: float

    @property
    def words(self) -> str:
        verdict = "The new model is better" if self.better else "The old model stays"
        if np.isnan(self.gain_least):
            return f"{verdict}: too few of the {self.rows} later decisions are of one kind."
        return (
            f"{verdict}: on {self.rows} later decisions the log loss falls by {self.gain:.4f} "
            f"(at least {self.gain_least:.4f}), the area under the curve goes from {self.auc_old:.3f} "
            f"to {self.auc_new:.3f}."
        )


def is_better(old: Model, new: Model, later: Rows) -> bool:
    """Whether `new` may replace `old`; see `compare`."""
    return compare(old, new, later).better


def compare(old: Model, new: Model, later: Rows) -> Comparison:
    """Judge both on `later` rows, none of which either has seen.

    The new one is better if its log loss is lower beyond chance (`gain_least` above 0) and its AUC no lower: what
    comes out must be better as a probability, and must not order comments worse. In doubt the old one stays, for a
    new model makes all thresholds anew. Raises ValueError where a row is no later than what a model was fitted on.
    Costs RESAMPLES * n. The interval takes rows as independent; threads that quarrel make it a little too narrow.
    """
    seen = [model.until for model in (old, new) if model.until is not None]
    if len(later) and seen and later.decided_at.min() <= max(seen):
        raise ValueError("Models are compared on decisions that came after those they were fitted on.")
    before, after = old.probabilities(later.features), new.probabilities(later.features)
    return scores_compare(before, after, hits=later.rejected, weights=later.weights)


def scores_compare(before: Floats, after: Floats, *, hits: Bools, weights: Floats) -> Comparison:
    """Judge what two models make of the same rows, all (n,), as `compare` does; `hits`: what should score high."""
    if min(hits.sum(), (~hits).sum()) < EACH_LEAST:
        return Comparison(False, len(hits), *(4 * [float("nan")]))
    gains = _log_loss(before, hits) - _log_loss(after, hits)
    gain = float(np.average(gains, weights=weights))
    least = _least_mean(gains, weights)
    areas = [auc(hits, scores, weights) for scores in (before, after)]
    return Comparison(least > 0 and areas[1] >= areas[0], len(hits), gain, least, *areas)


def _log_loss(probabilities: Floats, hits: Bools) -> Floats:
    within = np.clip(probabilities, _PROBABILITY_LEAST, 1 - _PROBABILITY_LEAST)
    losses: Floats = -np.log(np.where(hits, within, 1 - within))
    return losses


def _least_mean(gains: Floats, weights: Floats) -> float:
    """The 5 % quantile of the weighted mean over resampled rows; both models' losses of a row go together."""
    rng = np.random.default_rng(_SEED)
    means = np.empty(RESAMPLES)
    for place in range(RESAMPLES):
        drawn = rng.integers(0, len(gains), len(gains))
        means[place] = np.average(gains[drawn], weights=weights[drawn])
    return float(np.quantile(means, 1 - CONFIDENCE))
