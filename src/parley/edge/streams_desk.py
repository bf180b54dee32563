"""The moderators' stream: says that something at the desk changed, not what. docs/why/live.md.

Whoever hears it reads anew with a session; so the stream needs none, and its ticket lets nobody see anything.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import parse_qs

from parley.edge.messages import Answer, Message, Receive, Scope, Send
from parley.edge.problems import StreamProblem
from parley.edge.streams_beats import Beats, Seconds
from parley.edge.streams_client import StreamClient
from parley.edge.streams_counts import StreamCounts
from parley.edge.streams_opening import (
    HEADERS,
    Refused,
    method_check,
    place_take,
    refusal,
    retry_frame,
    stream_begin,
)
from parley.kernel.bus import GAP, Announcement
from parley.kernel.tickets import Ticket, Tickets

MOST: Final = 200
MOST_EACH: Final = 20
#: Seconds from a change until it is told: what comes meanwhile is told with it.
TOGETHER: Final = 0.25
_METHODS: Final = b"GET, HEAD"
_FRAME: Final = b"event: changed\ndata: {}\n\n"
_CHANGED: Final[Message] = {"type": "http.response.body", "body": _FRAME, "more_body": True}


class Changes:
    """How often something changed. However many a client lacks, it is told once."""

    def __init__(self) -> None:
        self.last = 0

    def after(self, position: int) -> Message | None:
        return _CHANGED if position < self.last else None


class DeskStreams:
    """Every open stream of moderators in this process, at most `most`, and `most_each` of one person.

    A request to `path` shows one of `tickets`; when that is over, so is the stream. `kinds`: of announcements that
    change what the desk shows. `stall` in seconds.
    """

    def __init__(
        self,
        *,
        path: str,
        tickets: Tickets,
        kinds: Collection[str],
        most: int = MOST,
        most_each: int = MOST_EACH,
        stall: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path.encode()
        self._tickets = tickets
        self._kinds = frozenset((*kinds, GAP))
        self._counts = StreamCounts(most=most, most_each=most_each)
        self._clock = clock
        self._changes = Changes()
        self._until: dict[StreamClient, float] = {}
        self._beats = Beats(stall=stall)
        self._seconds = Seconds(self.tick)
        self._due: asyncio.TimerHandle | None = None
        self._closing = False

    def takes(self, scope: Scope) -> bool:
        path: bytes = scope["raw_path"]
        return path == self._path

    def announced(self, announcement: Announcement) -> None:
        """Note that something changed. Any thread; costs nothing where nobody listens."""
        if announcement.kind in self._kinds and self._counts.total and self._due is None:
            self._seconds.call(self._changed)

    def tick(self) -> None:
        """Do what is due each second: signs of life, and the end of those whose tickets are over."""
        self._beats.tick()
        at = self._clock()
        for client in [one for one, until in self._until.items() if until <= at]:
            client.end()

    def close(self) -> None:
        self._closing = True
        self.stop()
        for client in list(self._until):
            client.end()

    def stop(self) -> None:
        self._seconds.stop()
        if self._due is not None:
            self._due.cancel()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """Serve a stream until its end and return None, or return the answer that refuses it."""
        try:
            method_check(scope["method"], allowed=_METHODS)
            ticket = self._ticket(scope["query_string"])
            group = place_take(
                self._counts,
                f"person {ticket.person}",
                closing=self._closing,
                whose="by you",
                instead="Ask from time to time instead.",
            )
        except Refused as refused:
            return refused.answer
        try:
            await self._serve(ticket, head=scope["method"] == "HEAD", receive=receive, send=send)
        finally:
            self._counts.give(group)
        return None

    def _ticket(self, query: bytes) -> Ticket:
        given = parse_qs(query.decode("latin-1")).get("ticket", [""])
        ticket = self._tickets.read(given[-1])
        if ticket is None:
            raise refusal(
                403, StreamProblem.FORBIDDEN, "Your ticket is over, or is none of ours. Ask for another."
            )
        return ticket

    async def _serve(self, ticket: Ticket, *, head: bool, receive: Receive, send: Send) -> None:
        self._seconds.start()
        client = StreamClient(topic=self._changes, position=self._changes.last, send=send, clock=self._clock)
        # It is not known what changed since the page was made, so a stream begins with a change.
        await stream_begin(send, headers=HEADERS, first=retry_frame() + _FRAME, head=head)
        if head:
            return
        beat = self._join(client, ticket)
        try:
            await client.hold(receive)
        finally:
            self._beats.part(client, beat)
            del self._until[client]

    def _join(self, client: StreamClient, ticket: Ticket) -> int:
        self._until[client] = self._clock() + ticket.seconds
        if self._closing:
            client.end()
        else:
            client.wake()
        return self._beats.join(client)

    def _changed(self) -> None:
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(TOGETHER, self._tell)

    def _tell(self) -> None:
        self._due = None
        self._changes.last += 1
        for client in list(self._until):
            client.wake()
