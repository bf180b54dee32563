"""Mix the two models' logits and turn the mix into shares of people, on rows held out for just that.

TOXICITY is calibrated on comments of news sites at their natural rate, of which each has the share of its raters: an
isotonic fit, kept at a few knots. The other attributes have no such rows: they get a line in log-odds (Platt 1999) on
Wikipedia's held-out rows, weighted down to the natural rate of one toxic comment in ten, and SEXUALLY_EXPLICIT on the
few enriched news comments that were rated for it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.training.rows import Row

Floats = NDArray[np.float64]
Knots = list[list[float]]

#: Toxic rows among Wikipedia's held-out ones, where the full set has one in ten and ours one in five.
_NATURAL_WEIGHT: Final = 0.45
_BINS: Final = 24
_WIDEST: Final = 12.0
#: On the mix: the rarest attribute has twenty toxic rows here. By five folds of them better than a hundredth of it.
_MIX_PENALTY: Final = 1e-2
_NEWS: Final = "civil_natural"


@dataclass(frozen=True, slots=True)
class Calibrated:
    """`mix`: (7, 3), see `shipped.Shipped`; `knots`: pairs (logit, share) for each attribute."""

    mix: list[list[float]]
    knots: dict[str, Knots]


def _fit(inputs: Floats, shares: Floats, weights: Floats, *, penalty: float = 1e-4) -> Floats:
    """Logistic regression with shares as targets: (columns + 1,), no column's weight below 0, the constant last."""

    def objective(solution: Floats) -> tuple[float, Floats]:
        logits = inputs @ solution[:-1] + solution[-1]
        error = weights * (1 / (1 + np.exp(-logits)) - shares)
        loss = (weights * (np.logaddexp(0, logits) - shares * logits)).sum() + penalty * (
            solution**2
        ).sum() / 2
        return float(loss), np.append(inputs.T @ error, error.sum()) + penalty * solution

    weights = weights / weights.sum()
    start = np.append(np.full(inputs.shape[1], 1 / inputs.shape[1]), 0.0)
    bounds = [(0.0, None)] * inputs.shape[1] + [(None, None)]
    return np.asarray(minimize(objective, start, jac=True, bounds=bounds, method="L-BFGS-B").x)


def _isotonic_knots(logits: Floats, shares: Floats) -> Knots:
    order = np.argsort(logits)
    logits, shares = logits[order], shares[order]
    # Bins grow finer towards the top, where the few toxic comments are.
    cuts = np.unique((len(logits) * (1 - np.geomspace(1, 0.012, _BINS))).astype(int))
    centres = np.array([part.mean() for part in np.split(logits, cuts[1:])])
    means = np.array([part.mean() for part in np.split(shares, cuts[1:])])
    counts = np.array([len(part) for part in np.split(shares, cuts[1:])], dtype=np.float64)
    rising = np.clip(isotonic_regression(means, weights=counts).x, 2e-3, 0.98)
    knots: Knots = []
    for centre, share in zip(centres.tolist(), rising.tolist(), strict=True):
        # A flat stretch would give different texts the same score: it ends where it began, a hair higher.
        if not knots or (share > knots[-1][1] + 1e-3 and centre > knots[-1][0] + 1e-3):
            knots.append([round(centre, 4), round(share, 4)])
    return knots


def _line_knots(slope: float, constant: float) -> Knots:
    """Two far knots: between them the share's log-odds are `slope` times the logit plus `constant`."""
    ends = [(-_WIDEST - constant) / slope, (_WIDEST - constant) / slope]
    return [[end, float(1 / (1 + np.exp(-(slope * end + constant))))] for end in ends]


def calibrate(rows: list[Row], accurate: Floats | None, fast: Floats) -> Calibrated:
    """`accurate`, `fast`: logits (rows, 7) of calibration rows; without the first, of the fast tier alone."""
    labels = np.stack([row.labels for row in rows]).astype(np.float64)
    source = np.array([row.source for row in rows])
    toxic = labels[:, 0] > 0.5  # noqa: PLR2004
    weights = np.where((source == "wikipedia_train") & toxic, _NATURAL_WEIGHT, 1.0)
    mix: list[list[float]] = []
    knots: dict[str, Knots] = {}
    for place, name in enumerate(ATTRIBUTES):
        known = ~np.isnan(labels[:, place])
        chosen = known & np.isin(source, ("wikipedia_train", _NEWS, "civil_enriched"))
        columns = [fast[:, place]] if accurate is None else [accurate[:, place], fast[:, place]]
        inputs = np.stack(columns, axis=1)
        found = _fit(inputs[chosen], labels[chosen, place], weights[chosen], penalty=_MIX_PENALTY)
        own = [0.0, *found] if accurate is None else list(found)
        mix.append([round(float(value), 5) for value in own])
        mixed = inputs @ found[:-1] + found[-1]
        if name == "TOXICITY":
            news = known & (source == _NEWS)
            knots[name] = _isotonic_knots(mixed[news], labels[news, place])
        else:
            slope, constant = _fit(mixed[chosen, None], labels[chosen, place], weights[chosen])
            knots[name] = _line_knots(max(float(slope), 0.1), float(constant))
    return Calibrated(mix, knots)
