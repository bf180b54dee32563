"""One open stream: a position in its topic, and at most one send under way."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from parley.edge.messages import Message, Receive, Send

_FINAL: Message = {"type": "http.response.body", "body": b"", "more_body": False}
# A comment: keeps proxies from closing the connection, and tells the system to look whether the client is there.
_BEAT: Message = {"type": "http.response.body", "body": b":\n\n", "more_body": True}
_FINAL_SECONDS = 1.0


class BehindError(Exception):
    """Some events after the position asked for are no longer here."""


class Followed(Protocol):
    """What a client follows: numbered events up to `last`."""

    last: int

    def after(self, position: int) -> Message | None:
        """Return the message with all after `position`, None if there is none. Raises BehindError."""


class StreamClient:
    """What is kept of a client while it listens: as little as possible, for there are thousands.

    The task that serves it waits for its end and does nothing else; sending is done by a task that lives only as long
    as there is something to send.
    """

    __slots__ = ("_clock", "_ended", "_send", "_sending", "_since", "_task", "_topic", "position")

    def __init__(self, *, topic: Followed, position: int, send: Send, clock: Callable[[], float]) -> None:
        self._topic = topic
        self.position = position
        self._send = send
        self._clock = clock
        self._since = 0.0
        self._sending: asyncio.Task[None] | None = None
        self._ended = False
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- made by the coroutine that serves it
        self._task = task

    def wake(self) -> None:
        """Send what the client lacks, unless that is being done."""
        if self._sending is None and self.position < self._topic.last and not self._ended:
            self._begin(None)

    def beat(self, *, stall: float) -> None:
        """Send a sign of life. A client that has taken nothing for `stall` seconds is cut off instead."""
        if self._sending is None:
            if not self._ended:
                self._begin(_BEAT)
        elif self._clock() - self._since > stall:
            self.end()

    def end(self) -> None:
        """Close the stream from our side. The client comes back after the time named in `retry`."""
        if not self._ended:
            self._ended = True
            self._task.cancel()

    async def hold(self, receive: Receive) -> None:
        """Wait until the client goes or the stream is ended, and end the answer."""
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            if not self._ended:
                raise
            self._task.uncancel()
            await self._finish()
        finally:
            if self._sending is not None:
                self._sending.cancel()

    def _begin(self, message: Message | None) -> None:
        self._since = self._clock()
        self._sending = asyncio.get_running_loop().create_task(self._flush(message))

    async def _flush(self, message: Message | None) -> None:
        try:
            if message is not None:
                await self._send(message)
            # What came while the last piece was on its way goes out as one.
            while (message := self._topic.after(self.position)) is not None:
                self.position = self._topic.last
                self._since = self._clock()
                await self._send(message)
        except (BehindError, OSError, RuntimeError):  # the latter two: the client is gone, as servers say it
            self.end()
        finally:
            self._sending = None

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(_FINAL_SECONDS):
                if self._sending is not None:
                    await asyncio.wait((self._sending,))
                await self._send(_FINAL)
        except (TimeoutError, OSError, RuntimeError):
            pass  # the server closes the connection when this returns
