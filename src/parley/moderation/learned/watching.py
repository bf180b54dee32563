"""Whether the threshold still holds: what people say of the audit slice, and whether what passes has changed."""

from datetime import timedelta
from typing import Final

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from parley.kernel.clock import now
from parley.moderation.learned.labels import SETTLED_AFTER, labels_read, scored_by_now
from parley.moderation.learned.live import is_open, model_read, threshold_newest
from parley.moderation.learned.passing import passing_read
from parley.moderation.learning.drift import (
    LEVEL,
    AuditTest,
    ScoreDrift,
    TooFewScores,
    audit_test,
    score_drift,
)
from parley.moderation.learning.kinds import KINDS
from parley.moderation.models import AuditSample, PassThreshold

#: What passed of so many days, among the newest of so many texts, is compared with what did at calibration.
NOW_DAYS: Final = 7
NOW_MAX: Final = 1000
#: Looks for drift a day, of all processes together; each has its part of a daily look's level.
LOOKS: Final = 6
_RESCORED: Final = (
    "Another toxicity model scores the comments now than the one whose scores were learned from. "
    "`parley rescore --all` makes the old decisions count for it, too."
)
LOOK_EVERY: Final = timedelta(days=1) / LOOKS


def audits_test(row: PassThreshold) -> AuditTest | None:
    """Test the audited texts that lay below the threshold since it was made; None where it is none. A few queries.

    In the order of screening, up to the first that may still be judged in time: in the order of judging, those that
    look worst might come first, and raise an alarm for nothing. What nobody judges in time counts as wrong.
    """
    if row.score is None:
        return None
    labels = labels_read(at=now(), since=row.made_at, drawn_only=True)
    audited = labels.chosen(labels.fair & labels.free)
    model = model_read(row.model.parameters)
    if not model.reads(labels.scored_by):
        return None
    below = model.probabilities(audited.rows.features) < row.score
    return audit_test(audited.rows.rejected[below], allowed=row.alpha)


def scores_test(row: PassThreshold) -> ScoreDrift | TooFewScores | None:
    """Compare what passed in the last days with what did at calibration; None where there is no threshold.

    By the scores of all attributes, what the model makes of them, length and links. Two queries.
    """
    if row.score is None:
        return None
    until = now()
    begin = max(row.made_at, until - timedelta(days=NOW_DAYS))
    model = model_read(row.model.parameters)
    passing = passing_read(model, row.score, begin, until, most=NOW_MAX, order="-screened_at")
    before = np.array(row.sample, dtype=np.float64).reshape(-1, KINDS)
    return score_drift(before, passing.kinds, level=LEVEL / LOOKS)


def audits_watch() -> str:
    """Close the threshold if the audits say that more goes wrong than may; return why, or ""."""
    row = threshold_newest()
    if row is None or not is_open(row):
        return ""
    test = audits_test(row)
    return _close(row, test.words) if test is not None and test.found else ""


def scores_watch() -> str:
    """Close the threshold if what passes has changed; return why, or "".

    Looks only when a look is due, and then no other process does: the level is for so many looks a day.
    """
    row = threshold_newest()
    if row is None or not is_open(row) or not _look_taken(row):
        return ""
    if not model_read(row.model.parameters).reads(scored_by_now()):
        return _close(row, _RESCORED)
    drift = scores_test(row)
    return _close(row, drift.words) if isinstance(drift, ScoreDrift) and drift.found else ""


def scores_due() -> bool:
    """Tell whether it is time to look for drift. One query, for a look a minute."""
    row = threshold_newest()
    return row is not None and is_open(row) and _due().filter(pk=row.pk).exists()


def _due() -> QuerySet[PassThreshold]:
    before = now() - LOOK_EVERY
    return PassThreshold.objects.filter(Q(watched_at=None) | Q(watched_at__lte=before), closed_at=None)


def _look_taken(row: PassThreshold) -> bool:
    return _due().filter(pk=row.pk).update(watched_at=now()) == 1


def audits_mark() -> tuple[object, ...]:
    """Return what is another thing whenever `audits_watch` could find something new: one query, for a look a minute."""
    overdue = Q(is_rejected=None, drawn_at__lte=now() - SETTLED_AFTER)
    found = AuditSample.objects.filter(was_held=False).aggregate(
        judged=Count("is_rejected"), last=Max("decision"), overdue=Count("pk", filter=overdue)
    )
    newest = threshold_newest()
    return found["judged"], found["last"], found["overdue"], newest.pk if newest else None


def _close(row: PassThreshold, because: str) -> str:
    """Let nothing pass by this threshold any more: it stays closed, and later labels make the next one."""
    PassThreshold.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now(), closed_because=because)
    return because
