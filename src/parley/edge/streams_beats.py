"""The time of open streams: what is due each second, and signs of life for some of the clients each time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from parley.edge.streams_client import StreamClient

BEATS = 15  # seconds between two signs of life; each second it is one part of the clients' turn


class Beats:
    """Who is to get signs of life, spread evenly over the seconds. On the event loop only."""

    def __init__(self, *, stall: float) -> None:
        self._stall = stall
        self._parts: tuple[set[StreamClient], ...] = tuple(set() for _ in range(BEATS))
        self._turn = self._joined = 0

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def join(self, client: StreamClient) -> int:
        """Return what `part` wants back."""
        self._joined += 1
        beat = self._joined % BEATS
        self._parts[beat].add(client)
        return beat

    def part(self, client: StreamClient, beat: int) -> None:
        self._parts[beat].discard(client)

    def tick(self) -> None:
        """Send signs of life to those whose turn it is; who has taken nothing for `stall` seconds is cut off."""
        self._turn = (self._turn + 1) % BEATS
        for client in list(self._parts[self._turn]):
            client.beat(stall=self._stall)


class Seconds:
    """Calls `tick` each second from the first stream on, and lets other threads reach the loop that streams run on."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin, unless it has begun. On the event loop."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._timer = self._loop.call_later(1.0, self._second)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def call(self, what: Callable[..., None], *arguments: object) -> None:
        """Have something done on the event loop; nothing where no stream was ever opened. Any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and nobody listens any more
                self._loop.call_soon_threadsafe(what, *arguments)

    def _second(self) -> None:
        assert self._loop is not None  # noqa: S101 -- the loop calls this
        self._timer = self._loop.call_later(1.0, self._second)
        self._tick()
