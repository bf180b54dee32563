"""A paced load: so many requests a second, whether the server keeps up or not, as visitors come. wrk can't do that.

A time runs from when a request was due, not from when it could be sent: a server that stalls delays all that come
meanwhile, and that is in the figures.
"""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.servers import LOAD_CORE

TIMEOUT = 10.0  # seconds; beyond this an answer counts as an error
_SEED = 7


@dataclass(frozen=True, slots=True)
class Pace:
    """POST the `bodies` in turn to `url`, `rate` a second, for `seconds`.

    `by_chance`: gaps as between people who know nothing of one another (exponential); else all gaps are alike.
    """

    url: str
    bodies: Sequence[bytes]
    rate: float
    seconds: float
    by_chance: bool


@dataclass(slots=True)
class Heard:
    """Times of the answers in milliseconds; what was no answer with scores is an error."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    bytes: int = 0

    def said(self, *, seconds: float) -> dict[str, float]:
        """Return the same as wrk with our scripts says."""
        times = sorted(self.times) or [0.0]
        return {
            "requests": len(self.times) + self.errors,
            "seconds": seconds,
            "bytes": self.bytes,
            "p50_ms": round(times[len(times) // 2], 3),
            "p99_ms": round(times[len(times) * 99 // 100], 3),
            "max_ms": round(times[-1], 3),
            "errors": self.errors,
        }


def pace_run(pace: Pace) -> dict[str, float]:
    """Send the load from the load's core; return what came of it."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE})
    try:
        return asyncio.run(_sent(pace))
    finally:
        os.sched_setaffinity(0, cores)


class _Client:
    """Connections kept open, as many as are needed at a time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._head = (
            f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: application/json\r\n"
        )
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, body: bytes) -> bytes:
        """Return the body of a 200. Raises ValueError for another status, OSError without an answer."""
        if self._idle:
            reader, writer = self._idle.pop()
        else:
            reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(f"{self._head}content-length: {len(body)}\r\n\r\n".encode() + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            content = await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
        except BaseException:
            writer.close()
            raise
        self._idle.append((reader, writer))
        if not head.startswith("http/1.1 200 "):
            raise ValueError(head.split("\r\n")[0])
        return content

    async def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()


async def _sent(pace: Pace) -> dict[str, float]:
    rng = random.Random(_SEED)
    client, heard = _Client(pace.url), Heard()

    async def one(body: bytes, due: float) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                content = await client.post(body)
        except (OSError, EOFError, ValueError, TimeoutError):
            heard.errors += 1
            return
        heard.times.append((time.perf_counter() - due) * 1000)
        heard.bytes += len(content)

    start = due = time.perf_counter()
    number = 0
    async with asyncio.TaskGroup() as group:
        while due < start + pace.seconds:
            await asyncio.sleep(due - time.perf_counter())
            group.create_task(one(pace.bodies[number % len(pace.bodies)], due))
            number += 1
            due += rng.expovariate(pace.rate) if pace.by_chance else 1 / pace.rate
    seconds = time.perf_counter() - start
    await client.close()
    return heard.said(seconds=seconds)
