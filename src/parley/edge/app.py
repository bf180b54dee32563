"""The edge: one ASGI application in front of Django. It answers what it holds and passes on the rest."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from parley.edge.body import BodyTooLargeError, BodyTooSlowError, ClientGoneError, body_read
from parley.edge.cache import Cache, Key
from parley.edge.encodings import coding_choose
from parley.edge.entry import variant_messages
from parley.edge.forwarded import Forwarded
from parley.edge.limits import Limits
from parley.edge.messages import Answer, Receive, Request, Scope, Send, answer_plain, headers_merge
from parley.edge.refusing import request_refuse
from parley.edge.sending import answer_send
from parley.edge.shared import SharedAnswers, values_varied
from parley.edge.wsgi import BusyError, ThreadedWsgi
from parley.kernel.bus import GAP, Announcement, Bus

logger = logging.getLogger(__name__)


class Service(Protocol):
    """Something that runs beside the server, from its start to its end."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Streaming(Protocol):
    """Streams of one kind: all that are open in this process."""

    def takes(self, scope: Scope) -> bool:
        """Whether this request is for such a stream."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """Serve a stream until its end and return None, or return the answer that refuses it."""

    def announced(self, announcement: Announcement) -> None:
        """Hear of a change, in any thread."""

    def close(self) -> None:
        """End every stream, and take no more."""

    def stop(self) -> None:
        """Let go of what they needed, once nobody has one any more."""


class Edge:
    """The application. A request that carries one of `personal_cookies` is never answered from the cache.

    `host_allowed` says which hosts' answers may be kept. `send_surrogate_keys` leaves the header on answers, for a CDN
    in front that purges by it; browsers have no use for it.
    """

    def __init__(  # noqa: PLR0913 -- the parts it is composed of
        self,
        *,
        backend: ThreadedWsgi,
        cache: Cache,
        bus: Bus,
        limits: Limits | None = None,
        forwarded: Forwarded | None = None,
        personal_cookies: Iterable[str] = (),
        host_allowed: Callable[[str], bool] | None = None,
        send_surrogate_keys: bool = False,
        services: Iterable[Service] = (),
        streams: Iterable[Streaming] = (),
    ) -> None:
        self._backend = backend
        self._cache = cache
        self._limits = limits or Limits()
        self._forwarded = forwarded or Forwarded()
        self._personal = tuple(name.encode() for name in personal_cookies)
        self._send_surrogate_keys = send_surrogate_keys
        self._services = tuple(services)
        self._streams = tuple(streams)
        self._shared = SharedAnswers(
            backend=backend,
            cache=cache,
            limits=self._limits,
            host_allowed=host_allowed,
            send_surrogate_keys=send_surrogate_keys,
        )
        self._hits = self._misses = 0
        self._active = self._bodies = 0
        self._closing = False
        self._idle = asyncio.Event()
        self._unsubscribe = bus.subscribe(self._announced)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. All that a kept page costs comes before `_dispatch` and is written out flat."""
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return
        method = scope["method"]
        if method == "GET" or method == "HEAD":  # noqa: PLR1714 -- this is the hot path, and twice as fast
            raw = scope["headers"]
            headers = dict(raw)
            if len(headers) != len(raw):
                headers = headers_merge(raw)
            key = self._key(scope, headers)
            if key is not None and (entry := self._cache.find(key)) is not None:
                if (
                    entry.vary and not entry.variants
                ):  # a signpost: what stands behind it differs by these headers
                    entry = self._cache.find((*key[:4], values_varied(entry.vary, headers)))
                coding = coding_choose(headers.get(b"accept-encoding"))
                variant = None if entry is None else entry.variants.get(coding)
                if variant is not None:
                    self._hits += 1
                    timing = b"edge;desc=hit, hits;desc=%d, misses;desc=%d" % (self._hits, self._misses)
                    start, body = variant_messages(variant, method, headers, timing)
                    await send(start)
                    await send(body)
                    return
            # A stream lasts for hours, and so does this frame: it need not hold what came with the request.
            del raw, headers, key
        self._active += 1
        try:
            await self._dispatch(scope, receive, send)
        finally:
            self._active -= 1
            if self._closing and not self._active:
                self._idle.set()

    def _key(self, scope: Scope, headers: dict[bytes, bytes]) -> Key | None:
        """Return what a public answer to this request is kept under; None for a personal request."""
        if b"authorization" in headers:
            return None
        cookie = headers.get(b"cookie")
        if cookie is not None:
            for name in self._personal:
                # Part of another cookie's name or value counts too: to pass a request on is never wrong.
                if name in cookie:
                    return None
        scheme = scope["scheme"]
        if b"x-forwarded-proto" in headers:
            scheme = self._forwarded.scheme(peer=_peer(scope), headers=headers, scheme=scheme)
        return scheme, headers.get(b"host", b""), scope["raw_path"], scope["query_string"]

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find who answers. A further kind of answer, such as a stream of events, gets its branch here."""
        method = scope["method"]
        try:
            answer = self._own(scope)
            if answer is None:
                streams = next((one for one in self._streams if one.takes(scope)), None)
                if streams is not None:
                    answer = await streams.answer(scope, receive, send)
                else:
                    answer = await self._pass_on(scope, receive, send)
                if answer is None:
                    return
        except BusyError:
            answer = answer_plain(
                status=503, text="Too many requests at once", headers=((b"retry-after", b"2"),)
            )
        except BodyTooLargeError:
            answer = answer_plain(status=413, text="The request's body is too large")
        except BodyTooSlowError:
            answer = answer_plain(status=408, text="The request's body came too slowly")
        except ClientGoneError:
            return
        try:
            await answer_send(
                answer=answer,
                head=method == "HEAD",
                timing=self._timing(b"pass"),
                send=send,
                stall=self._limits.write_stall,
                send_surrogate_keys=self._send_surrogate_keys,
            )
        except TimeoutError:
            logger.info("Dropped a client that took nothing for %g s", self._limits.write_stall)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """Return what Django answers, or None when it was an answer for everybody and has been sent."""
        method = scope["method"]
        headers = headers_merge(scope["headers"])
        declared = _declared(headers)
        request = self._request(scope, headers, declared)
        key = self._key(scope, headers) if method in ("GET", "HEAD") and not declared else None
        if key is not None and self._shared.admits(key):
            found = await self._shared.find(key=key, request=request, headers=headers)
            if isinstance(found, tuple):
                variant, rebuilt = found
                self._hits += not rebuilt
                self._misses += rebuilt
                timing = self._timing(b"miss" if rebuilt else b"hit")
                start, body = variant_messages(variant, method, headers, timing)
                await send(start)
                await send(body)
                return None
            self._misses += found is not None
            if found is not None:
                return found
        return await self._alone(request, declared, receive)

    def _own(self, scope: Scope) -> Answer | None:
        """Return an answer that needs no Django: a refusal, or a sign of life."""
        if self._closing:
            return answer_plain(status=503, text="Shutting down", headers=((b"retry-after", b"5"),))
        refusal = request_refuse(scope=scope, limits=self._limits)
        if refusal is None and scope["raw_path"] == b"/-/health":
            return answer_plain(status=200, text="ok")
        return refusal

    def _request(self, scope: Scope, headers: dict[bytes, bytes], declared: int | None) -> Request:
        peer = _peer(scope)
        server = scope.get("server") or ("localhost", "80")
        return Request(
            method=scope["method"],
            path=scope["raw_path"],
            query=scope["query_string"],
            headers=scope["headers"],
            scheme=self._forwarded.scheme(peer=peer, headers=headers, scheme=scope["scheme"]),
            address=self._forwarded.address(peer=peer, headers=headers),
            server=(server[0], str(server[1])),
            protocol=f"HTTP/{scope['http_version']}",
            length=declared,
        )

    async def _alone(self, request: Request, declared: int | None, receive: Receive) -> Answer:
        """Pass one request on to Django, its body read first."""
        if request.method not in ("GET", "HEAD") or declared:
            if self._bodies >= self._limits.bodies_at_once:
                raise BusyError
            self._bodies += 1
            try:
                request.body, request.length = await body_read(
                    receive=receive, declared=declared, limits=self._limits
                )
            finally:
                self._bodies -= 1
        self._misses += 1
        try:
            return await self._backend.run(lambda: self._backend.answer(request))
        except BusyError:
            request.body.close()
            raise

    def _timing(self, how: bytes) -> bytes:
        return b"edge;desc=%b, hits;desc=%d, misses;desc=%d" % (how, self._hits, self._misses)

    def _announced(self, announcement: Announcement) -> None:
        """Drop what an announcement makes stale. Runs in whatever thread committed it, and is done when it returns."""
        if announcement.kind == GAP:
            self._cache.purge_all()
        elif announcement.surrogate_keys:
            self._cache.purge(announcement.surrogate_keys)
        for streams in self._streams:
            streams.announced(announcement)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "lifespan":
            raise ValueError(f"Unknown scope type {scope['type']!r}")
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                for service in self._services:
                    service.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._drain()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _drain(self) -> None:
        """Refuse new requests, let the running ones finish, then stop what runs beside."""
        self._closing = True
        for streams in self._streams:
            streams.close()
        if self._active:
            try:
                await asyncio.wait_for(self._idle.wait(), self._limits.drain)
            except TimeoutError:
                logger.warning("Stopping with %d requests unfinished", self._active)
        for service in self._services:
            await asyncio.to_thread(service.stop)
        self._unsubscribe()
        for streams in self._streams:
            streams.stop()
        self._shared.stop()
        self._backend.stop()


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _declared(headers: dict[bytes, bytes]) -> int | None:
    """Return the body's declared length; -1 when it has one of unknown length; None when it has none."""
    value = headers.get(b"content-length")
    if value is not None and value.isdigit():
        return int(value)
    return -1 if b"transfer-encoding" in headers else None
