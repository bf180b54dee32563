"""Who may do what in a thread. Pure functions of what they are given.

What may be refused for several reasons answers with an obstacle: None for yes, else the code of the refusal
(refusals.OBSTACLES), or GONE for what the asking reader is not to know of.
"""

from datetime import datetime, timedelta

from parley.discussion.models import Comment, Thread

GONE = "gone"
# Earlier versions kept of one comment: more is no correction any more, and each costs a row that stays for good.
REVISIONS_MAX = 20
_GUEST_PREFIX = "g:"


def may_read(*, thread: Thread) -> bool:
    """Everybody may read a thread that is not hidden."""
    return thread.state != Thread.State.HIDDEN


def may_comment(*, thread: Thread, at: datetime) -> bool:
    """Everybody may comment while the thread is open and its closing time, if it has one, is still to come."""
    return thread.state == Thread.State.OPEN and (thread.closes_at is None or at < thread.closes_at)


def is_own(*, comment: Comment, guest_key: str) -> bool:
    """A comment belongs to the guest with whose token it was written; a fingerprint proves nothing."""
    return guest_key.startswith(_GUEST_PREFIX) and comment.guest_key == guest_key


def value_obstacle(*, thread: Thread, comment: Comment, guest_key: str, at: datetime) -> str | None:
    """Everybody may value a published comment of another, and take it back, while the thread is open."""
    if not may_read(thread=thread) or comment.status != Comment.Status.PUBLISHED:
        return GONE
    if not may_comment(thread=thread, at=at):
        return "thread_closed"
    return "own_comment" if is_own(comment=comment, guest_key=guest_key) else None


def report_obstacle(*, thread: Thread, comment: Comment, guest_key: str) -> str | None:
    """Everybody may report a published comment of another, also in a closed thread: it still does its harm there."""
    if not may_read(thread=thread) or comment.status != Comment.Status.PUBLISHED:
        return GONE
    return "own_comment" if is_own(comment=comment, guest_key=guest_key) else None


def edit_obstacle(
    *, thread: Thread, comment: Comment, guest_key: str, at: datetime, window: timedelta
) -> str | None:
    """Who wrote a comment may change its text for a while, unless a moderator took it away or the thread is closed."""
    if strange := _owner_obstacle(thread, comment, guest_key):
        return strange
    if comment.status not in {Comment.Status.PUBLISHED, Comment.Status.HELD}:
        return "comment_decided"
    if not may_comment(thread=thread, at=at):
        return "thread_closed"
    if at >= comment.created_at + window:
        return "edit_too_late"
    return "edits_too_many" if comment.revision_count >= REVISIONS_MAX else None


def remove_obstacle(*, thread: Thread, comment: Comment, guest_key: str) -> str | None:
    """Who wrote a comment may remove it at any time. What a moderator rejected stays rejected."""
    if strange := _owner_obstacle(thread, comment, guest_key):
        return strange
    return "comment_decided" if comment.status == Comment.Status.REJECTED else None


def may_value(*, thread: Thread, comment: Comment, guest_key: str, at: datetime) -> bool:
    return value_obstacle(thread=thread, comment=comment, guest_key=guest_key, at=at) is None


def may_report(*, thread: Thread, comment: Comment, guest_key: str) -> bool:
    return report_obstacle(thread=thread, comment=comment, guest_key=guest_key) is None


def may_edit(*, thread: Thread, comment: Comment, guest_key: str, at: datetime, window: timedelta) -> bool:
    return edit_obstacle(thread=thread, comment=comment, guest_key=guest_key, at=at, window=window) is None


def may_remove(*, thread: Thread, comment: Comment, guest_key: str) -> bool:
    return remove_obstacle(thread=thread, comment=comment, guest_key=guest_key) is None


def _owner_obstacle(thread: Thread, comment: Comment, guest_key: str) -> str | None:
    if not may_read(thread=thread):
        return GONE
    if is_own(comment=comment, guest_key=guest_key):
        return None
    return "not_own_comment" if comment.status == Comment.Status.PUBLISHED else GONE
