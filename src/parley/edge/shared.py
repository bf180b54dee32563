"""Public answers: from the cache, from a rebuild that someone waits for already, or from a rebuild of one's own."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from parley.edge.cache import Cache, Key
from parley.edge.encodings import coding_choose
from parley.edge.entry import Entry, Variant
from parley.edge.flight import Flight, Flights, Outcome
from parley.edge.limits import Limits
from parley.edge.messages import Answer, Request
from parley.edge.passes import Passes
from parley.edge.storing import keep_decide
from parley.edge.wsgi import BusyError, ThreadedWsgi

# A rebuild is for everybody, so it asks for the whole page in its plain form, unconditionally.
_WISHES_OF_ONE = frozenset(
    (
        b"accept-encoding",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"range",
    )
)


class SharedAnswers:
    """The way of a request that may have a public answer, once the cache has none at hand."""

    def __init__(
        self,
        *,
        backend: ThreadedWsgi,
        cache: Cache,
        limits: Limits,
        host_allowed: Callable[[str], bool] | None = None,
        send_surrogate_keys: bool = False,
    ) -> None:
        self._backend = backend
        self._cache = cache
        self._limits = limits
        self._host_allowed = host_allowed
        self._send_surrogate_keys = send_surrogate_keys
        self._flights = Flights()
        self._passes = Passes(size=limits.passes, seconds=limits.pass_seconds, clock=cache.clock)
        self._encoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="edge-encode")
        self._encoding: dict[tuple[int, str], asyncio.Future[int]] = {}
        self._waiting = 0

    def admits(self, key: Key) -> bool:
        """Whether a request with this key may share an answer at all."""
        _, host, path, query = key[:4]
        if len(path) + len(query) > self._limits.url_kept or key in self._passes:
            return False
        # Files may be answered before Django looks at the host; invented hosts must not fill the cache.
        return bool(host) and (self._host_allowed is None or self._host_allowed(host.decode("latin-1")))

    async def find(
        self, *, key: Key, request: Request, headers: Mapping[bytes, bytes]
    ) -> tuple[Variant, bool] | Answer | None:
        """Return a kept form and whether this request had it rebuilt; an answer for this request alone; or None when
        another's rebuild brought nothing to share, so that the request must be passed on by itself.

        Raises BusyError.
        """
        coding = coding_choose(headers.get(b"accept-encoding"))
        for _ in range(2):  # the second time when only the first answer told what the answers vary by
            place, entry = self._look(key, headers)
            if entry is not None:
                return await self._variant(place, entry, coding), False
            flight = self._flights.find(place, epoch=self._cache.epoch)
            leads = flight is None
            if flight is None:
                flight = self._flights.start(place, partial(self._rebuild, key, request, headers, coding))
            outcome = await self._wait(flight)
            if outcome.entry is None:
                return outcome.answer if leads else None
            if outcome.entry.vary_values == values_varied(outcome.entry.vary, headers):
                return await self._variant(place, outcome.entry, coding), leads
        return None

    def stop(self) -> None:
        self._encoder.shutdown(wait=False, cancel_futures=True)

    def _look(self, key: Key, headers: Mapping[bytes, bytes]) -> tuple[Key, Entry | None]:
        entry = self._cache.find(key)
        if entry is not None and not entry.variants:
            key = (*key[:4], values_varied(entry.vary, headers))
            entry = self._cache.find(key)
        return key, entry

    async def _wait(self, flight: Flight) -> Outcome:
        if self._waiting >= self._limits.waiting:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            self._waiting -= 1

    async def _rebuild(
        self, key: Key, request: Request, headers: Mapping[bytes, bytes], coding: str, flight: Flight
    ) -> Outcome:
        shared = replace(
            request,
            method="GET",
            headers=[pair for pair in request.headers if pair[0] not in _WISHES_OF_ONE],
        )
        outcome = await self._backend.run(partial(self._build, key, shared, headers, coding, flight))
        if outcome.entry is None:
            self._passes.note(key)
        return outcome

    def _build(
        self, key: Key, request: Request, headers: Mapping[bytes, bytes], coding: str, flight: Flight
    ) -> Outcome:
        """Ask Django and keep what it says, in a thread of the backend's."""
        flight.began = began = self._cache.epoch  # before anything is read, see flight.py
        answer = self._backend.answer(request)
        keep = keep_decide(answer=answer, limits=self._limits)
        if keep is None:
            return Outcome(answer=answer, entry=None)
        values = values_varied(keep.vary, headers)
        entry = Entry.of(
            answer=answer,
            expires=self._cache.clock() + keep.seconds,
            surrogate_keys=keep.surrogate_keys,
            vary=keep.vary,
            vary_values=values,
            send_surrogate_keys=self._send_surrogate_keys,
        )
        entry.size += entry.encode(coding)
        # Refused when purged meanwhile: those who wait came before that and may still have it, nobody after.
        self._cache.store((*key[:4], values) if keep.vary else key, entry, began=began)
        return Outcome(answer=answer, entry=entry)

    async def _variant(self, key: Key, entry: Entry, coding: str) -> Variant:
        """Return the form in `coding`, made by one request while others wait."""
        variant = entry.variants.get(coding)
        if variant is not None:
            return variant
        place = (id(entry), coding)
        making = self._encoding.get(place)
        if making is None:
            making = asyncio.get_running_loop().run_in_executor(self._encoder, entry.encode, coding)
            self._encoding[place] = making

            def made(future: asyncio.Future[int]) -> None:
                del self._encoding[place]
                if not future.cancelled() and future.exception() is None:
                    self._cache.grow(key, entry, future.result())

            making.add_done_callback(made)
        await asyncio.shield(making)
        return entry.variants[coding]


def values_varied(vary: tuple[bytes, ...], headers: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    """Return what a request says in the headers by which answers differ."""
    return tuple(headers.get(name, b"") for name in vary)
