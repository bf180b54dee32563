"""Whether the threshold still holds: what people say of the audit slice, and whether scores have changed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from django.db.models import Count, Max, Q

from parley.kernel.clock import now
from parley.moderation.learned.calibrating import scores_between
from parley.moderation.learned.labels import SETTLED_AFTER, labels_read
from parley.moderation.learned.live import is_open, model_read, threshold_newest
from parley.moderation.learning.drift import AuditTest, ScoreDrift, TooFewScores, audit_test, score_drift
from parley.moderation.models import AuditSample, PassThreshold

#: Scores of so many days, the newest of so many texts, are compared with those at calibration.
NOW_DAYS: Final = 7
NOW_MAX: Final = 1000


def audits_test(row: PassThreshold) -> AuditTest | None:
    """Test the audited texts that lay below the threshold since it was made; None where it is none. A few queries.

    In the order of screening, up to the first that may still be judged in time: in the order of judging, those that
    look worst might come first, and raise an alarm for nothing. What nobody judges in time counts as wrong.
    """
    if row.score is None:
        return None
    labels = labels_read(at=now(), since=row.made_at, drawn_only=True)
    audited = labels.chosen(labels.fair & labels.free)
    below = model_read(row.model.parameters).probabilities(audited.rows.features) < row.score
    return audit_test(audited.rows.rejected[below], allowed=row.alpha)


def scores_test(row: PassThreshold) -> ScoreDrift | TooFewScores | None:
    """Compare the scores of all texts of the last days with those at calibration; None where there is no threshold."""
    if row.score is None:
        return None
    until = now()
    begin = max(row.made_at, until - timedelta(days=NOW_DAYS))
    model = model_read(row.model.parameters)
    scores, free = scores_between(model, begin, until, most=NOW_MAX, order="-screened_at")
    before: Sequence[float] = row.sample
    return score_drift(np.array(before, dtype=np.float64), scores[free])


def audits_watch() -> str:
    """Close the threshold if the audits say that more goes wrong than may; return why, or ""."""
    row = threshold_newest()
    if row is None or not is_open(row):
        return ""
    test = audits_test(row)
    return _close(row, test.words) if test is not None and test.found else ""


def scores_watch() -> str:
    """Close the threshold if scores have changed; return why, or ""."""
    row = threshold_newest()
    if row is None or not is_open(row):
        return ""
    drift = scores_test(row)
    return _close(row, drift.words) if isinstance(drift, ScoreDrift) and drift.found else ""


def audits_mark() -> tuple[object, ...]:
    """Return what is another thing whenever `audits_watch` could find something new: one query, for a look a minute."""
    overdue = Q(decision=None, drawn_at__lte=now() - SETTLED_AFTER)
    found = AuditSample.objects.aggregate(
        judged=Count("decision"), last=Max("decision"), overdue=Count("pk", filter=overdue)
    )
    newest = threshold_newest()
    return found["judged"], found["last"], found["overdue"], newest.pk if newest else None


def _close(row: PassThreshold, because: str) -> str:
    """Let nothing pass by this threshold any more: it stays closed, and later labels make the next one."""
    PassThreshold.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now(), closed_because=because)
    return because
