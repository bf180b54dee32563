"""The outbox: nothing is announced that was not committed, and nothing committed goes unannounced, also after a crash.

A row is written in the transaction of the change. After commit it is published on the bus at once, by the thread
that wrote it, and noted as announced a moment later by `outbox_relay`, which also publishes what a killed process
left behind. So a row is announced at least once: listeners must bear hearing one twice (they tell by `sequence`).
"""

import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from parley.kernel.bus import Announcement, bus_get
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow

RELAY_BATCH = 500
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
    transaction.on_commit(partial(_announce, row), robust=True)
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


def outbox_trim(*, older_than: timedelta) -> int:
    """Delete announced rows older than this; return how many. A stream can't resume from before them."""
    deleted, _ = OutboxRow.objects.filter(announced_at__lt=now() - older_than).delete()
    return deleted


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
