"""The recent events of one thread as the bytes that go out, kept once however many listen."""

import asyncio
import json
from bisect import bisect_right
from collections.abc import Iterable

from parley.edge.messages import Message
from parley.edge.streams_client import BehindError, StreamClient
from parley.kernel.bus import RESET, Announcement


def frame_make(*, sequence: int, kind: str, payload: object) -> bytes:
    """Return one event as text/event-stream (html.spec.whatwg.org, 9.2.6). JSON escapes every line break."""
    data = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return f"id: {sequence}\nevent: {kind}\ndata: {data}\n\n".encode()


def frames_join(events: Iterable[Announcement]) -> bytes:
    """Return several events as one piece."""
    return b"".join(
        frame_make(sequence=event.sequence, kind=event.kind, payload=event.payload) for event in events
    )


def frame_reset(*, sequence: int) -> bytes:
    """Return the event that stands for all up to `sequence`."""
    return frame_make(sequence=sequence, kind=RESET, payload={})


class Topic:
    """One thread's events after `floor`, up to `last`; and who listens.

    Used on the event loop only. `users` counts clients from the moment they ask, `clients` are those that are sent to.
    """

    __slots__ = (
        "_frames",
        "_joined",
        "_sequences",
        "checked",
        "clients",
        "failed",
        "floor",
        "gone",
        "last",
        "opening",
        "origins",
        "poked",
        "reading",
        "thread",
        "users",
    )

    def __init__(self, *, thread: str) -> None:
        self.thread = thread
        self.last = self.floor = 0
        self._sequences: list[int] = []
        self._frames: list[bytes] = []
        self._joined: tuple[int, Message] | None = None
        self.users = 0
        self.clients: set[StreamClient] = set()
        self.opening: asyncio.Task[None] | None = None
        self.reading: asyncio.Task[None] | None = None
        self.poked = False
        self.checked = 0.0
        # There is no such thread, or no longer; or it could not be found out.
        self.gone = self.failed = False
        self.origins: dict[str, bool] = {}

    def add(self, events: Iterable[Announcement], *, most: int) -> None:
        """Append what came after `last`, oldest first, and keep the newest `most`."""
        for event in events:
            if event.sequence <= self.last:
                continue
            self._sequences.append(event.sequence)
            self._frames.append(frame_make(sequence=event.sequence, kind=event.kind, payload=event.payload))
            self.last = event.sequence
        surplus = len(self._sequences) - most
        if surplus > 0:
            self.floor = self._sequences[surplus - 1]
            del self._sequences[:surplus], self._frames[:surplus]
        self._joined = None

    def after(self, position: int) -> Message | None:
        """Return the message with all events after `position`, None if there is none. Raises BehindError.

        Nearly everybody asks from the same position, and gets the same object.
        """
        if position >= self.last:
            return None
        if self._joined is not None and self._joined[0] == position:
            return self._joined[1]
        if position < self.floor:
            raise BehindError
        body = b"".join(self._frames[bisect_right(self._sequences, position) :])
        message: Message = {"type": "http.response.body", "body": body, "more_body": True}
        self._joined = (position, message)
        return message
