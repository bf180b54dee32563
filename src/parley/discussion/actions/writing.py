"""Writing a comment's row with its number, once it is clear what is to be written. The thread's row is locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parley.accounts.models import Person
from parley.discussion.actions.checking import Prepared
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.placement import PLACEMENT_COLUMNS, placement_new


@dataclass(frozen=True, slots=True)
class Cause:
    """By whom or by what a new comment has its status, and why; as StatusChange has it."""

    decided_by: str
    person: Person | None = None
    reason_code: str = ""
    reason: str = ""


def comment_write(
    *,
    thread: Thread,
    parent: Comment | None,
    prepared: Prepared,
    status: str,
    cause: Cause,
    at: datetime,
    **writer: Any,
) -> tuple[Comment, StatusChange]:
    """Write a comment as the last of its thread, which counts it if it is published, and how it came to its status.

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
    change = StatusChange.objects.create(
        comment=comment,
        to_status=comment.status,
        decided_by=cause.decided_by,
        person=cause.person,
        reason_code=cause.reason_code,
        reason=cause.reason,
        created_at=at,
    )
    thread.save(update_fields=["last_number", "comment_count", "last_comment_at"])
    return comment, change


def parent_find(thread: Thread, number: int | None) -> Comment | None:
    """Return the published comment that is answered; None where there is none of that number."""
    if number is None:
        return None
    found = Comment.objects.filter(thread=thread, number=number, status=Comment.Status.PUBLISHED)
    return found.only(*PLACEMENT_COLUMNS, "depth").first()
