"""Brings each thread's events from the outbox to those who listen: each once, and in order.

An announcement on the bus is only a poke. It makes one reader per topic fetch what came after the last sequence it
had, so what is announced twice, late or out of order does no harm, and what was announced while nobody heard is found
by the next poke or the next check. See docs/why/live.md.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, TypeVar

from parley.edge.streams_beats import Beats, Seconds
from parley.edge.streams_client import StreamClient
from parley.edge.streams_topic import Topic
from parley.kernel.bus import GAP, Announcement
from parley.kernel.readers import readers_tell, window_now

logger = logging.getLogger(__name__)
T = TypeVar("T")

PREFIX = "thread:"  # of the topics that readers may hear
KEPT = 256  # events of one thread in memory: a client that lacks more is served from the outbox
KEPT_IN_ALL = 65_536  # with many threads open each keeps fewer, but
KEPT_LEAST = 16
READ = 256  # events fetched at once
SLICE = 256  # clients woken before others get their turn on the event loop
CHECK = 15.0  # seconds after which a topic is read also without a poke
CHECKS = 50  # topics checked in a second at most
RETRY = 2.0  # seconds until a read that failed is tried again
MISSING_SECONDS = 10.0  # how long it is remembered that there is no such thread
MISSING_MOST = 1000
ORIGINS_MOST = 64
# Seconds of rest for each client that was sent to, about what that costs: what comes in quick succession goes out
# together, and those who post and read meanwhile get half of the processor at least.
REST = 40e-6


class Source(Protocol):
    """Where events come from. Each method may block and is called in a thread of the streams' own."""

    def recent(self, thread: str, limit: int) -> Sequence[Announcement] | None:
        """Return the thread's newest events, oldest first; None when there is no such thread or it is hidden."""

    def read(self, thread: str, after: int, limit: int) -> Sequence[Announcement] | None:
        """Return the first `limit` events after a sequence; None as above."""

    def origin_allowed(self, thread: str, origin: str) -> bool:
        """Whether pages of this origin may read the thread."""


class SourceError(Exception):
    """The events could not be read just now."""


