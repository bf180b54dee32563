"""One rebuild at a time for each URL: the first request that misses starts a flight, others wait for it.

The rule that readers see: what was published before a request came is in its answer. So a request joins a flight only
if nothing was purged since that flight began to read the database. One that has not begun yet will read later than now
and may be joined; a newer flight waits for the older one of its URL, so that a busy thread's page is never rebuilt
twice at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from parley.edge.cache import Key
from parley.edge.entry import Entry
from parley.edge.messages import Answer


@dataclass(slots=True)
class Outcome:
    """What a flight brought: `entry` for everybody, or only `answer`, which is for the one who started it."""

    answer: Answer
    entry: Entry | None


@dataclass(slots=True, eq=False)
class Flight:
    """`began` is the cache's epoch when a thread started on it; None until then."""

    began: int | None = None
    task: asyncio.Task[Outcome] = field(init=False)


class Flights:
    """The flights under way. Used on the event loop only, but for Flight.began, which the rebuilding thread sets."""

    def __init__(self) -> None:
        self._latest: dict[Key, Flight] = {}
        self._tasks: set[asyncio.Task[Outcome]] = set()

    def find(self, key: Key, *, epoch: int) -> Flight | None:
        """Return the flight for `key` that a request coming at `epoch` may wait for."""
        flight = self._latest.get(key)
        if flight is None or flight.task.done():
            return None
        began = flight.began
        return flight if began is None or began == epoch else None

    def start(self, key: Key, rebuild: Callable[[Flight], Awaitable[Outcome]]) -> Flight:
        """Start a flight for `key` in a task of its own: it goes on when the client who caused it leaves."""
        before = self._latest.get(key)
        flight = Flight()

        async def fly() -> Outcome:
            try:
                if before is not None:
                    await asyncio.wait((before.task,))
                return await rebuild(flight)
            finally:
                if self._latest.get(key) is flight:
                    del self._latest[key]

        flight.task = asyncio.create_task(fly())
        flight.task.add_done_callback(self._landed)
        self._tasks.add(flight.task)  # the loop itself holds tasks only weakly
        self._latest[key] = flight
        return flight

    def _landed(self, task: asyncio.Task[Outcome]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # heard here in case every client has gone
