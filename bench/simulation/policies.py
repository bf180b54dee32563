"""What decides by itself: nothing, a fixed threshold, or what was learned with an error that is stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.simulation.assumed import DAY, HOUR
from bench.simulation.play import Fate
from parley.moderation.learning.comparing import compare
from parley.moderation.learning.drift import LEVEL, audit_test, score_drift
from parley.moderation.learning.features import Facts, features_of
from parley.moderation.learning.fitting import fit
from parley.moderation.learning.gate import gate
from parley.moderation.learning.kinds import drift_kinds
from parley.moderation.learning.looks import settled
from parley.moderation.learning.model import Model, model_constant
from parley.moderation.learning.risk import ALPHA, pass_threshold
from parley.moderation.learning.rows import Rows, time_split
from parley.moderation.learning.thresholds import Threshold
from parley.moderation.learning.tries import GROWTH, confidence_of

Floats = NDArray[np.float64]
FIXED: Final = 0.8
#: The random slice that people read: of what passes, and of everything while nothing may pass.
SLICE, SLICE_SHUT = 0.02, 0.6
#: What moderators who have read all that is held could read besides.
SLICE_LARGE: Final = 0.2
#: Labels since the beginning or the last alarm, to learn a model from and to try for a threshold.
_LEARN_LEAST, _TRY_LEAST = 600, 1_000
_NIGHT: Final = 24 * HOUR
#: Looks for drift a day.
_LOOKS: Final = 6


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
    """parley.moderation.learning, as the site's background task would run it; labels come as people decide.

    While nothing may pass, SLICE_SHUT of the comments are drawn to be read first, an even sample. A model is learned
    from the first of these labels, and each night that has GROWTH times the later ones of the last try, a threshold is
    tried for, and a higher one while it is open. Then `slice_open` of what passes is read, too, and drift is
    looked for in it; an alarm shuts it and begins anew, with the old model. In both slices a rejection is looked at
    again (see parley.moderation.learning.looks).
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
        self._begin(0.0)

    def _begin(self, at: float) -> None:
        self._since, self._after, self._attempt, self._tried = at, at, 1, 0
        self._learned = False

    @property
    def is_open(self) -> bool:
        return self._threshold is not None

    def screened(self, number: int, facts: Facts, at: float) -> Fate:
        features = self._features[number] = features_of(facts)
        passes = self._passes(features)
        if passes:
            self._today.append(features)
        if self._rng.random() >= (self._slice if self.is_open else SLICE_SHUT):
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
        if self._threshold and not at % (_NIGHT / _LOOKS):
            self._watch(self._threshold, at)
        if not at % _NIGHT:
            self._learn(at)
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
        fresh = [one for one in self._labels if self._since <= one.came < until]
        if not (self._learned or self._threshold) and len(fresh) >= max(_LEARN_LEAST, GROWTH * self._tried):
            self._refit(fresh, at)
        later = [one for one in fresh if one.came > self._after]
        if self._model and len(later) >= max(_TRY_LEAST, GROWTH * self._tried):
            self._try(self._model, later, at)

    def _refit(self, fresh: list[_Label], at: float) -> None:
        """Learn from half of the fresh labels and all before; the next decide between the old model and the new."""
        first, compared, _ = time_split(self._rows(fresh))
        until = float(first.decided_at.max())
        known = self._rows([one for one in self._labels if one.came <= until])
        old = self._model or model_constant(rate=float(first.rejected.mean()))
        new = fit(known)
        comparison = compare(old, new, compared)
        self._say(at, f"{len(fresh):,} labels. {comparison.words}")
        self._learned = bool(np.isfinite(comparison.gain))
        self._model = new if comparison.better else self._model
        self._after = float(compared.decided_at.max())

    def _try(self, model: Model, later: list[_Label], at: float) -> None:
        rows = self._rows(later)
        found = pass_threshold(
            model.probabilities(rows.features),
            rows.rejected,
            rows.weights,
            alpha=self._alpha,
            confidence=confidence_of(self._attempt),
        )
        self._attempt, self._tried = self._attempt + 1, len(later)
        self._say(at, f"{len(later):,} later labels. {found.words}")
        if isinstance(found, Threshold) and (not self._threshold or found.score > self._threshold.score):
            self._threshold = found
            self._then = self._kinds([row for row in rows.features if self._passes(row)])
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
