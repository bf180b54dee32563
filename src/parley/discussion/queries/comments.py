"""Reading single comments, and lists of them for feeds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Case, OuterRef, Q, Subquery, TextField, Value, When

from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.notices import decision_notices
from parley.discussion.queries.rows import rows_read, views_make
from parley.discussion.queries.views import CommentRecord, CommentView, comment_view
from parley.kernel.sql import among, first_row

WAITING_MAX = 20
#: A guest's comments that are looked at to tell a new writer from a known one.
GUEST_MAX = 500
# The exclusion repeats the condition of the index comment_guest; without it SQLite would read the whole thread.
_LAST: Final = (
    "SELECT text FROM discussion_comment WHERE NOT (guest_key = '') AND guest_key IN ({}) AND thread_id = %s"
    " AND created_at >= %s ORDER BY id DESC LIMIT 1"
)
#: What is not shown, but for its writer.
UNSHOWN = (Comment.Status.HELD, Comment.Status.REJECTED)


def waiting_comments(*, thread: Thread, public_ids: Sequence[str]) -> list[CommentView]:
    """Return those of the named comments that are held or rejected in this thread. Only for whoever wrote them.

    With the reason of the phase that decided last. What a person wrote down about a decision is for the newsroom; what
    the writer is told of it is in the notice. One query, and one more where something was rejected.
    """
    told = Case(When(person__isnull=True, then="reason"), default=Value(""), output_field=TextField())
    why = (
        StatusChange.objects.filter(comment=OuterRef("pk"), to_status=OuterRef("status"))
        .order_by("-id")
        .values_list(told)[:1]
    )
    found = (
        Comment.objects.filter(thread=thread, public_id__in=public_ids[:WAITING_MAX], status__in=UNSHOWN)
        .annotate(why=Subquery(why))
        .select_related("parent")
        .order_by("id")
    )
    notices = decision_notices(comments=[one for one in found if one.status == Comment.Status.REJECTED])
    return [
        comment_view(
            comment=comment,
            parent_number=comment.parent.number if comment.parent else None,
            parent_elsewhere=True,
            waiting_reason=comment.why or "",
            notice=notices.get(comment.pk),
        )
        for comment in found
    ]


def comment_for_writer(*, thread: Thread, comment: Comment) -> CommentView:
    """Return a comment as its writer sees it, whatever became of it. Two queries at most, and one for its parent."""
    if comment.status in UNSHOWN:
        return waiting_comments(thread=thread, public_ids=[comment.public_id])[0]
    return comment_view(
        comment=comment,
        parent_number=comment.parent.number if comment.parent else None,
        parent_elsewhere=True,
        notice=decision_notices(comments=[comment]).get(comment.pk),
    )


def comment_placed(*, thread: Thread, number: int) -> CommentView | None:
    """Return a comment by its number as it stands in the thread, also as a stub; None when it has no place there."""
    rows = rows_read(Comment.objects.filter(thread=thread, number=number, placed_number__isnull=False))
    return views_make(rows)[0] if rows else None


def comment_published(*, thread: Thread, number: int) -> CommentView | None:
    """Return a published comment by its number."""
    view = comment_placed(thread=thread, number=number)
    return None if view is None or view.is_removed else view


def comment_by_public_id(*, public_id: str) -> Comment | None:
    """Return a comment that has a place on the page, with its thread: published, or removed with replies under it."""
    return (
        Comment.objects.filter(placed_number__isnull=False, public_id=public_id)
        .exclude(thread__state=Thread.State.HIDDEN)
        .select_related("thread")
        .first()
    )


def threads_feed(*, thread: Thread, limit: int = 50) -> list[CommentRecord]:
    """Return the newest published comments, newest first."""
    return _records(thread, "-placed_number", limit)


def thread_comments_for_structured_data(*, thread: Thread, limit: int = 50) -> list[CommentRecord]:
    """Return the first published comments by number, for the page's JSON-LD."""
    return _records(thread, "placed_number", limit)


def guest_last_comment(*, thread: Thread, guest_keys: Sequence[str], since: datetime) -> str | None:
    """Return the text of this guest's last comment in a thread, if it is not older than `since`."""
    if not guest_keys:
        return None
    question = _LAST.format(among(len(guest_keys)))
    row = first_row(question, *guest_keys, thread.pk, connection.ops.adapt_datetimefield_value(since))
    return None if row is None else str(row[0])


def guest_published_count(*, guest_keys: Sequence[str]) -> int:
    """Return how many of this guest's comments are published, on all threads; of the first GUEST_MAX found."""
    # The exclusion repeats the condition of the index comment_guest, along which this reads.
    found = Comment.objects.filter(~Q(guest_key=""), guest_key__in=guest_keys)
    statuses = found.values_list("status", flat=True)[:GUEST_MAX]
    return sum(status == Comment.Status.PUBLISHED for status in statuses)


def _records(thread: Thread, order: str, limit: int) -> list[CommentRecord]:
    columns = ("public_id", "number", "author_name", "text", "html", "created_at", "parent__number")
    # The first condition is that of the index comment_time, in which only stubs are passed over.
    found = Comment.objects.filter(
        placed_number__isnull=False, thread=thread, status=Comment.Status.PUBLISHED
    ).order_by(order)
    return [CommentRecord(*row) for row in found.values_list(*columns)[:limit]]
