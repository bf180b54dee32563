"""What the tests of streams share: an outbox in memory, and clients whose taking is in the test's hand."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from parley.edge.app import Streaming
from parley.edge.streams import StreamLimits, Streams
from parley.kernel.bus import Announcement
from tests.edge.harness import PATIENCE, Clock, World

HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
}
THREAD = "0123456789abcdef"
TOPIC = f"thread:{THREAD}"


class Outbox:
    """Stands for the database: rows of topics, and what happens when they are asked for."""

    def __init__(self) -> None:
        self.rows: list[Announcement] = []
        self.hidden: set[str] = set()
        self.origins = {"https://blog.example"}
        self.reads: list[tuple[str, str, int]] = []
        self.broken = False
        self.gate: threading.Event | None = None
        self._lock = threading.Lock()

    def write(self, kind: str = "comment.published", *, thread: str = THREAD, **payload: Any) -> Announcement:
        with self._lock:
            row = Announcement(
                len(self.rows) + 1, f"thread:{thread}", kind, payload or {"number": len(self.rows) + 1}
            )
            self.rows.append(row)
        return row

    def recent(self, thread: str, limit: int) -> Sequence[Announcement] | None:
        rows = self._rows("recent", thread, 0)
        return None if rows is None else rows[-limit:]

    def read(self, thread: str, after: int, limit: int) -> Sequence[Announcement] | None:
        rows = self._rows("read", thread, after)
        return None if rows is None else rows[:limit]

    def origin_allowed(self, thread: str, origin: str) -> bool:
        self.reads.append(("origin", thread, 0))
        return origin in self.origins

    def _rows(self, how: str, thread: str, after: int) -> list[Announcement] | None:
        self.reads.append((how, thread, after))
        if self.broken:
            raise OSError("the database is away")
        with self._lock:
            rows = [row for row in self.rows if row.topic == f"thread:{thread}" and row.sequence > after]
        if self.gate is not None:
            assert self.gate.wait(PATIENCE)
        known = any(row.topic == f"thread:{thread}" for row in self.rows) or thread == THREAD
        return rows if known and thread not in self.hidden else None


@dataclass
class Follower:
    """A client of a stream. `taking` is set while it takes what is sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    pieces: int = 0
    finished: bool = False
    taking: asyncio.Event = field(default_factory=asyncio.Event)
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    done: "Future[None] | None" = None

    def events(self) -> list[tuple[int, str, str]]:
        """Return (id, event, data) of each event, as a browser would read them."""
        found = []
        for block in self.body.decode().split("\n\n"):
            fields = dict(
                line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":")
            )
            if "data" in fields:
                found.append((int(fields["id"]), fields["event"], fields["data"]))
        return found

    def ids(self) -> list[int]:
        return [event[0] for event in self.events()]


def refused_as(follower: Follower) -> tuple[int, str]:
    """Return the status and the code of the problem that a client got instead of a stream."""
    assert follower.headers["content-type"] == "application/problem+json"
    assert follower.headers["cache-control"] == "no-store"
    problem = json.loads(follower.body)
    assert problem["status"] == follower.status
    assert problem["type"].endswith(problem["code"])
    return follower.status, problem["code"]


class FollowedWorld:
    """An edge with streams of one kind, and what can be done with them."""

    def __init__(self, streams: Streaming, *, clock: Clock) -> None:
        self.clock = clock
        self.world = World(streams=[streams])
        self.client = self.world.client
        self._streams = streams

    def close(self) -> None:
        self.client.run(self._close())
        self.world.close()

    async def _close(self) -> None:
        self._streams.close()
        self._streams.stop()

    def open(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Iterable[tuple[bytes, bytes]] = (),
        address: str = "192.0.2.7",
        taking: bool = True,
    ) -> Follower:
        """Open a stream; return when its beginning, or a refusal, is there (or, when not taking, at once)."""
        follower = Follower()
        sent = [(b"host", b"news.example"), *headers]
        scope = self.client.scope(path, method=method, headers=sent, client=(address, 1))
        if taking:
            self.on_loop(follower.taking.set)

        async def receive() -> dict[str, Any]:
            await follower.leaving.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                follower.status = message["status"]
                follower.headers = {name.decode(): value.decode() for name, value in message["headers"]}
                return
            await follower.taking.wait()
            follower.pieces += bool(message["body"])
            follower.body += message["body"]
            follower.finished |= not message.get("more_body", False)

        follower.done = asyncio.run_coroutine_threadsafe(
            self.world.edge(scope, receive, send), self.client._loop
        )
        if taking:
            self.until(lambda: bool(follower.body) or (follower.done is not None and follower.done.done()))
        return follower

    def leave(self, follower: Follower) -> None:
        self.on_loop(follower.leaving.set)
        assert follower.done is not None
        follower.done.result(PATIENCE)

    def on_loop(self, what: Callable[[], object]) -> None:
        """Do something on the event loop, and wait until it and what it set off at once is done."""

        async def do() -> None:
            what()

        self.client.run(do())
        self.client.settle()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "it did not come to pass"
            time.sleep(0.002)  # polling a condition


class StreamWorld(FollowedWorld):
    """An edge with streams over an outbox in memory."""

    def __init__(self, *, replay: int = 1000, **limits: Any) -> None:
        self.outbox = Outbox()
        clock = Clock()
        self.streams = Streams(source=self.outbox, limits=StreamLimits(replay=replay, **limits), clock=clock)
        super().__init__(self.streams, clock=clock)
        self.hub = self.streams.hub

    def announce(self, row: Announcement | None = None) -> None:
        """Announce a row, as the thread that has committed it does; without one, a new comment."""
        self.world.bus.publish(row or self.outbox.write())

    def follow(
        self,
        *,
        thread: str = THREAD,
        query: str = "",
        last: str = "",
        address: str = "192.0.2.7",
        taking: bool = True,
        method: str = "GET",
        **headers: str,
    ) -> Follower:
        """Open a thread's stream; see `open`."""
        sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        if last:
            sent.append((b"last-event-id", last.encode()))
        path = f"/api/v1/threads/{thread}/events{query}"
        return self.open(path, method=method, headers=sent, address=address, taking=taking)

    def tick(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.clock.now += 1
            self.on_loop(self.hub.tick)

    def quiet(self) -> None:
        """Wait until nothing is being read."""
        self.client.settle()  # what was announced in this thread is heard there first
        self.until(
            lambda: not any(topic.reading or topic.opening for topic in list(self.hub._topics.values()))
        )
        self.client.settle()
