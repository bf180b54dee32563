"""A writer's record as it is now, without the comment in question, counted inside whichever statement needs it."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import IntegerField, Q, Subquery, Value
from django.db.models.expressions import Combinable

from parley.discussion.models import Comment, Thread
from parley.moderation.models import Decision

#: A writer's newest comments, and decisions against them, that are counted.
COUNTED_MAX: Final = 500


class _CommentsCount(Subquery):
    """How many of the rows, of which only a bounded number is read, have the status."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted WHERE counted.status = '%(status)s')"
    output_field = IntegerField()


class _RowsCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def record_counts(*, writers: Sequence[str], without: int | None) -> tuple[Combinable, Combinable]:
    """Return expressions for how many comments of these writers are published, and how many people or phases took away.

    `without`: the pk of a comment that doesn't count; None for one that isn't written yet. What was restored, and what
    a writer took back, is not taken away.
    """
    known = [writer for writer in writers if writer]
    if not known:
        return Value(0), Value(0)
    # The conditions repeat those of the indexes comment_guest and decision_writer.
    written = Comment.objects.filter(~Q(guest_key=""), guest_key__in=known).order_by("-pk")
    against = Decision.objects.filter(
        ~Q(writer=""),
        writer__in=known,
        action__in=(Decision.Action.REJECT, Decision.Action.REMOVE),
        comment__status__in=(Comment.Status.REJECTED, Comment.Status.REMOVED),
    )
    if without is not None:
        written, against = written.exclude(pk=without), against.exclude(comment=without)
    taken_away: Any = against.order_by().values("comment_id").distinct()[:COUNTED_MAX]
    return (
        _CommentsCount(written.values("status")[:COUNTED_MAX], status=Comment.Status.PUBLISHED.value),
        _RowsCount(taken_away),
    )


def record_read(*, thread: Thread, writers: Sequence[str], without: int | None) -> tuple[int, int]:
    """Return both counts, by one statement."""
    published, rejected = record_counts(writers=writers, without=without)
    row: tuple[int, int] = Thread.objects.filter(pk=thread.pk).values_list(published, rejected).get()
    return row
