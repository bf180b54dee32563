"""Whether comments may pass (or be held) by themselves just now, and if not, why not."""

from dataclasses import dataclass

from parley.moderation.learning.drift import AuditTest, ScoreDrift, TooFewScores
from parley.moderation.learning.thresholds import Calibration, Threshold


@dataclass(frozen=True, slots=True)
class Gate:
    """`threshold`: what acts by itself; None while it is shut. `reasons`: why it is shut, in words."""

    threshold: Threshold | None
    reasons: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.threshold is not None


def gate(
    calibration: Calibration,
    *,
    scores: ScoreDrift | TooFewScores | None = None,
    audits: AuditTest | None = None,
) -> Gate:
    """Open for a threshold that no drift speaks against. None, or too few scores, speak against nothing."""
    reasons = [calibration.words] if not isinstance(calibration, Threshold) else []
    reasons += [
        drift.words for drift in (scores, audits) if isinstance(drift, ScoreDrift | AuditTest) and drift.found
    ]
    threshold = calibration if isinstance(calibration, Threshold) and not reasons else None
    return Gate(threshold, tuple(reasons))
