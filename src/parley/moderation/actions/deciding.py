"""Deciding on comments, one or many at once, and taking that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.actions.reports import DISMISSED, UPHELD, reports_decide, reports_reopen
from parley.discussion.models import Comment, StatusChange, Thread
from parley.kernel.clock import now
from parley.kernel.public_ids import public_id_make
from parley.kernel.text import plain_text_clean
from parley.moderation.auditing import audit_decided, audit_undone
from parley.moderation.following import Detail, decision_create
from parley.moderation.models import Decision, Lease
from parley.moderation.models.decisions import NOTE_MAX
from parley.moderation.reasons import decision_reason
from parley.moderation.refused import DecisionRefused

#: More than anybody has looked at before deciding.
MANY_MAX = 200
PASSAGES_MAX = 20
DECIDED_BY = "desk"
_TARGETS = {
    Decision.Action.PUBLISH: Comment.Status.PUBLISHED,
    Decision.Action.HOLD: Comment.Status.HELD,
    Decision.Action.REJECT: Comment.Status.REJECTED,
    Decision.Action.REMOVE: Comment.Status.REMOVED,
}
_NEEDS_REASON = {Decision.Action.REJECT, Decision.Action.REMOVE}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a moderator decides so. `passages`: pairs of code points, shown to the writer; `note`: for the newsroom."""

    reason_code: str = ""
    note: str = ""
    rule: str = ""
    rule_version: str = ""
    passages: tuple[tuple[int, int], ...] = ()


NO_REASON: Final = Why()


@transaction.atomic
def comment_decide(
    *,
    comment: Comment,
    action: str,
    person: Person,
    why: Why = NO_REASON,
    seen_version: int | None = None,
    batch: str = "",
) -> Decision:
    """Publish, hold, reject or remove a comment; return the decision that was written.

    To reject what stands on the page is to remove it, and to remove what never stood there is to reject it. Open
    reports are decided with it. To publish what is published says that somebody has looked. `seen_version`: of the
    text that `person` saw. Raises DecisionRefused, and then nothing has changed.
    """
    comment = comment_locked(comment)
    action = _action_for(action, comment)
    detail = _detail(action, why, batch)
    if seen_version is not None and seen_version != comment.revision_count + 1:
        raise DecisionRefused(
            "text_changed", _("The comment was changed while you read it. Please look at the new text.")
        )
    before = comment.status
    decision = _carry_out(comment, action, person, detail)
    if decision is None and (before != _TARGETS[Decision.Action(action)] or before == Comment.Status.HELD):
        raise DecisionRefused("already", _("The comment is %(status)s already.") % {"status": before})
    if decision is None:
        if action != Decision.Action.PUBLISH:
            raise DecisionRefused("already", _("Somebody has decided on this comment already."))
        decision = _confirm(comment, person, detail)
    audit_decided(comment=comment, decision=decision, person=person)
    Lease.objects.filter(comment=comment).delete()
    return decision


@transaction.atomic
def comments_decide(
    *, comments: Sequence[Comment], action: str, person: Person, why: Why = NO_REASON
) -> list[Decision]:
    """Decide on up to MANY_MAX comments as one; those that have that status already are passed over."""
    if len(comments) > MANY_MAX:
        raise DecisionRefused(
            "too_many", _("At most %(most)d comments can be decided on at once.") % {"most": MANY_MAX}
        )
    batch = public_id_make()
    made = []
    for comment in sorted(comments, key=lambda one: (one.thread_id, one.pk)):
        try:
            made.append(comment_decide(comment=comment, action=action, person=person, why=why, batch=batch))
        except DecisionRefused as refused:
            if refused.code != "already":
                raise
    return made


@transaction.atomic
def decision_undo(*, decision: Decision, person: Person, note: str = "", batch: str = "") -> Decision:
    """Take a decision back: the comment has the status it had before, and its reports are open again.

    Only the last decision on a comment can be taken back, and only once. A sampled comment is then to be judged as if
    nobody had. Raises DecisionRefused.
    """
    made = decision_take_back(decision=decision, person=person, note=note, batch=batch)
    audit_undone(decision=decision)
    return made


