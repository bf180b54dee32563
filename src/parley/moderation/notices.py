"""What the writer of a comment is told of a decision on it (settings.PARLEY_DECISION_NOTICE)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final, Literal

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parley.discussion.actions.reports import REPORTED, UPHELD
from parley.discussion.models import Comment, StatusChange
from parley.discussion.notices import AppealView, Notice
from parley.kernel.clock import now
from parley.moderation.following import BY_AUTHOR
from parley.moderation.models import Appeal, Decision
from parley.moderation.models.decisions import PHASE_PREFIX
from parley.moderation.notes import ATTRIBUTE_WORDS
from parley.moderation.reasons import decision_reason

_STRIKES: Final = (Decision.Action.REJECT, Decision.Action.REMOVE)
_STATUS_OF: Final = {
    Comment.Status.REJECTED: Decision.Action.REJECT,
    Comment.Status.REMOVED: Decision.Action.REMOVE,
}
#: The reason of what a decision that was taken back has restored: not a reason of its own.
_UNDONE: Final = "undone"
#: Phases that look at who writes and where and not at the words, or of which the writer is to know nothing.
_BLIND: Final = frozenset({"first_comments", "legal_mode", "sanctions", "thread_mode"})
_OTHERWISE: Final[dict[str, str | Promise]] = {
    UPHELD: _("Readers reported it, and a moderator agreed with them."),
    "": _("A moderator found that it does not belong here."),
}


def decision_notices(*, comments: Sequence[Comment]) -> dict[int, Notice]:
    """Return what the writers of these comments are told, by pk; one query along an index.

    There is a notice where a comment is rejected or removed and its writer did not do it, and where it is published
    because its writer objected.
    """
    by_pk = {comment.pk: comment for comment in comments}
    at = now()
    found = {}
    for pk, rows in groupby(_decisions(list(by_pk)), key=lambda one: one.comment_id or 0):
        if notice := _notice(by_pk[pk], list(rows), at):
            found[pk] = notice
    return found


def _decisions(pks: list[int]) -> QuerySet[Decision, Any]:
    """Return all decisions on these comments, each comment's together, the newest first.

    `told`: what a phase said when it made the decision; what a person wrote down is for the newsroom, and not read.
    `last_by`: what made the comment's last change of status.
    """
    changes = StatusChange.objects.filter(comment=OuterRef("comment_id")).order_by("-id")
    told = changes.filter(person=None, to_status=OuterRef("to_status"), created_at=OuterRef("created_at"))
    found: QuerySet[Decision, Any] = (
        Decision.objects.filter(comment__in=pks)
        .select_related("appeal")
        .defer("note", "batch", "writer")
        .annotate(
            told=Subquery(told.values("reason")[:1]), last_by=Subquery(changes.values("decided_by")[:1])
        )
        .order_by("comment_id", "-id")
    )
    return found


def _notice(comment: Comment, decisions: list[Decision], at: datetime) -> Notice | None:
    strikes = [one for one in decisions if one.action in _STRIKES]
    if not strikes:
        return None
    latest, appeal = strikes[0], _appeal(strikes[0])
    stands = _STATUS_OF.get(Comment.Status(comment.status)) == latest.action and not _by_author(latest)
    overturned = appeal is not None and appeal.outcome == Appeal.Outcome.OVERTURNED
    if not stands and not (overturned and comment.status == Comment.Status.PUBLISHED):
        return None
    # A decision that restored another says nothing itself: what it restored was decided for a reason.
    reasoned = next((one for one in strikes if one.reason_code != _UNDONE), latest)
    until = latest.created_at + timedelta(days=settings.PARLEY_APPEAL_DAYS)
    return Notice(
        action="removed" if latest.action == Decision.Action.REMOVE else "rejected",
        code=reasoned.reason_code,
        reason=_reason(reasoned),
        decided_at=latest.created_at,
        is_automatic=latest.person_id is None,
        found_by=_found_by([one for one in decisions if one.pk < reasoned.pk]),
        rule="" if reasoned.rule in ATTRIBUTE_WORDS else reasoned.rule,
        passages=_passages(reasoned, comment),
        appeal=None if appeal is None else _appeal_view(appeal),
        appeal_until=until if stands and appeal is None and at < until else None,
    )


def _by_author(decision: Decision) -> bool:
    return bool(getattr(decision, "last_by", "") == BY_AUTHOR)


def _reason(decision: Decision) -> str:
    """Return the settings' sentence, else the phase's, else one that is true of every decision of its kind."""
    if reason := decision_reason(decision.reason_code):
        return str(reason.sentence)
    told: str | None = getattr(decision, "told", None)
    return told or str(_OTHERWISE.get(decision.reason_code, _OTHERWISE[""]))


def _found_by(earlier: Sequence[Decision]) -> Literal["", "program", "readers"]:
    """Say what pointed the comment out: the first hold of those before the decision that looked at its words."""
    for one in reversed(earlier):
        if one.action == Decision.Action.HOLD and one.person_id is None:
            if one.reason_code == REPORTED:
                return "readers"
            if one.maker.startswith(PHASE_PREFIX) and one.maker.removeprefix(PHASE_PREFIX) not in _BLIND:
                return "program"
    return ""


def _passages(decision: Decision, comment: Comment) -> tuple[tuple[int, int], ...]:
    """Return the passages, if the text is still the one that they are of."""
    if decision.version != comment.revision_count + 1:
        return ()
    return tuple((int(begin), int(end)) for begin, end in decision.passages)


def _appeal(decision: Decision) -> Appeal | None:
    found: Appeal | None = getattr(decision, "appeal", None)
    return found


def _appeal_view(appeal: Appeal) -> AppealView:
    outcomes: dict[str, Literal["", "upheld", "overturned"]] = {
        Appeal.Outcome.UPHELD: "upheld",
        Appeal.Outcome.OVERTURNED: "overturned",
    }
    return AppealView(
        made_at=appeal.created_at,
        outcome=outcomes.get(appeal.outcome, ""),
        answer=appeal.answer,
        answered_at=appeal.decided_at,
    )
