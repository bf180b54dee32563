"""Legal holds: setting one, ending one, and holding what was published before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment, Quote, Thread
from parley.discussion.refusals import FieldError
from parley.kernel.clock import now
from parley.moderation.following import Detail
from parley.moderation.legal import (
    LEGAL_CODE,
    LEGAL_SENTENCE,
    STANDING_MAX,
    LegalHoldRefused,
    legal_terms_read,
    places_named,
)
from parley.moderation.models import LegalHold
from parley.moderation.policies import Act, may
from parley.moderation.queries_legal import legal_holds_standing

#: Comments that one call of `legal_hold_sweep` looks at.
SWEEP_MAX: Final = 200
DECIDED_BY: Final = "legal"


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one call did: how many comments it looked at, and the primary keys of those it held.

    `after`: the number to go on behind; None when the thread has been looked at to its end.
    """

    looked_at: int
    held: tuple[int, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class _Looked:
    """A published comment as it was looked at; `versions`: how many texts it had had before."""

    pk: int
    versions: int
    texts: tuple[str, ...]


@transaction.atomic
def legal_hold_set(
    *,
    thread: Thread,
    person: Person,
    kind: str,
    scope: str,
    reason: str,
    until: datetime,
    names: Iterable[str] = (),
) -> LegalHold:
    """Have the comments of a thread held until a time: all, or those with one of the names.

    It counts for what is written or changed from now on; see `legal_hold_sweep` for what is published. Raises
    PermissionDenied, and LegalHoldRefused with all that is wrong.
    """
    _refuse_unless_permitted(person)
    at = now()
    terms = legal_terms_read(kind=kind, scope=scope, reason=reason, until=until, names=names, at=at)
    # The row that comment_post locks: a comment is screened with the hold, or was written before it.
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    if len(legal_holds_standing(thread=locked, at=at)) >= STANDING_MAX:
        message = _("As many legal holds as there may be stand over this article. End one first.")
        raise LegalHoldRefused([FieldError("", "holds_too_many", message)])
    hold = LegalHold(
        thread=locked,
        kind=terms.kind,
        scope=terms.scope,
        reason=terms.reason,
        until=terms.until,
        names=list(terms.names),
        created_by=person,
        created_at=at,
    )
    hold.save(force_insert=True)
    return hold


@transaction.atomic
def legal_hold_end(*, hold: LegalHold, person: Person) -> LegalHold:
    """End a hold before its time. What it held goes on waiting for a moderator.

    Raises PermissionDenied, and LegalHoldRefused for one that is over.
    """
    _refuse_unless_permitted(person)
    at = now()
    Thread.objects.select_for_update().get(pk=hold.thread_id)
    locked: LegalHold = LegalHold.objects.get(pk=hold.pk)
    if not locked.stands(at):
        raise LegalHoldRefused([FieldError("", "hold_over", _("This legal hold is over already."))])
    locked.end(person=person, at=at)
    return locked


def legal_hold_sweep(*, hold: LegalHold, after: int = 0, most: int = SWEEP_MAX) -> Sweep:
    """Hold the published comments of the thread that name the hold's names, whatever its scope.

    Looks at `most` comments (SWEEP_MAX at most) from the number behind `after` on, in their text, their writer's name
    and the words that they quote; called again with the answer's `after`, it goes on. Comments written meanwhile are
    screened with the hold. The decisions have the hold's public id as their batch. A hold that is over, or has no
    names, holds nothing. Each comment is held in its own short transaction, so that nobody waits for the whole.
    """
    most = max(1, min(most, SWEEP_MAX))
    hold = LegalHold.objects.get(pk=hold.pk)
    if not hold.names or not hold.stands(now()):
        return Sweep(looked_at=0, held=(), after=None)
    numbers, looked_at = _read(hold, after, most)
    found = (one for one in looked_at if any(places_named(names=hold.names, text=text) for text in one.texts))
    held = tuple(one.pk for one in found if _hold(hold, one))
    return Sweep(len(looked_at), held, numbers[-1] if len(numbers) == most else None)


def _read(hold: LegalHold, after: int, most: int) -> tuple[list[int], list[_Looked]]:
    """Return the numbers that were read, and the published comments among them. Two queries along indexes."""
    columns = ("number", "status", "pk", "revision_count", "author_name", "text")
    # The condition is that of the index comment_time; stubs, which stand in it too, are passed over below.
    placed = Comment.objects.filter(
        placed_number__isnull=False, thread=hold.thread_id, placed_number__gt=after
    )
    rows = list(placed.order_by("placed_number").values_list(*columns)[:most])
    shown = [row for row in rows if row[1] == Comment.Status.PUBLISHED]
    quoted: dict[int, list[str]] = {}
    for pk, exact in Quote.objects.filter(comment_id__in=[row[2] for row in shown]).values_list(
        "comment_id", "exact"
    ):
        quoted.setdefault(pk, []).append(exact)
    looked_at = [
        _Looked(pk, versions, (name, text, *quoted.get(pk, ())))
        for _number, _status, pk, versions, name, text in shown
    ]
    return [row[0] for row in rows], looked_at


@transaction.atomic
def _hold(hold: LegalHold, looked_at: _Looked) -> bool:
    """Hold a comment, unless it was taken away meanwhile, or changed: then it was screened with the hold."""
    Thread.objects.select_for_update().get(pk=hold.thread_id)
    comment = Comment.objects.select_for_update().get(pk=looked_at.pk)
    if comment.status != Comment.Status.PUBLISHED or comment.revision_count != looked_at.versions:
        return False
    change = comment_status_set(
        comment=comment,
        status=Comment.Status.HELD,
        decided_by=DECIDED_BY,
        reason_code=LEGAL_CODE,
        reason=str(LEGAL_SENTENCE),
        detail=Detail(reason_code=LEGAL_CODE, batch=hold.public_id),
    )
    return change is not None


def _refuse_unless_permitted(person: Person) -> None:
    if not may(person=person, act=Act.CHANGE_MODES):
        raise PermissionDenied