class Hub:
    """Topics with listeners. On the event loop, but for `announced`."""

    def __init__(
        self,
        *,
        source: Source,
        stall: float,
        clock: Callable[[], float] = time.monotonic,
        kept: int = KEPT,
    ) -> None:
        self._source = source
        self._kept = kept
        self.clock = clock
        self._topics: dict[str, Topic] = {}
        self._missing: dict[str, float] = {}
        self._beats = Beats(stall=stall)
        self._seconds = Seconds(self.tick)
        self._told = 0  # the window of kernel.readers in which our counts were told last
        # Two: while one waits for a busy database, the other may serve another topic.
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="streams")
        self._tasks: set[asyncio.Task[None]] = set()
        self.closing = False

    def announced(self, announcement: Announcement) -> None:
        """Note that there may be something new. Any thread; costs nothing where nobody listens."""
        if announcement.kind == GAP:
            self._seconds.call(self._poke_all)
        elif announcement.topic.startswith(PREFIX):
            thread = announcement.topic.removeprefix(PREFIX)
            if thread in self._topics:
                self._seconds.call(self._poke_named, thread)

    async def enter(self, thread: str) -> Topic | None:
        """Return the thread's topic, read from the outbox; None when there is no such thread or it is hidden.

        Who gets one must `leave` it. Raises SourceError.
        """
        topic = self._topics.get(thread)
        if topic is None:
            if self._missing.get(thread, 0.0) > self.clock():
                return None
            self._seconds.start()
            topic = self._topics[thread] = Topic(thread=thread)
            topic.opening = self._spawn(self._open(topic))
        topic.users += 1
        try:
            if topic.opening is not None:
                # Everybody who came meanwhile waits for the one reading, and it goes on when one of them leaves.
                await asyncio.shield(topic.opening)
        except BaseException:
            self.leave(topic)
            raise
        if topic.failed or topic.gone:
            self.leave(topic)
            if topic.failed:
                raise SourceError
            return None
        return topic

    def leave(self, topic: Topic) -> None:
        topic.users -= 1
        if not topic.users:
            self._forget(topic)

    def join(self, topic: Topic, client: StreamClient) -> int:
        """Send to this client from now on. Return what `part` wants back."""
        topic.clients.add(client)
        beat = self._beats.join(client)
        if self.closing or topic.gone:
            client.end()
        else:
            client.wake()
        return beat

    def part(self, topic: Topic, client: StreamClient, beat: int) -> None:
        topic.clients.discard(client)
        self._beats.part(client, beat)

    async def reach(self, topic: Topic, sequence: int) -> None:
        """Read on when somebody has seen more than is known here: another process wrote it a moment ago."""
        if sequence > topic.last:
            self._poke(topic)
            if topic.reading is not None:
                await asyncio.shield(topic.reading)

    async def older(self, topic: Topic, after: int, limit: int) -> Sequence[Announcement] | None:
        """Read events that are no longer kept here. Raises SourceError."""
        try:
            return await self._ask(self._source.read, topic.thread, after, limit)
        except Exception as error:
            logger.exception("The events of a thread could not be read")
            raise SourceError from error

    async def origin_allowed(self, topic: Topic, origin: str) -> bool:
        """Raises SourceError."""
        known = topic.origins.get(origin)
        if known is None:
            try:
                known = await self._ask(self._source.origin_allowed, topic.thread, origin)
            except Exception as error:
                logger.exception("The origins of a thread could not be read")
                raise SourceError from error
            if len(topic.origins) < ORIGINS_MOST:
                topic.origins[origin] = known
        return known

    def tick(self) -> None:
        """Do what is due each second: signs of life for some of the clients, reading for some of the topics.

        Once in a window others are told how many follow each thread.
        """
        self._beats.tick()
        at = self.clock()
        checks = 0
        for topic in list(self._topics.values()):
            if at - topic.checked >= CHECK and checks < CHECKS:
                checks += 1
                topic.checked = at
                topic.origins.clear()
                self._poke(topic)
        self._tell()
        if len(self._missing) > MISSING_MOST or not self._topics:
            self._missing = {thread: until for thread, until in self._missing.items() if until > at}

    def _tell(self) -> None:
        window = window_now()
        if window == self._told or not self._topics:
            return
        self._told = window
        counts = {topic.thread: len(topic.clients) for topic in self._topics.values()}
        self._spawn(self._ask(partial(readers_tell, counts=counts, window=window)))

    def close(self) -> None:
        """End every stream, and take no more."""
        self.closing = True
        self._seconds.stop()
        for topic in list(self._topics.values()):
            self._end(topic)

    def stop(self) -> None:
        self._seconds.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # --- reading ----------------------------------------------------------------------------------
    async def _open(self, topic: Topic) -> None:
        try:
            events = await self._ask(self._source.recent, topic.thread, self._kept + 1)
        except Exception:  # those who wait for it are told; the next one tries again
            logger.exception("The events of a thread could not be read")
            topic.failed = True
            self._forget(topic)
            return
        finally:
            topic.opening = None
        if events is None:
            if len(self._missing) <= MISSING_MOST:
                self._missing[topic.thread] = self.clock() + MISSING_SECONDS
            self._end(topic)
            return
        topic.checked = self.clock()
        if len(events) > self._kept:
            topic.last = topic.floor = events[0].sequence
        topic.add(events, most=self._most())
        if topic.poked:  # while it was being read
            self._poke(topic)

    async def _read(self, topic: Topic) -> None:
        try:
            while topic.poked and topic.users:
                topic.poked = False
                events = await self._ask(self._source.read, topic.thread, topic.last, READ)
                if events is None:
                    self._end(topic)
                    return
                topic.poked |= len(events) == READ
                topic.add(events, most=self._most())
                if events:
                    await self._wake(topic)
                    await asyncio.sleep(REST * len(topic.clients))
        except Exception:  # the next check tries again
            logger.exception("The events of a thread could not be read")
            topic.checked = self.clock() - CHECK + RETRY
        finally:
            topic.reading = None

    async def _wake(self, topic: Topic) -> None:
        for number, client in enumerate(tuple(topic.clients), 1):
            client.wake()
            if not number % SLICE:
                await asyncio.sleep(0)

    async def _ask(self, question: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, question, *arguments)

    def _most(self) -> int:
        return max(KEPT_LEAST, min(self._kept, KEPT_IN_ALL // max(len(self._topics), 1)))

    # --- pokes and ends -----------------------------------------------------------------------------
    def _poke(self, topic: Topic) -> None:
        topic.poked = True
        if topic.reading is None and topic.opening is None and not topic.gone:
            topic.reading = self._spawn(self._read(topic))

    def _poke_named(self, thread: str) -> None:
        if (topic := self._topics.get(thread)) is not None:
            self._poke(topic)

    def _poke_all(self) -> None:
        # Not at once but from the next second on, a bounded number each: there may be thousands of topics.
        for topic in self._topics.values():
            topic.checked = float("-inf")

    def _end(self, topic: Topic) -> None:
        topic.gone = True
        self._forget(topic)
        for client in tuple(topic.clients):
            client.end()

    def _forget(self, topic: Topic) -> None:
        if self._topics.get(topic.thread) is topic:
            del self._topics[topic.thread]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._tasks.discard)
        return task
