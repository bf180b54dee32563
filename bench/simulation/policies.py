"""What decides by itself: nothing, a fixed threshold, or what was learned with an error that is stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.simulation.assumed import DAY, HOUR
from bench.simulation.play import Fate
from parley.moderation.learning import comparing, tries
from parley.moderation.learning.comparing import LABELS_LEAST, compare
from parley.moderation.learning.drift import LEVEL, audit_test, score_drift
from parley.moderation.learning.features import Facts, features_of
from parley.moderation.learning.fitting import NotFitted, fit
from parley.moderation.learning.gate import gate
from parley.moderation.learning.kinds import drift_kinds
from parley.moderation.learning.looks import settled
from parley.moderation.learning.model import Model, model_constant
from parley.moderation.learning.risk import ALPHA, pass_threshold
from parley.moderation.learning.rows import Rows, time_split
from parley.moderation.learning.thresholds import Calibration, Threshold, TooFewLabels
from parley.moderation.learning.tries import confidence_of, is_young, lets_more_pass

Floats = NDArray[np.float64]
FIXED: Final = 0.8
#: The random slice that people read: of what passes, and (PARLEY_LEARNING_SHARE) of everything while nothing may pass,
#: or the threshold is young.
SLICE, SLICE_SHUT = 0.02, 0.6
#: What moderators who have read all that is held could read besides.
SLICE_LARGE: Final = 0.2
#: Looks for drift a day, and how often is learned (moderation.learned.tending).
_LOOKS: Final = 6
_LEARN_EVERY: Final = 6 * HOUR


class HoldAll:
    """People read everything before it is shown, the oldest first."""

    name = "everything held"
    is_open = False

    def screened(self, _number: int, _facts: Facts, _at: float) -> Fate:
        return Fate.HOLD

    def decided(self, _number: int, rejected: bool, _at: float) -> bool:  # noqa: FBT001
        return rejected

    def look(self, at: float) -> None:
        """Learn nothing."""


class Fixed:
    """The model's score against one number, chosen by nobody's decisions."""

    is_open = True

    def __init__(self, threshold: float = FIXED) -> None:
        self.name = f"TOXICITY at {threshold}"
        self._threshold = threshold

    def screened(self, _number: int, facts: Facts, _at: float) -> Fate:
        return Fate.HOLD if facts.scores.get("TOXICITY", 0.0) >= self._threshold else Fate.PASS

    def decided(self, _number: int, rejected: bool, _at: float) -> bool:  # noqa: FBT001
        return rejected

    def look(self, at: float) -> None:
        """Learn nothing."""


@dataclass(frozen=True, slots=True)
class _Label:
    """A comment of the slice: which, when it came, and what was decided. Time is that of coming: who is rejected is
    looked at twice, and so is decided later than others of its time.
    """

    number: int
    came: float
    rejected: bool


class Learning:
    """parley.moderation.learning, as the site's background task runs it; labels come as people decide.

    While nothing may pass, SLICE_SHUT of the comments are drawn to be read first, an even sample. Whenever there are
    comparing.GROWTH times the labels of the last time, a model is learned from the earlier half, and if it is better
    than the old one on the next, and lets more pass by a threshold from the latest, it takes its place. A threshold is
    tried for again once there are tries.GROWTH times the labels of the last try, where nothing may pass or while it is
    young; so long the even sample goes on. Then `slice_open` of what passes is read. Drift is looked
    for in what passes; an alarm shuts it, and only later labels compare models and make the next threshold. In both
    slices a rejection is looked at again (see parley.moderation.learning.looks).
    """

    def __init__(self, *, seed: int, alpha: float = ALPHA, slice_open: float = SLICE) -> None:
        self.name = f"learned, error of {alpha:.0%}, slice {slice_open:.0%}"
        self.log: list[str] = []
        self.audits: list[bool] = []
        self._alpha, self._slice = alpha, slice_open
        self._rng = np.random.default_rng(seed)
        self._model: Model | None = None
        self._threshold: Threshold | None = None
        self._features: dict[int, Floats] = {}
        self._looks: dict[int, tuple[float, list[bool]]] = {}  # at the slice's undecided, and when they came
        self._audited: set[int] = set()
        self._labels: list[_Label] = []
        self._today: list[Floats] = []  # of what passed since the last look
        self._then: Floats = np.zeros(0)
        self._used = 0.0  # until when labels had a part in the model
        self._begin(0.0)

    def _begin(self, at: float) -> None:
        self._since, self._attempt, self._tried = at, 1, 0
        self._fitted = 0  # how many later labels there were when a model was last learned

    @property
    def is_open(self) -> bool:
        return self._threshold is not None

    def _is_learning(self) -> bool:
        return self._threshold is None or is_young(self._threshold.labels)

    def screened(self, number: int, facts: Facts, at: float) -> Fate:
        features = self._features[number] = features_of(facts)
        passes = self._passes(features)
        if passes:
            self._today.append(features)
        drawn = SLICE_SHUT if self._is_learning() else self._slice if passes else 0.0
        if self._rng.random() >= drawn:
            return Fate.PASS if passes else Fate.HOLD
        self._looks[number] = at, []
        if passes:
            self._audited.add(number)
        return Fate.AUDIT if passes else Fate.SLICE

    def decided(self, number: int, rejected: bool, _at: float) -> bool | None:  # noqa: FBT001
        if number not in self._looks:
            return rejected
        came, looks = self._looks[number]
        looks.append(rejected)
        finally_rejected = settled(looks)
        if finally_rejected is None:
            return None
        del self._looks[number]
        self._labels.append(_Label(number, came, finally_rejected))
        if number in self._audited:
            self.audits.append(finally_rejected)
        return finally_rejected

    def look(self, at: float) -> None:
        if self._threshold and not at % (DAY / _LOOKS):
            self._watch(self._threshold, at)
        if not at % _LEARN_EVERY:
            self._learn(at)
        if not at % DAY:
            self._today = []

    def _watch(self, threshold: Threshold, at: float) -> None:
        now = gate(
            threshold,
            scores=score_drift(self._then, self._kinds(self._today), level=LEVEL / _LOOKS)
            if self._today
            else None,
            audits=audit_test(np.array(self.audits, dtype=np.bool_), allowed=self._alpha),
        )
        if not now.is_open:
            self._threshold = None
            self._begin(at)
            self._say(at, f"shut. {' '.join(now.reasons)}")

    def _learn(self, at: float) -> None:
        # What is undecided is missing and not by chance, so only what came before the first of it counts.
        until = min((came for came, _ in self._looks.values()), default=at)
        labels = sorted((one for one in self._labels if one.came < until), key=attrgetter("came"))
        judging = sum(one.came > self._since for one in labels)
        if judging >= max(LABELS_LEAST, comparing.GROWTH * self._fitted):
            self._fitted = judging
            self._refit(labels, at)
        usable = self._usable(labels, self._used)
        if self._model and self._is_learning() and len(usable) > tries.GROWTH * self._tried:
            found = self._found(self._model, usable)
            self._say(at, f"{len(usable):,} later labels. {found.words}")
            self._tried = len(usable)
            self._count(found)
            if isinstance(found, Threshold):
                self._open(found, usable)

    def _refit(self, labels: list[_Label], at: float) -> None:
        """Learn from half of the labels; the next decide between the old model and the new."""
        first, later, _ = time_split(self._rows(labels), since=self._since)
        old = self._model or model_constant(rate=float(first.rejected.mean()))
        try:
            new = fit(first)
        except NotFitted:
            return
        later = later.chosen(later.decided_at > max(one.until for one in (old, new) if one.until is not None))
        if not len(later):
            return
        comparison = compare(old, new, later)
        self._say(at, f"{self._fitted:,} labels. {comparison.words}")
        until = float(later.decided_at.max())
        usable = self._usable(labels, until)
        if not (comparison.better and usable):
            return
        found = self._found(new, usable, attempt=1)
        self._say(at, f"With it, {len(usable):,} later labels. {found.words}")
        share = found.share if isinstance(found, Threshold) else None
        if self._model and not lets_more_pass(share, self._threshold.share if self._threshold else None):
            return
        self._model, self._threshold, self._used = new, None, until
        self._attempt, self._tried = 1, len(usable)
        self._count(found)
        if isinstance(found, Threshold):
            self._open(found, usable)

    def _usable(self, labels: Sequence[_Label], until: float) -> list[_Label]:
        """Return those that had no part in a model that others had a part in `until` then, and came after the alarm."""
        return [one for one in labels if one.came > max(until, self._since)]

    def _found(self, model: Model, usable: Sequence[_Label], *, attempt: int | None = None) -> Calibration:
        rows = self._rows(usable)
        confidence = confidence_of(attempt or self._attempt)
        scores = model.probabilities(rows.features)
        return pass_threshold(scores, rows.rejected, rows.weights, alpha=self._alpha, confidence=confidence)

    def _count(self, found: Calibration) -> None:
        """A try with too few labels looked at none of them, so it could not err."""
        self._attempt += not isinstance(found, TooFewLabels)

    def _open(self, found: Threshold, usable: Sequence[_Label]) -> None:
        self._threshold = found
        self._then = self._kinds(
            [row for row in (self._features[one.number] for one in usable) if self._passes(row)]
        )
        self._audited, self.audits, self._today = set(), [], []

    def _passes(self, features: Floats) -> bool:
        if not (self._model and self._threshold):
            return False
        return bool(self._threshold.covers(self._model.probabilities(features[None]))[0])

    def _kinds(self, passed: Sequence[Floats]) -> Floats:
        """(comments, kinds), of what passes alone: what is held may change as it likes."""
        assert self._model
        return drift_kinds(self._model, np.stack(passed))

    def _rows(self, labels: Sequence[_Label]) -> Rows:
        return Rows.checked(
            features=np.stack([self._features[one.number] for one in labels]),
            rejected=[one.rejected for one in labels],
            weights=np.ones(len(labels)),
            decided_at=[one.came for one in labels],
        )

    def _say(self, at: float, words: str) -> None:
        self.log.append(f"day {at / DAY:.1f}: {words}")
