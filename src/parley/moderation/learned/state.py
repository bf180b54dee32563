"""What the desk shows of passing by itself: whether it does, how much passes, and if not, why not."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parley.moderation.learned.calibrating import attempt_next
from parley.moderation.learned.labels import decisions_count
from parley.moderation.learned.live import is_open, threshold_newest, threshold_shut
from parley.moderation.learned.watching import audits_test, scores_test
from parley.moderation.learning.binomial import labels_needed
from parley.moderation.learning.comparing import LABELS_LEAST
from parley.moderation.learning.drift import AuditTest, ScoreDrift
from parley.moderation.learning.tries import RIPE, confidence_of
from parley.moderation.models import LearnedModel, PassThreshold


@dataclass(frozen=True, slots=True)
class AutoPassState:
    """`is_on`: the setting; `is_acting`: comments pass by themselves now.

    `share`: of all comments, 0..1, what passes, or would pass if it were turned on; 0 where nothing may. `alpha`: the
    share of what passes that may be wrong. `labels` of even weight there are; `labels_missing` more are needed, if none
    of them is wrong; `labels_to_ripe`: after so many more below it the threshold stays, and only the audits are read.
    `drift_found`: scores have changed, or audits show more errors than may be; nothing passes since
    then. `model`: the version, "" for none. `since`: when the threshold was found, or closed. `reasons`: why nothing
    passes, in words. `holding`: what is held by itself, in words; "" where nothing shall be. `audits` and `scores`:
    both tests, in words; "" where they were not asked for.
    """

    is_on: bool
    is_acting: bool
    alpha: float
    share: float
    labels: int
    labels_missing: int
    drift_found: bool
    model: str
    since: datetime | None
    reasons: tuple[str | Promise, ...]
    labels_to_ripe: int = 0
    holding: str = ""
    audits: str = ""
    scores: str = ""


def auto_pass_state(*, with_tests: bool = False) -> AutoPassState:
    """Return how it stands. Six queries at most; with the tests, some more and half a second."""
    row = threshold_newest()
    live = LearnedModel.objects.filter(is_live=True).only("version").first()
    is_ready = is_open(row)
    shut = None if is_ready else threshold_shut()
    reasons = () if is_ready else tuple(_reasons(row, live, shut))
    labels, missing = _labels(row, live)
    audits, scores = _tests(row) if with_tests and is_ready and row is not None else ("", "")
    return AutoPassState(
        is_on=settings.PARLEY_AUTO_PASS,
        is_acting=settings.PARLEY_AUTO_PASS and is_ready,
        alpha=settings.PARLEY_AUTO_PASS_ALPHA,
        share=row.share if row is not None and is_ready else 0.0,
        labels=labels,
        labels_missing=0 if is_ready else missing,
        drift_found=shut is not None,
        model=live.version if live else "",
        since=shut.closed_at if shut else row.made_at if row is not None and is_ready else None,
        reasons=reasons,
        holding=row.hold_words if row is not None and settings.PARLEY_AUTO_HOLD_BETA else "",
        labels_to_ripe=max(0, RIPE - row.labels) if row is not None and is_ready else 0,
        audits=audits,
        scores=scores,
    )


def _reasons(
    row: PassThreshold | None, live: LearnedModel | None, shut: PassThreshold | None
) -> list[str | Promise]:
    if not settings.PARLEY_AUDIT_SHARE:
        return [_("The audit slice is turned off (PARLEY_AUDIT_SHARE): nobody would see what goes wrong.")]
    if live is None:
        return [_("No model has been learned yet: moderators have decided on too few comments.")]
    if row is None or row.model_id != live.pk:
        return [_("No threshold has been looked for yet with the present model.")]
    if row.alpha != settings.PARLEY_AUTO_PASS_ALPHA:
        return [_("No threshold has been looked for yet with the share of errors that is allowed now.")]
    because: list[str | Promise] = [shut.closed_because] if shut else []
    if row != shut:
        because.append(row.words)
    if row.assumed and not row.closed_because:
        because.append(_unread(row.assumed))
    return because


def _unread(count: int) -> str:
    return ngettext(
        "%(count)d comment that was drawn by chance was not read within four days, or by one person alone who rejected "
        "it, and counts as rejected. Where that is much, lower PARLEY_LEARNING_SHARE or PARLEY_AUDIT_SHARE.",
        "%(count)d comments that were drawn by chance were not read within four days, or by one person alone who "
        "rejected them, and count as rejected. Where that is much, lower PARLEY_LEARNING_SHARE or PARLEY_AUDIT_SHARE.",
        count,
    ) % {"count": count}


def _labels(row: PassThreshold | None, live: LearnedModel | None) -> tuple[int, int]:
    """Return how many labels there are, and how many are missing at least."""
    if live is None:
        count = decisions_count(most=LABELS_LEAST)
        return count, LABELS_LEAST - count
    if row is None:
        return 0, 0
    if not row.needed:
        return row.labels, 0
    needed = labels_needed(row.alpha, confidence=confidence_of(attempt_next(row.model)))
    return row.labels, max(0, needed + 1 - row.labels)


def _tests(row: PassThreshold) -> tuple[str, str]:
    audits, scores = audits_test(row), scores_test(row)
    return (
        audits.words if isinstance(audits, AuditTest) else "",
        scores.words if isinstance(scores, ScoreDrift) else "",
    )
