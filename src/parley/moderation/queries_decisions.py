"""Reads decisions, and what is known of a writer from them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from parley.discussion.models import Comment, StatusChange
from parley.kernel.sql import among, first_row
from parley.moderation.following import BY_AUTHOR
from parley.moderation.models import Appeal, Decision, DeskNote, Sanction
from parley.moderation.writers import person_pk

DECISIONS_MAX = 50
SANCTIONS_MAX = 20
_TAKEN_AWAY = (Comment.Status.REJECTED, Comment.Status.REMOVED)
_STRIKES = (Decision.Action.REJECT, Decision.Action.REMOVE)
_ANY_SANCTION: Final = "SELECT 1 FROM moderation_sanction WHERE writer IN ({}) AND lifted_id IS NULL LIMIT 1"


def decision_in_force(*, comment: Comment) -> Decision | None:
    """Return the decision for which a comment is rejected or removed; None where there is none (its writer did it)."""
    if comment.status not in _TAKEN_AWAY:
        return None
    changes = StatusChange.objects.filter(comment=comment).order_by("-pk")
    if changes.values_list("decided_by", flat=True).first() == BY_AUTHOR:
        return None
    found = Decision.objects.filter(comment=comment, action__in=_STRIKES, to_status=comment.status)
    return found.order_by("-pk").first()


def decisions_of(*, comment: Comment) -> list[Decision]:
    """Return what was decided about a comment, the newest first; at most DECISIONS_MAX. One query."""
    found = Decision.objects.filter(comment=comment).select_related("person", "appeal", "undone_by")
    return list(found.order_by("-pk")[:DECISIONS_MAX])


def decisions_last(*, comments: Iterable[Comment]) -> dict[int, Decision]:
    """Return the last decision on each comment by its pk. One query; a comment has few."""
    pks = [comment.pk for comment in comments]
    return {one.comment_id: one for one in Decision.objects.filter(comment__in=pks).order_by("pk")}


def sanctions_standing(*, writers: Sequence[str], at: datetime) -> list[Sanction]:
    """Return the sanctions on these writers that count at `at`, the newest first.

    One query along an index; two where there are any.
    """
    known = [writer for writer in writers if writer]
    if not known or first_row(_ANY_SANCTION.format(among(len(known))), *known) is None:
        return []
    found = Sanction.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), writer__in=known, lifted=None, begins_at__lte=at
    )
    return list(found.order_by("-pk")[:SANCTIONS_MAX])


def sanctions_all(*, at: datetime) -> QuerySet[Sanction]:
    """Return the standing sanctions on everybody, the newest first."""
    found = Sanction.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted=None)
    return found.select_related("imposed__person").order_by("-begins_at", "-pk")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a writer. `points`: of strikes that count still; `proposed`: the sanction they are due, or "".

    `days` belongs to `proposed`; 0 where that has no end.
    """

    writer: str
    published: int
    rejected: int
    removed: int
    points: int
    appeals: int
    overturned: int
    sanctions: tuple[Sanction, ...]
    proposed: str = ""
    days: int = 0


#: Comments of one writer that are counted: whoever has more is known well enough.
COUNTED_MAX = 2000


def record_of(*, writer: str, at: datetime) -> Record | None:
    """Return a writer's record; None for a comment whose writer nobody knows. Three queries."""
    if not writer:
        return None
    counts = _counts(writer)
    decided = Decision.objects.filter(~Q(writer=""), writer=writer).aggregate(
        points=Sum("points", filter=_strikes_counting(at)),
        appeals=Count("appeal"),
        overturned=Count("appeal", filter=Q(appeal__outcome=Appeal.Outcome.OVERTURNED)),
    )
    points = decided["points"] or 0
    standing = tuple(sanctions_standing(writers=[writer], at=at))
    proposed, days = sanction_proposed(points=points, standing=standing)
    return Record(
        writer=writer,
        published=counts.get(Comment.Status.PUBLISHED, 0),
        rejected=counts.get(Comment.Status.REJECTED, 0),
        removed=counts.get(Comment.Status.REMOVED, 0),
        points=points,
        appeals=decided["appeals"],
        overturned=decided["overturned"],
        sanctions=standing,
        proposed=proposed,
        days=days,
    )


def strike_points(*, writer: str, at: datetime) -> int:
    """Return the points of a writer's strikes that neither expired nor were undone or overturned. One query."""
    found = Decision.objects.filter(_strikes_counting(at), ~Q(writer=""), writer=writer)
    return found.aggregate(sum=Sum("points"))["sum"] or 0


def _strikes_counting(at: datetime) -> Q:
    since = at - timedelta(days=settings.PARLEY_STRIKE_DAYS)
    counting = Q(points__gt=0, created_at__gt=since, undone_by=None)
    return counting & ~Q(appeal__outcome=Appeal.Outcome.OVERTURNED)


_SEVERITY = {kind: place for place, kind in enumerate(("", "warn", "hold_all", "mute", "suspend", "ban"))}


def sanction_proposed(*, points: int, standing: Sequence[Sanction]) -> tuple[str, int]:
    """Return kind and days of the last step of PARLEY_STRIKE_STEPS that is reached; ("", 0) if one as severe stands."""
    kind, days = "", 0
    for needed, step, lasting in settings.PARLEY_STRIKE_STEPS:
        if points >= needed:
            kind, days = step, lasting
    hardest = max((_SEVERITY.get(one.kind, 0) for one in standing), default=0)
    return (kind, days) if _SEVERITY.get(kind, 0) > hardest else ("", 0)


def comments_by_writer(*, writer: str, most: int) -> list[Comment]:
    """Return a writer's newest comments that stand on a page or wait, with their threads. One query along an index."""
    standing = (Comment.Status.PUBLISHED, Comment.Status.HELD)
    found = _by_writer(writer).filter(status__in=standing).select_related("thread").defer("html")
    return list(found.order_by("-pk")[:most])


def desk_notes_of(*, comment: Comment) -> list[DeskNote]:
    found = DeskNote.objects.filter(comment=comment).select_related("person", "asks")
    return list(found.order_by("pk")[:100])


def _by_writer(writer: str) -> QuerySet[Comment]:
    account = person_pk(writer)
    if account is not None:
        return Comment.objects.filter(person_id=account, person__isnull=False)
    return Comment.objects.filter(~Q(guest_key=""), guest_key=writer)


def _counts(writer: str) -> dict[str, int]:
    return Counter(_by_writer(writer).order_by().values_list("status", flat=True)[:COUNTED_MAX])
