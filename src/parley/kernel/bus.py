"""The bus: what happened, told to whoever listens, after commit. Imports no Django; the edge reads it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

logger = logging.getLogger(__name__)

# The kind of an announcement that stands for those that were missed while the connection was away.
GAP = "bus.gap"
# The kind of an event that stands for those of its topic that are no longer kept: read the whole anew.
RESET = "reset"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One outbox row on its way out. `surrogate_keys` name the cached answers it makes stale."""

    sequence: int
    topic: str
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    surrogate_keys: tuple[str, ...] = ()


Listener = Callable[[Announcement], None]


class Bus(Protocol):
    def publish(self, announcement: Announcement) -> None:
        """Tell every listener; one that raises is logged and harms no other. Returns when local ones have heard."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each announcement, in any thread; returns what ends it."""


class LocalBus:
    """A bus within one process: publish calls the listeners one after the other, in the caller's thread."""

    def __init__(self) -> None:
        # Each in a list of its own, so that ending one subscription ends no other of the same listener.
        self._listeners: tuple[list[Listener], ...] = ()

    def publish(self, announcement: Announcement) -> None:
        for (listener,) in self._listeners:
            try:
                listener(announcement)
            except Exception:  # a listener's failure is its own; the rest must hear
                logger.exception("Listener failed on %s %s", announcement.kind, announcement.sequence)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        entry = [listener]
        # A new tuple each time: publish may be running in another thread.
        self._listeners = (*self._listeners, entry)

        def unsubscribe() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not entry)

        return unsubscribe


_bus: Bus = LocalBus()


def bus_get() -> Bus:
    """Return the process's bus."""
    return _bus


def bus_configure(url: str) -> None:
    """Use the Redis or Valkey at `url`, or with "" a bus within the process. Called once, as Django starts."""
    global _bus  # noqa: PLW0603 -- one bus a process, chosen once
    if url:
        from parley.kernel.bus_redis import RedisBus  # noqa: PLC0415 -- redis is installed on large sites only

        _bus = RedisBus(url=url)
    else:
        _bus = LocalBus()