@transaction.atomic
def decision_take_back(
    *, decision: Decision, person: Person, note: str = "", batch: str = "", status: str = ""
) -> Decision:
    """Do what `decision_undo` does, and leave what was thought of a sampled comment.

    `status`: what the comment has then, if not what it had before. Raises DecisionRefused.
    """
    if decision.comment is None:
        raise DecisionRefused("no_comment", _("A sanction is lifted, not undone."))
    comment = comment_locked(decision.comment)
    _refuse_undo(decision, comment)
    detail = Detail(
        reason_code="undone", note=plain_text_clean(note)[:NOTE_MAX], batch=batch, undoes=decision
    )
    last = StatusChange.objects.filter(comment=comment).order_by("-pk").first()
    dismissed = decision.action == Decision.Action.DISMISS_REPORTS
    if dismissed or (last is not None and last.reason_code in {DISMISSED, UPHELD}):
        reports_reopen(comment=comment, person=person, reason=detail.note, detail=detail)
    status = status or decision.from_status
    if status != decision.to_status:
        comment_status_set(
            comment=comment,
            status=status,
            decided_by=DECIDED_BY,
            person=person,
            reason_code="undone",
            reason=detail.note,
            detail=detail,
        )
    return detail.made or _confirm(comment, person, detail)


@transaction.atomic
def batch_undo(*, batch: str, person: Person) -> list[Decision]:
    """Take back what was decided in one go, as far as nobody has decided anything else since."""
    found = Decision.objects.filter(~Q(batch=""), batch=batch, undoes=None, undone_by=None)
    made = []
    undone_as = public_id_make()
    for decision in found.select_related("comment").order_by("-pk")[:MANY_MAX]:
        try:
            made.append(decision_undo(decision=decision, person=person, batch=undone_as))
        except DecisionRefused:
            continue
    return made


def _carry_out(comment: Comment, action: str, person: Person, detail: Detail) -> Decision | None:
    """Decide the open reports and set the status; None where neither changed anything."""
    settled = 0
    if comment.report_count and action != Decision.Action.HOLD:
        settled = reports_decide(
            comment=comment,
            person=person,
            uphold=action in _NEEDS_REASON,
            reason=detail.note,
            detail=detail,
        )
        comment.refresh_from_db(fields=["status", "report_count"])
    comment_status_set(
        comment=comment,
        status=_TARGETS[Decision.Action(action)],
        decided_by=DECIDED_BY,
        person=person,
        reason_code=detail.reason_code,
        reason=detail.note,
        detail=detail,
    )
    if detail.made is None and settled:
        detail.action = Decision.Action.DISMISS_REPORTS
        return _confirm(comment, person, detail)
    return detail.made


def _confirm(comment: Comment, person: Person, detail: Detail) -> Decision:
    """Write down a decision that leaves the status as it is."""
    return decision_create(
        comment=comment,
        detail=detail,
        action=detail.action or Decision.Action.PUBLISH,
        from_status=comment.status,
        to_status=comment.status,
        person=person,
        created_at=now(),
    )


def _action_for(action: str, comment: Comment) -> str:
    if action not in _TARGETS:
        raise DecisionRefused("unknown_action", _("There is no such action."))
    if action in _NEEDS_REASON:
        stood = comment.published_at is not None
        return Decision.Action.REMOVE if stood else Decision.Action.REJECT
    return action


def _detail(action: str, why: Why, batch: str) -> Detail:
    if why.reason_code and decision_reason(why.reason_code) is None:
        raise DecisionRefused("unknown_reason", _("There is no such reason. Choose one of the list."))
    if action in _NEEDS_REASON and not why.reason_code:
        raise DecisionRefused("reason_missing", _("Choose the reason that the writer is told."))
    return Detail(
        reason_code=why.reason_code,
        rule=why.rule,
        rule_version=why.rule_version,
        passages=tuple(why.passages[:PASSAGES_MAX]),
        note=plain_text_clean(why.note)[:NOTE_MAX],
        batch=batch,
    )


def _refuse_undo(decision: Decision, comment: Comment) -> None:
    last = Decision.objects.filter(comment=comment).order_by("-pk").first()
    if last is None or last.pk != decision.pk or comment.status != decision.to_status:
        raise DecisionRefused(
            "decided_since", _("Something else has been decided about this comment since. Decide anew.")
        )
    if not decision.from_status:
        raise DecisionRefused("first", _("There was nothing before this. Decide on the comment instead."))


def comment_locked(comment: Comment) -> Comment:
    """Return the comment as it is now, thread and comment locked for the transaction."""
    Thread.objects.select_for_update().get(pk=comment.thread_id)
    return Comment.objects.select_for_update().get(pk=comment.pk)
