"""Reads what one guest has done in a thread, for that guest alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from parley.discussion.models import Comment, Reaction, Report, Thread
from parley.discussion.notices import decision_notices
from parley.discussion.policies import edit_obstacle, is_own
from parley.discussion.queries import UNSHOWN

# The newest of each; a guest who has more is served by the pages of the comments themselves.
OWN_MAX = 200
VALUED_MAX = 1000


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A guest's own comment, unless the guest removed it. `editable_until` is None when it can't be changed any more.

    `decided_at`: when it was rejected or removed; None for all others.
    """

    number: int
    status: str
    editable_until: datetime | None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """One comment as one guest may see it, and what that guest has done with it already."""

    comment: Comment
    parent_number: int | None
    is_own: bool
    is_valued: bool
    is_reported: bool


def own_comments(*, thread: Thread, guest_key: str, at: datetime, window: timedelta) -> list[OwnComment]:
    """Return the guest's newest comments in a thread, oldest first. One query along an index, and one for decisions."""
    shown = (Comment.Status.PUBLISHED, *UNSHOWN)
    # The exclusion repeats the condition of the index comment_guest.
    found = Comment.objects.filter(~Q(guest_key=""), guest_key=guest_key, thread=thread)
    # Ordered as the index is, so that it stops early; those that their writer removed are few and left out here.
    columns = ("number", "status", "guest_key", "created_at", "revision_count")
    newest = list(found.order_by("-id").only("id", *columns)[:OWN_MAX])
    taken = (Comment.Status.REJECTED, Comment.Status.REMOVED)
    notices = decision_notices(comments=[one for one in newest if one.status in taken])
    return [
        OwnComment(
            number=comment.number,
            status=comment.status,
            editable_until=None
            if edit_obstacle(thread=thread, comment=comment, guest_key=guest_key, at=at, window=window)
            else comment.created_at + window,
            decided_at=notices[comment.pk].decided_at if comment.pk in notices else None,
        )
        for comment in reversed(newest)
        if comment.status in shown or comment.pk in notices
    ]


def own_valued(*, thread: Thread, guest_key: str) -> list[int]:
    """Return the numbers of the comments in a thread that the guest values, the lowest first."""
    found = Reaction.objects.filter(guest_key=guest_key, thread=thread).order_by("-id")
    return sorted(found.values_list("comment__number", flat=True)[:VALUED_MAX])


def comment_about(*, thread: Thread, number: int, guest_key: str) -> About | None:
    """Return a published comment, or the guest's own whatever became of it; None for all others.

    One query, and two more for a guest who is known and did not write it.
    """
    comment = Comment.objects.filter(thread=thread, number=number).select_related("parent").first()
    if comment is None:
        return None
    mine = is_own(comment=comment, guest_key=guest_key)
    if comment.status != Comment.Status.PUBLISHED and not mine:
        return None
    asks = bool(guest_key) and not mine
    theirs = {"comment": comment, "guest_key": guest_key}
    return About(
        comment=comment,
        parent_number=comment.parent.number if comment.parent else None,
        is_own=mine,
        is_valued=asks and Reaction.objects.filter(**theirs).exists(),
        is_reported=asks and Report.objects.filter(**theirs).exists(),
    )
