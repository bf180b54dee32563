"""Reading threads themselves."""

from collections.abc import Iterable

from parley.discussion.models import Thread


def thread_readable(*, public_id: str) -> Thread | None:
    """Return the thread, unless it is hidden."""
    try:
        thread = Thread.objects.get(public_id=public_id)
    except Thread.DoesNotExist:
        return None
    return None if thread.state == Thread.State.HIDDEN else thread


def comment_counts(*, thread_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of published comments of each thread, by the thread's primary key."""
    return dict(Thread.objects.filter(pk__in=list(thread_ids)).values_list("pk", "comment_count"))
