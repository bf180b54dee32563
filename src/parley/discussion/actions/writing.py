"""Writing a comment's row with its number, once it is clear what is to be written. The thread's row is locked."""

from datetime import datetime
from typing import Any

from parley.discussion.actions.checking import Prepared
from parley.discussion.models import Comment, Thread
from parley.discussion.placement import PLACEMENT_COLUMNS, placement_new


def comment_write(
    *, thread: Thread, parent: Comment | None, prepared: Prepared, status: str, at: datetime, **writer: Any
) -> Comment:
    """Write a comment as the last of its thread, which counts it if it is published.

    `writer`: the columns that say who wrote it.
    """
    shown = status == Comment.Status.PUBLISHED
    thread.last_number += 1
    if shown:
        thread.comment_count += 1
        thread.last_comment_at = at
    comment = Comment(
        thread=thread,
        number=thread.last_number,
        parent=parent,
        root_number=parent.root_number if parent else thread.last_number,
        depth=parent.depth + 1 if parent else 0,
        text=prepared.text,
        html=prepared.rendered.html,
        status=status,
        created_at=at,
        published_at=at if shown else None,
        **writer,
    )
    placement_new(comment=comment, parent=parent)
    comment.save(force_insert=True)
    thread.save(update_fields=["last_number", "comment_count", "last_comment_at"])
    return comment


def parent_find(thread: Thread, number: int | None) -> Comment | None:
    """Return the published comment that is answered; None where there is none of that number."""
    if number is None:
        return None
    found = Comment.objects.filter(thread=thread, number=number, status=Comment.Status.PUBLISHED)
    return found.only(*PLACEMENT_COLUMNS, "depth").first()
