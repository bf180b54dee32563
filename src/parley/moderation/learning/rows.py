"""Decisions of people as rows to learn from, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from parley.moderation.learning.checks import (
    Bools,
    Floats,
    check_rows,
    checked_flags,
    checked_numbers,
    checked_weights,
)

#: Of the labels since comments last changed, in their order of time: these to fit, the next to compare with the old
#: model, the rest to calibrate.
FIT_SHARE: Final = 0.5
COMPARE_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True)
class Rows:
    """`features` (n, d) of each comment, whether a person `rejected` it (n,), `weights` (n,), `decided_at` (n,).

    Weights as from weights.py. `decided_at`: seconds, of any one clock.
    """

    features: Floats
    rejected: Bools
    weights: Floats
    decided_at: Floats

    @classmethod
    def checked(
        cls,
        *,
        features: Floats,
        rejected: Sequence[bool] | Bools,
        weights: Sequence[float] | Floats,
        decided_at: Sequence[float] | Floats,
    ) -> Self:
        """Make rows. Raises ValueError where shapes differ or a number is none."""
        matrix = np.asarray(features, dtype=np.float64)
        if matrix.ndim != 2 or not np.isfinite(matrix).all():  # noqa: PLR2004 -- rows and columns
            raise ValueError("Features must be a table of finite numbers.")
        flags, times = checked_flags("Decisions", rejected), checked_numbers("Times", decided_at)
        check_rows("Decisions", len(flags), len(matrix))
        check_rows("Times", len(times), len(matrix))
        return cls(matrix, flags, checked_weights(weights, rows=len(matrix)), times)

    def __len__(self) -> int:
        return len(self.rejected)

    def chosen(self, which: NDArray[np.int64] | Bools) -> Self:
        return type(self)(
            self.features[which], self.rejected[which], self.weights[which], self.decided_at[which]
        )


def time_split(rows: Rows, *, since: float | None = None) -> tuple[Rows, Rows, Rows]:
    """Return rows to fit a model on, later ones to compare it on, and the latest to calibrate thresholds on.

    `since`: when comments last changed, in the same seconds. Only what came later can say which model is better and
    what may pass now, so that alone is divided, and all that came before is fitted on, too.

    No moment lies in two of them: what was decided at the same second stays together. Whichever of two models wins,
    its thresholds are made from rows that had no part in making or in choosing it.
    """
    order = np.argsort(rows.decided_at, kind="stable")
    times = rows.decided_at[order]
    before = 0 if since is None else int(np.searchsorted(times, since, side="right"))
    later = len(rows) - before
    cuts = [before + int(later * share) for share in (FIT_SHARE, FIT_SHARE + COMPARE_SHARE)]
    cuts = [int(np.searchsorted(times, times[cut], side="left")) if cut < len(rows) else cut for cut in cuts]
    fit, compare, latest = np.split(order, cuts)
    return rows.chosen(fit), rows.chosen(compare), rows.chosen(latest)
