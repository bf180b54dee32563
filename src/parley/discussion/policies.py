"""Who may do what in a thread."""

from datetime import datetime

from parley.discussion.models import Thread


def may_read(*, thread: Thread) -> bool:
    """Everybody may read a thread that is not hidden."""
    return thread.state != Thread.State.HIDDEN


def may_comment(*, thread: Thread, at: datetime) -> bool:
    """Everybody may comment while the thread is open and its closing time, if it has one, is still to come."""
    return thread.state == Thread.State.OPEN and (thread.closes_at is None or at < thread.closes_at)
