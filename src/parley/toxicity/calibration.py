"""From logits to shares of people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line through knots, for one attribute: `logits` and `shares` (0..1) of each knot, both rising.

    Before the first and behind the last knot the score goes on towards 0 and 1 as a logistic curve does, so that two
    texts with different logits never get the same score by it.
    """

    logits: Floats
    shares: Floats

    @classmethod
    def of(cls, knots: Sequence[Sequence[float]]) -> "Calibration":
        table = np.array(knots, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != 2 or (np.diff(table, axis=0) <= 0).any():  # noqa: PLR2004
            raise ValueError("Knots are pairs (logit, share), both rising from one to the next")
        if table[0, 1] <= 0 or table[-1, 1] >= 1:
            raise ValueError("Shares lie inside 0..1")
        return cls(table[:, 0], table[:, 1])

    def __call__(self, logits: Floats) -> Floats:
        """Any shape in, the same out."""
        # Between knots the line runs in logits of the share, not in shares: so it joins the curves at both ends.
        odds = np.log(self.shares / (1 - self.shares))
        values = np.interp(logits, self.logits, odds)
        values = values + np.minimum(logits - self.logits[0], 0) + np.maximum(logits - self.logits[-1], 0)
        result: Floats = 1.0 / (1.0 + np.exp(-values))
        return result
