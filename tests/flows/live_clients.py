"""Many clients of one stream in one process, on plain sockets: each notes what it hears, and comes back by itself."""

import asyncio
import random
import re
import resource
from collections.abc import Callable

_EVENT = re.compile(rb"id: (\d+)\nevent: ([\w.]+)\ndata: (.*)\n\n")
_NUMBER = re.compile(rb'"number":(\d+)')


def files_missing(*, clients: int) -> str:
    """Allow this process as many open files as the system lets it; say what is missing for so many clients."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = clients + 3000  # the server keeps as many for others
    if hard != resource.RLIM_INFINITY and hard < needed:
        return f"{needed} open files are needed, and the system allows {hard} (ulimit -Hn)"
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
    return ""


class LiveClient(asyncio.Protocol):
    """One reader. `cut_after` is the number of comments after which it loses its connection once, in the middle."""

    def __init__(self, *, port: int, thread: str, start: int, cut_after: int | None = None) -> None:
        self.sequences: list[int] = []
        self.numbers: list[int] = []
        self.resets = 0
        self.connections = 0
        self.opened = asyncio.Event()
        self._port = port
        self._thread = thread
        self._start = start
        self._cut_after = cut_after
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._in_body = False
        self._leaving = False
        self._again: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Connect, trying again while nobody listens."""
        while not self._leaving:
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
                break
            except OSError:
                await asyncio.sleep(0.1)

    def leave(self) -> None:
        self._leaving = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.connections += 1
        self._transport, self._buffer, self._in_body = transport, b"", False
        last = f"Last-Event-ID: {self.sequences[-1]}\r\n" if self.sequences else ""
        path = f"/api/v1/threads/{self._thread}/events?after={self._start}"
        transport.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{last}\r\n".encode())

    def connection_lost(self, _error: Exception | None) -> None:
        self.opened.clear()
        if not self._leaving:
            # As a browser does; sooner than `retry` asks, since a test should not wait.
            self._again = asyncio.get_running_loop().create_task(self._later())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._in_body:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 200 "):
                self._drop()  # the server is going away
                return
            self._in_body, self._buffer = True, rest
            self.opened.set()
        while self._in_body and (chunk := self._chunk()) is not None:
            self._hear(chunk)

    def _chunk(self) -> bytes | None:
        """Take one chunk (RFC 9112, 7.1) out of the buffer, once it is whole."""
        size, found, rest = self._buffer.partition(b"\r\n")
        if not found or len(rest) < int(size, 16) + 2:
            return None
        length = int(size, 16)
        self._buffer = rest[length + 2 :]
        return rest[:length]

    def _hear(self, chunk: bytes) -> None:
        for sequence, kind, payload in _EVENT.findall(chunk):
            self.sequences.append(int(sequence))
            if kind == b"comment.published":
                number = _NUMBER.search(payload)
                assert number
                self.numbers.append(int(number[1]))
            self.resets += kind == b"reset"
            if self._cut_after is not None and len(self.numbers) >= self._cut_after:
                self._cut_after = None
                self._drop()  # and what else came with this piece is lost
                return

    def _drop(self) -> None:
        self._in_body = False
        assert self._transport is not None
        self._transport.abort()

    async def _later(self) -> None:
        await asyncio.sleep(random.uniform(0.01, 0.3))
        await self.connect()


async def clients_open(clients: list[LiveClient]) -> None:
    """Connect them all, a hundred at a time, and wait until each has its stream."""
    for first in range(0, len(clients), 100):
        part = clients[first : first + 100]
        await asyncio.gather(*(client.connect() for client in part))
        await asyncio.gather(*(client.opened.wait() for client in part))


async def clients_wait(clients: list[LiveClient], done: Callable[[LiveClient], bool]) -> None:
    """Wait until it holds of every client."""
    while not all(map(done, clients)):  # noqa: ASYNC110 -- an event would have to know of thousands of clients
        await asyncio.sleep(0.05)  # polling a condition
