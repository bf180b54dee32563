"""Where the edge's streams get their events and permissions from: the outbox, and the threads' tables."""

from collections.abc import Sequence

from django.db import close_old_connections

from parley.discussion.queries import thread_readable
from parley.discussion.queries_sites import origin_allowed
from parley.kernel.bus import Announcement
from parley.kernel.outbox import outbox_read, outbox_recent


class OutboxSource:
    """Reads threads' topics. Two queries at most, each along an index; hidden threads are as if they were not."""

    def recent(self, thread: str, limit: int) -> Sequence[Announcement] | None:
        found = _thread(thread)
        return None if found is None else outbox_recent(topic=found, limit=limit)

    def read(self, thread: str, after: int, limit: int) -> Sequence[Announcement] | None:
        found = _thread(thread)
        return None if found is None else outbox_read(topic=found, after=after, limit=limit)

    def origin_allowed(self, thread: str, origin: str) -> bool:
        close_old_connections()
        return origin_allowed(origin, thread)


def _thread(public_id: str) -> str | None:
    """Return the topic of a thread that everybody may read. The topic is the thread's surrogate key."""
    close_old_connections()  # no request begins or ends in these threads; one the database dropped would stay so
    thread = thread_readable(public_id=public_id)
    return None if thread is None else thread.surrogate_key
