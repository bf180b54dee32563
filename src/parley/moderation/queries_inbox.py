"""Reads the newsroom's inbox."""

from collections.abc import Iterable

from django.db.models import QuerySet

from parley.discussion.models import Comment, Thread
from parley.moderation.models import InboxItem

#: What may still be answered, now or once a moderator has read it; nobody needs to see what was taken away.
SEEN = (Comment.Status.PUBLISHED, Comment.Status.HELD)
_SHOWN_WITH = ("comment__thread", "comment__parent", "answer", "person", "settled_by")


def inbox_items(
    *, kind: str = "", state: str = "", threads: QuerySet[Thread] | Iterable[int] | None = None, most: int
) -> list[InboxItem]:
    """Return items of a kind and state ("" for any): the oldest first where they are open, else the newest.

    `threads`: those to look in, by their pks or as a query; None for all. One query.
    """
    found = InboxItem.objects.filter(comment__status__in=SEEN)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if threads is not None:
        found = found.filter(comment__thread__in=threads)
    is_open = state == InboxItem.State.OPEN
    ordered = found.order_by("created_at" if is_open else "-created_at")
    return list(ordered.select_related(*_SHOWN_WITH)[:most])


def inbox_item(*, public_id: str) -> InboxItem | None:
    """Return the item of a comment by the comment's public id."""
    found = InboxItem.objects.filter(comment__public_id=public_id, comment__status__in=SEEN)
    return found.select_related(*_SHOWN_WITH).first()
