"""Tells the desk after commit that something there changed: not what, for whoever hears it reads anew.

A poke is not kept: one that is lost with its process is made good by the desk's asking now and then.
"""

import threading
from contextlib import suppress
from typing import Final

from django.db import transaction

from parley.discussion.events import EventKind
from parley.kernel.bus import Announcement, bus_get

DESK_TOPIC: Final = "desk"
DESK_CHANGED: Final = "desk.changed"
#: All that changes what the desk shows: our own, and what the discussion announces anyway.
DESK_KINDS: Final[frozenset[str]] = frozenset(
    (DESK_CHANGED, EventKind.COMMENT_HELD, EventKind.COMMENT_REPORTED, EventKind.COMMENT_STATUS_CHANGED)
)


class _Poke:
    """One for each transaction, however often it is asked for."""

    def __init__(self) -> None:
        self.is_told = False

    def tell(self) -> None:
        if self.is_told:
            return
        self.is_told = True
        # The other processes hear of a gap when their connection to Redis is back; those here have heard by then.
        with suppress(ConnectionError):
            bus_get().publish(Announcement(sequence=0, topic=DESK_TOPIC, kind=DESK_CHANGED))


class _Pending(threading.local):
    def __init__(self) -> None:
        self.poke = _Poke()


_pending = _Pending()


def desk_poke() -> None:
    """Tell the desk once the transaction is committed, once for all of it; at once outside of one.

    Call it for what changes the desk's counts and is no change of a comment's status, which is announced already.
    """
    # One that a transaction took with it when it was rolled back is as good as new.
    if _pending.poke.is_told:
        _pending.poke = _Poke()
    transaction.on_commit(_pending.poke.tell, robust=True)
