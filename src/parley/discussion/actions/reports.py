"""Readers report a comment; those who moderate dismiss or uphold what was reported, and can take that back."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parley.accounts.models import Person
from parley.discussion.actions.comments import comment_status_set
from parley.discussion.events import comment_reported_announce
from parley.discussion.models import Comment, Report, StatusChange, Thread
from parley.discussion.orders import ranks_fill
from parley.discussion.placement import PLACEMENT_COLUMNS
from parley.discussion.policies import GONE, report_obstacle
from parley.discussion.refusals import OBSTACLES, CommentRefused, FieldError
from parley.kernel.clock import now
from parley.kernel.text import plain_text_clean

TEXT_MAX = 1000
# How a comment's history says that reports moved it.
REPORTED = "reported"
DISMISSED = "reports_dismissed"
UPHELD = "reports_upheld"
REOPENED = "reports_reopened"
_COLUMNS = (*PLACEMENT_COLUMNS, "public_id", "guest_key", "edited_at", "published_at")


@dataclass(frozen=True, slots=True)
class ReportResult:
    """`is_new` is False when this guest had reported the comment before; then nothing changed."""

    report: Report
    is_new: bool
    held: bool


@transaction.atomic
def comment_report(
    *, thread: Thread, number: int, guest_key: str, network_key: str, reason_code: str, text: str = ""
) -> ReportResult:
    """Keep a reader's flag on the comment of that number, once for each guest.

    The network's limit is as in reaction_set. PARLEY_REPORTS_HOLD standing reports hold the comment until a moderator
    has decided. Raises Comment.DoesNotExist for what readers can't see, and CommentRefused.
    """
    words = _refuse_if_wrong(reason_code, text)
    at = now()
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    comment = Comment.objects.select_for_update().only(*_COLUMNS).get(thread=thread, number=number)
    obstacle = report_obstacle(thread=thread, comment=comment, guest_key=guest_key)
    if obstacle == GONE:
        raise Comment.DoesNotExist
    if obstacle:
        raise CommentRefused([OBSTACLES[obstacle]])
    earlier = Report.objects.filter(comment=comment, guest_key=guest_key).first()
    if earlier is not None:
        return ReportResult(report=earlier, is_new=False, held=False)
    if (
        Report.objects.filter(comment=comment, network_key=network_key).count()
        >= settings.PARLEY_REPORTS_PER_NETWORK
    ):
        message = _("Somebody on your network has reported this comment already. The moderators will see it.")
        raise CommentRefused([FieldError("", "already_reported_here", message)])
    report = Report.objects.create(
        comment=comment,
        guest_key=guest_key,
        network_key=network_key,
        reason_code=reason_code,
        text=words,
        created_at=at,
    )
    comment.report_count += 1
    comment.save(update_fields=["report_count", *ranks_fill(comment)])
    comment_reported_announce(comment=comment, thread=thread, reason_code=reason_code)
    return ReportResult(report=report, is_new=True, held=_hold_if_due(comment))


@transaction.atomic
def reports_decide(
    *, comment: Comment, person: Person, uphold: bool, reason: str = "", detail: object | None = None
) -> int:
    """Dismiss a comment's open reports, or uphold them, which removes it; return how many there were.

    Dismissed reports count no more, and a comment that waited only because of them is published again.
    """
    comment = _locked(comment)
    open_ones = Report.objects.filter(comment=comment, state=Report.State.OPEN)
    state = Report.State.UPHELD if uphold else Report.State.DISMISSED
    count = open_ones.update(state=state, decided_at=now(), decided_by=person)
    if not count:
        return 0
    _count_anew(comment)
    status = None
    if uphold:
        status = Comment.Status.REMOVED
    elif comment.status == Comment.Status.HELD and _last_reason(comment) == REPORTED:
        status = Comment.Status.PUBLISHED
    if status is not None:
        comment_status_set(
            comment=comment,
            status=status,
            decided_by="newsroom",
            person=person,
            reason_code=UPHELD if uphold else DISMISSED,
            reason=reason,
            detail=detail,
        )
    return count


@transaction.atomic
def reports_reopen(
    *, comment: Comment, person: Person, reason: str = "", detail: object | None = None
) -> int:
    """Take back what was decided about a comment's reports: they are open again, and it has the status it had then."""
    comment = _locked(comment)
    decided = Report.objects.filter(comment=comment).exclude(state=Report.State.OPEN)
    count = decided.update(state=Report.State.OPEN, decided_at=None, decided_by=None)
    if not count:
        return 0
    _count_anew(comment)
    last, before = [*StatusChange.objects.filter(comment=comment).order_by("-pk")[:2], None, None][:2]
    if last is not None and before is not None and last.reason_code in {DISMISSED, UPHELD}:
        comment_status_set(
            comment=comment,
            status=last.from_status,
            decided_by="newsroom",
            person=person,
            # Held again because of its reports, it is published again when they are dismissed.
            reason_code=REPORTED if before.reason_code == REPORTED else REOPENED,
            reason=reason,
            detail=detail,
        )
    return count


def _locked(comment: Comment) -> Comment:
    Thread.objects.select_for_update().get(pk=comment.thread_id)
    return Comment.objects.select_for_update().only(*_COLUMNS).get(pk=comment.pk)


def _count_anew(comment: Comment) -> None:
    standing = Report.objects.filter(comment=comment).exclude(state=Report.State.DISMISSED)
    comment.report_count = standing.count()
    comment.save(update_fields=["report_count", *ranks_fill(comment)])


def _last_reason(comment: Comment) -> str | None:
    changes = StatusChange.objects.filter(comment=comment).order_by("-pk")
    return changes.values_list("reason_code", flat=True).first()


def _hold_if_due(comment: Comment) -> bool:
    """Hold a published comment with enough reports, unless that was done, or a person decided, since it was written."""
    enough = settings.PARLEY_REPORTS_HOLD
    if not enough or comment.report_count < enough:
        return False
    decided = StatusChange.objects.filter(Q(reason_code=REPORTED) | Q(person__isnull=False), comment=comment)
    if comment.edited_at is not None:
        decided = decided.filter(created_at__gte=comment.edited_at)  # they decided about other words
    if decided.exists():
        return False
    comment_status_set(
        comment=comment,
        status=Comment.Status.HELD,
        decided_by="reports",
        reason_code=REPORTED,
        reason=str(_("Readers reported it. A moderator will decide.")),
    )
    return True


def _refuse_if_wrong(reason_code: str, text: str) -> str:
    errors: list[FieldError] = []
    if reason_code not in settings.PARLEY_REPORT_REASONS:
        errors.append(FieldError("reason", "reason_unknown", _("Choose what is wrong with it.")))
    words = plain_text_clean(text[: 10 * TEXT_MAX])
    surplus = len(words) - TEXT_MAX
    if surplus > 0:
        message = ngettext_lazy(
            "Take out at least %d character.", "Take out at least %d characters.", surplus
        )
        errors.append(FieldError("text", "text_too_long", message % surplus))
    if errors:
        raise CommentRefused(errors)
    return words
