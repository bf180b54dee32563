"""What a calibration can say: a threshold with its error, or why there is none. Each in plain words, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from parley.moderation.learning.checks import Bools, Floats


class Side(Enum):
    PASS = "pass"  # noqa: S105 -- a verb
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What scores below `score` passes (or, to HOLD, above it is held), and at most `allowed` of that is wrong.

    `share`: how much of all comments that is, estimated. `errors` of the `labels` beyond the threshold, once thinned
    to even weights, were wrong. `bound`: the upper limit of the error there by these labels; never above `allowed`.
    """

    side: Side
    score: float
    share: float
    errors: int
    labels: int
    bound: float
    allowed: float
    confidence: float

    @property
    def error(self) -> float:
        return self.errors / self.labels

    def covers(self, scores: Sequence[float] | Floats) -> Bools:
        """(n,) which of these comments are acted on by themselves; never one whose score is no number."""
        found = np.asarray(scores, dtype=np.float64)
        covered: Bools = found < self.score if self.side is Side.PASS else found > self.score
        return covered

    @property
    def words(self) -> str:
        what = "pass" if self.side is Side.PASS else "are held"
        return (
            f"{self.share:.0%} of the comments {what} by themselves; of these at most {self.allowed:.2%} wrongly, "
            f"with {100 * self.confidence:.3g}% confidence "
            f"({self.errors} of {self.labels} labels, limit {self.bound:.2%})."
        )


@dataclass(frozen=True, slots=True)
class TooFewLabels:
    """Too few even if none were wrong. `labels`: how many there are, once thinned; `needed` beyond the threshold."""

    labels: int
    needed: int

    @property
    def words(self) -> str:
        return f"There are {self.labels} labels of even weight; more than {self.needed} are needed."


@dataclass(frozen=True, slots=True)
class NothingSafe:
    """Labels enough, but even at the easiest end too many are wrong: `errors` of `labels`; at most `most` would do.

    `most` is -1 where equal scores leave too few labels beyond one.
    """

    side: Side
    errors: int
    labels: int
    most: int

    @property
    def words(self) -> str:
        if self.most < 0:
            return f"Scores are too much alike: only {self.labels} labels lie beyond the first possible threshold."
        end, what = ("lowest", "rejected") if self.side is Side.PASS else ("highest", "published")
        return (
            f"Of the {self.labels} labels with the {end} scores people {what} {self.errors}; "
            f"at most {self.most} would do."
        )


Calibration = Threshold | TooFewLabels | NothingSafe
