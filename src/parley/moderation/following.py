"""What follows from a comment's change of status: a decision is written, and the queue is kept
(settings.PARLEY_STATUS_RECORDER).

Every change goes through here, in its own transaction: also those that phases, reports and other lists make.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from parley.discussion.models import Comment, StatusChange
from parley.moderation.legal import LEGAL_CODE
from parley.moderation.mailing.telling import decision_tell
from parley.moderation.models import CommentScore, Decision, QueueEntry, Screening
from parley.moderation.models.decisions import PHASE_PREFIX
from parley.moderation.pokes import desk_poke
from parley.moderation.priority import priority_of
from parley.moderation.reasons import decision_reason
from parley.moderation.writers import writer_of

BY_AUTHOR: Final = "author"
ACTION_BY_STATUS: Final = {
    Comment.Status.PUBLISHED: Decision.Action.PUBLISH,
    Comment.Status.HELD: Decision.Action.HOLD,
    Comment.Status.REJECTED: Decision.Action.REJECT,
    Comment.Status.REMOVED: Decision.Action.REMOVE,
}


@dataclass(slots=True)
class Detail:
    """What a moderator said beside the status; `made` is the decision, once it is written."""

    action: str = ""
    reason_code: str = ""
    rule: str = ""
    rule_version: str = ""
    passages: tuple[tuple[int, int], ...] = ()
    note: str = ""
    batch: str = ""
    undoes: Decision | None = None
    made: Decision | None = field(default=None, compare=False)


def status_follow(*, comment: Comment, change: StatusChange, detail: object | None) -> None:
    """Keep the queue, and write the decision; none for what is published unseen, or removed by its writer."""
    _queue_keep(comment, change)
    if change.decided_by == BY_AUTHOR:
        return
    if not change.from_status and change.to_status == Comment.Status.PUBLISHED:
        return
    if isinstance(detail, Detail):
        detail.made = decision_write(comment=comment, change=change, detail=detail)
    else:
        decision_write(comment=comment, change=change, detail=_detail_of(comment, change))


def decision_write(*, comment: Comment, change: StatusChange, detail: Detail) -> Decision:
    """Write the decision that `change` comes of."""
    return decision_create(
        comment=comment,
        detail=detail,
        action=detail.action or ACTION_BY_STATUS[Comment.Status(change.to_status)],
        from_status=change.from_status,
        to_status=change.to_status,
        person=change.person,
        maker="" if change.person_id else change.decided_by,
        created_at=change.created_at,
    )


def decision_create(
    *, comment: Comment, detail: Detail, action: str, from_status: str, to_status: str, **facts: Any
) -> Decision:
    """Write one row; the reason's category and, where somebody is struck, its points are of this moment."""
    reason = decision_reason(detail.reason_code)
    strikes = action in {Decision.Action.REJECT, Decision.Action.REMOVE} and detail.undoes is None
    decision = Decision(
        comment=comment,
        writer=writer_of(comment),
        version=comment.revision_count + 1,
        action=action,
        reason_code=detail.reason_code,
        category=reason.category if reason else "",
        points=reason.points if reason and strikes else 0,
        rule=detail.rule[:80],
        rule_version=detail.rule_version[:100],
        passages=[list(pair) for pair in detail.passages],
        note=detail.note,
        batch=detail.batch,
        undoes=detail.undoes,
        from_status=from_status,
        to_status=to_status,
        **facts,
    )
    decision.save(force_insert=True)
    decision_tell(comment=comment, decision=decision)
    if from_status == to_status:
        desk_poke()
    return decision


def _queue_keep(comment: Comment, change: StatusChange) -> None:
    if change.to_status == Comment.Status.HELD:
        found = CommentScore.objects.filter(comment=comment, is_latest=True)
        scores = found.values_list("scores", flat=True).first() or {}
        priority = priority_of(scores=scores, reports=comment.report_count)
        QueueEntry.objects.update_or_create(
            comment=comment,
            defaults={
                "harm": priority.harm,
                "uncertainty": priority.uncertainty,
                "priority": priority.value,
                "reason_code": change.reason_code,
                "entered_at": change.created_at,
            },
        )
    elif change.from_status == Comment.Status.HELD:
        QueueEntry.objects.filter(comment=comment).delete()


def _detail_of(comment: Comment, change: StatusChange) -> Detail:
    """Return what can be known of a decision that was not made at the desk."""
    detail = Detail(reason_code=change.reason_code, note=change.reason if change.person_id else "")
    # Where a protected name stands is nobody's to be told.
    if change.decided_by.startswith(PHASE_PREFIX) and change.reason_code != LEGAL_CODE:
        _phase_fill(detail, comment, change.decided_by.removeprefix(PHASE_PREFIX))
    return detail


def _phase_fill(detail: Detail, comment: Comment, phase: str) -> None:
    """Add the rule and the passages that the phase named in the screening of the present text."""
    found = Screening.objects.filter(comment=comment, version=comment.revision_count + 1)
    verdicts = found.values_list("verdicts", flat=True).first() or []
    reasons = [
        reason
        for verdict in verdicts
        if verdict["phase"] == phase
        for reason in verdict.get("reasons", [])
        if not reason.get("shadow")
    ]
    if reasons:
        detail.rule, detail.rule_version = reasons[0]["rule"], reasons[0].get("version", "")
        detail.passages = tuple((one["begin"], one["end"]) for one in reasons if "begin" in one)
