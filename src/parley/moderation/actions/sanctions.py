"""Limits on a writer, and lifting them."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.kernel.text import plain_text_clean
from parley.moderation.models import Decision, Sanction
from parley.moderation.models.decisions import NOTE_MAX
from parley.moderation.pokes import desk_poke
from parley.moderation.reasons import decision_reason
from parley.moderation.refused import DecisionRefused
from parley.moderation.writers import writer_of

DAYS_MAX = 3650
_ENDLESS = {Sanction.Kind.WARN, Sanction.Kind.BAN}


@transaction.atomic
def sanction_impose(
    *, comment: Comment, kind: str, person: Person, reason_code: str, days: int = 0, note: str = ""
) -> Sanction:
    """Limit the writer of `comment` for so many days; a warning and a ban have none.

    A mute is for the comment's thread, all else for every thread. Raises DecisionRefused.
    """
    writer = writer_of(comment)
    _refuse_wrong(writer, kind, reason_code, days)
    reason = decision_reason(reason_code)
    at = now()
    desk_poke()
    decision = Decision.objects.create(
        comment=comment,
        writer=writer,
        version=comment.revision_count + 1,
        action=Decision.Action.SANCTION,
        from_status=comment.status,
        to_status=comment.status,
        reason_code=reason_code,
        category=reason.category if reason else "",
        person=person,
        note=plain_text_clean(note)[:NOTE_MAX],
        created_at=at,
    )
    return Sanction.objects.create(
        writer=writer,
        name=comment.author_name,
        kind=kind,
        thread_id=comment.thread_id if kind == Sanction.Kind.MUTE else None,
        begins_at=at,
        ends_at=None if kind in _ENDLESS else at + timedelta(days=days),
        imposed=decision,
    )


@transaction.atomic
def sanction_lift(*, sanction: Sanction, person: Person, note: str = "") -> Sanction:
    """End a sanction now. Raises DecisionRefused if it has been lifted already."""
    sanction = Sanction.objects.select_for_update().select_related("imposed").get(pk=sanction.pk)
    if sanction.lifted_id:
        raise DecisionRefused("already", _("This sanction has been lifted already."))
    imposed = sanction.imposed
    desk_poke()
    sanction.lifted = Decision.objects.create(
        comment=imposed.comment,
        writer=sanction.writer,
        version=imposed.version,
        action=Decision.Action.LIFT,
        from_status=imposed.to_status,
        to_status=imposed.to_status,
        reason_code="lifted",
        person=person,
        note=plain_text_clean(note)[:NOTE_MAX],
        created_at=now(),
    )
    sanction.save(update_fields=["lifted"])
    return sanction


def _refuse_wrong(writer: str, kind: str, reason_code: str, days: int) -> None:
    if not writer:
        raise DecisionRefused("no_writer", _("Nobody knows who wrote this comment: it came with an import."))
    if kind not in Sanction.Kind.values:
        raise DecisionRefused("unknown_kind", _("There is no such sanction."))
    if decision_reason(reason_code) is None:
        raise DecisionRefused("reason_missing", _("Choose the reason that the writer is told."))
    if kind not in _ENDLESS and not 1 <= days <= DAYS_MAX:
        raise DecisionRefused("days", _("Say for how many days, from 1 to %(most)d.") % {"most": DAYS_MAX})
