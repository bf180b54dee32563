"""Server-sent events: GET /api/v1/threads/{id}/events, answered here and never by Django. docs/reference/live.md."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from parley.edge.forwarded import Forwarded
from parley.edge.messages import Answer, Headers, Receive, Scope, Send, headers_merge
from parley.edge.problems import StreamProblem
from parley.edge.streams_client import BehindError, StreamClient
from parley.edge.streams_counts import StreamCounts
from parley.edge.streams_hub import Hub, Source, SourceError
from parley.edge.streams_opening import (
    HEADERS,
    Refused,
    method_check,
    place_take,
    refusal,
    retry_frame,
    stream_begin,
)
from parley.edge.streams_request import WrongPositionError, origin_foreign, stream_position, stream_thread
from parley.edge.streams_topic import Topic, frame_reset, frames_join
from parley.kernel.bus import Announcement

logger = logging.getLogger(__name__)

_METHODS = b"GET, HEAD, OPTIONS"
_HEADERS: Headers = [*HEADERS, (b"vary", b"Origin")]
_OLDER = 256  # events fetched at once for one client


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """`most` streams in this process, `most_each` for one address. `stall` in seconds. `replay` is how many events a
    client may lack and still get them one by one; who lacks more is told to read the thread anew.
    """

    most: int = 10_000
    most_each: int = 20
    stall: float = 60.0
    replay: int = 1000


class Streams:
    """Every open stream of threads in this process."""

    def __init__(
        self,
        *,
        source: Source,
        limits: StreamLimits | None = None,
        forwarded: Forwarded | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or StreamLimits()
        self._forwarded = forwarded or Forwarded()
        self._counts = StreamCounts(most=self._limits.most, most_each=self._limits.most_each)
        self.hub = Hub(source=source, stall=self._limits.stall, clock=clock)

    def takes(self, scope: Scope) -> bool:
        """Whether this request is for a stream. (OPTIONS, a browser's question about origins, is the API's.)"""
        return stream_thread(scope["raw_path"]) is not None and scope["method"] != "OPTIONS"

    def announced(self, announcement: Announcement) -> None:
        """Hear of a change, in any thread."""
        self.hub.announced(announcement)

    def close(self) -> None:
        """End every stream, and take no more. Each client comes back by itself and misses nothing."""
        self.hub.close()

    def stop(self) -> None:
        self.hub.stop()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """Serve a stream until its end and return None, or return the answer that refuses it."""
        method = scope["method"]
        headers = headers_merge(scope["headers"])
        try:
            method_check(method, allowed=_METHODS)
            try:
                position = stream_position(headers=headers, query=scope["query_string"])
            except WrongPositionError:
                raise refusal(
                    400, StreamProblem.MALFORMED, "Last-Event-ID and `after` take a whole number."
                ) from None
            peer = scope.get("client")
            address = self._forwarded.address(peer=str(peer[0]) if peer else "", headers=headers)
            group = self._take(address)
        except Refused as refused:
            return refused.answer
        thread = stream_thread(scope["raw_path"]) or ""
        origin = origin_foreign(headers=headers)
        # A stream lasts for hours, and those who passed it on keep the scope for so long.
        scope.clear()
        del headers, peer, address
        try:
            topic = await self._enter(thread)
            try:
                await self._serve(topic, position, origin, head=method == "HEAD", receive=receive, send=send)
            finally:
                self.hub.leave(topic)
        except Refused as refused:
            return refused.answer
        except SourceError:
            return refusal(
                503, StreamProblem.BUSY, "The server is busy. Try again in a moment.", (b"retry-after", b"5")
            ).answer
        finally:
            self._counts.give(group)
        return None

    def _take(self, address: str) -> str | int:
        return place_take(
            self._counts,
            address,
            closing=self.hub.closing,
            whose="from your address",
            instead="Ask for /changes from time to time instead.",
        )

    async def _enter(self, thread: str) -> Topic:
        topic = await self.hub.enter(thread)
        if topic is None:
            raise refusal(404, StreamProblem.NOT_FOUND, "There is nothing at this address.")
        return topic

    async def _serve(
        self,
        topic: Topic,
        position: int | None,
        origin: str | None,
        *,
        head: bool,
        receive: Receive,
        send: Send,
    ) -> None:
        headers = _HEADERS
        if origin is not None:
            if not await self.hub.origin_allowed(topic, origin):
                raise refusal(
                    403, StreamProblem.FOREIGN_ORIGIN, "Pages of this origin may not read the thread."
                )
            headers = [*_HEADERS, (b"access-control-allow-origin", origin.encode("latin-1"))]
        first = b"" if head else await self._first(topic, position)
        client = StreamClient(topic=topic, position=topic.last, send=send, clock=self.hub.clock)
        await stream_begin(send, headers=headers, first=first, head=head)
        if head:
            return
        del first, headers
        beat = self.hub.join(topic, client)
        try:
            await client.hold(receive)
        finally:
            self.hub.part(topic, client, beat)

    async def _first(self, topic: Topic, position: int | None) -> bytes:
        """Return the beginning of a stream: when to come back, and what the client lacks. Leaves it at `topic.last`.

        No other task runs between the last look at the topic and the return.
        """
        retry = retry_frame()
        if position is None:
            return retry
        await self.hub.reach(topic, position)
        if position > topic.last:
            # It comes from another database, or from one since restored to an earlier state.
            return retry + frame_reset(sequence=topic.last)
        pieces = [retry]
        left = self._limits.replay
        while True:
            try:
                message = topic.after(position)
            except BehindError:
                events = await self.hub.older(topic, position, min(left, _OLDER))
                if events is None:
                    raise refusal(404, StreamProblem.NOT_FOUND, "There is nothing at this address.") from None
                if not events or len(events) >= left:
                    return retry + frame_reset(sequence=topic.last)
                left -= len(events)
                position = events[-1].sequence
                pieces.append(frames_join(events))
                continue
            if message is not None:
                pieces.append(message["body"])
            return b"".join(pieces)
