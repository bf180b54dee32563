"""The outbox: nothing is announced that was not committed, and nothing committed goes unannounced, also after a crash.

A row is written in the transaction of the change. After commit it is published on the bus at once, by the thread
that wrote it, and noted as announced a moment later by `outbox_relay`, which also publishes what a killed process
left behind. So a row is announced at least once: listeners must bear hearing one twice (they tell by `sequence`).
"""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from parley.kernel.bus import RESET, Announcement, bus_get
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow

RELAY_BATCH = 500
TRIM_BATCH = 1000
# A row younger than this may still be on its way out in the process that wrote it.
RELAY_GRACE = timedelta(seconds=2)

_announced: list[int] = []
_announced_lock = threading.Lock()


def outbox_write(
    *, topic: str, kind: str, payload: Mapping[str, Any], surrogate_keys: Iterable[str]
) -> OutboxRow:
    """Write one row and announce it after commit.

    Raises TransactionManagementError outside a transaction: a row must stand or fall with its change.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("outbox_write must run inside transaction.atomic()")
    row = OutboxRow.objects.create(
        topic=topic, kind=kind, payload=dict(payload), surrogate_keys=list(surrogate_keys), created_at=now()
    )

    def announce() -> None:  # no partial: Django names the function when it fails
        _announce(row)

    transaction.on_commit(announce, robust=True)
    return row


def outbox_relay(*, grace: timedelta = RELAY_GRACE) -> int:
    """Note what was announced, publish what no process has announced; return how many rows were published.

    Call it every second or so in each serving process, and once with no grace at the start.
    """
    with _announced_lock:
        done, _announced[:] = _announced[:], []
    if done:
        OutboxRow.objects.filter(sequence__in=done).update(announced_at=now())
    waiting = OutboxRow.objects.filter(announced_at=None, created_at__lte=now() - grace).order_by("sequence")
    rows = list(waiting[:RELAY_BATCH])
    for row in rows:
        _announce(row)
    return len(rows)


def outbox_last(*, topic: str) -> int:
    """Return the sequence of the topic's newest row, 0 if it never had one. One look into an index.

    Read it before what it is to go with: whoever then reads on from here misses nothing (and may see a thing twice).
    """
    newest = OutboxRow.objects.filter(topic=topic).order_by("-sequence").values_list("sequence", flat=True)
    return newest.first() or 0


def outbox_read(*, topic: str, after: int, limit: int) -> list[Announcement]:
    """Return the topic's first `limit` events after a sequence, oldest first, without their surrogate keys.

    Complete and in order only where whoever writes to the topic holds one lock until commit, as those of a thread's
    topic hold the thread's row. An event of kind RESET stands first when some after `after` are no longer kept.
    """
    return _events(OutboxRow.objects.filter(topic=topic, sequence__gt=after).order_by("sequence"), limit)


def outbox_recent(*, topic: str, limit: int) -> list[Announcement]:
    """Return the topic's newest `limit` events, oldest first; see `outbox_read`."""
    return _events(OutboxRow.objects.filter(topic=topic).order_by("-sequence"), limit)[::-1]


def _events(rows: QuerySet[OutboxRow], limit: int) -> list[Announcement]:
    return [Announcement(*row) for row in rows.values_list("sequence", "topic", "kind", "payload")[:limit]]


def outbox_trim(*, older_than: timedelta) -> int:
    """Forget announced rows older than this; return how many. Of each topic the newest of them stays as a RESET.

    So `outbox_last` keeps its word, and `outbox_read` can tell what is lost from what never was.
    """
    before = now() - older_than
    forgotten = 0
    while old := _oldest(before):
        with transaction.atomic():
            # By sequence, which is nearly the order of time: no walk over the whole table.
            reached = OutboxRow.objects.filter(sequence__lte=old[-1])
            reached.filter(sequence__in=old).update(kind=RESET, payload={}, surrogate_keys=[])
            newer = reached.filter(topic=OuterRef("topic"), sequence__gt=OuterRef("sequence"), kind=RESET)
            reached.filter(Exists(newer), kind=RESET).delete()
        forgotten += len(old)
    return forgotten


def _oldest(before: datetime) -> list[int]:
    """Return the sequences of some rows announced before a time, in order; none when there are no more of them."""
    rows = OutboxRow.objects.exclude(kind=RESET).order_by("sequence").values_list("sequence", "announced_at")
    return [sequence for sequence, at in rows[:TRIM_BATCH] if at is not None and at < before]


def _announce(row: OutboxRow) -> None:
    bus_get().publish(
        Announcement(
            sequence=row.sequence,
            topic=row.topic,
            kind=row.kind,
            payload=row.payload,
            surrogate_keys=tuple(row.surrogate_keys),
        )
    )
    with _announced_lock:
        _announced.append(row.sequence)
