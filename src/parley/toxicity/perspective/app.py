"""The service as an ASGI application: reads requests, bounded in size and time, and sends answers."""

import asyncio
import logging
import re
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from multiprocessing import parent_process
from typing import Any, Final

from parley.toxicity.perspective import refusals
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.messages import Request, Response
from parley.toxicity.perspective.refusals import Refusal
from parley.toxicity.perspective.service import Service

# The ASGI types (asgi.readthedocs.io/en/latest/specs/main.html).
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger(__name__)
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


class _ClientGoneError(Exception):
    """The client closed the connection: nobody to answer."""


class App:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                await self._http(scope, receive, send)
            except _ClientGoneError:
                logger.debug("A client left before its answer")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        if parent_process() is not None:
            # Ctrl-C is for the parent, which then ends this worker; one that went first would look like a crash to it.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await asyncio.to_thread(self._service.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        limit = self._service.body_limit(scope["path"])
        try:
            body = await _body_read(
                receive, declared=headers.get("content-length"), limit=limit, limits=self._service.limits
            )
        except Refusal as refusal:
            # What is left of the body stays unread, so the connection can't be used again.
            await _send(send, refusal.response(), more=((b"connection", b"close"),))
            return
        request = Request(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=body,
            client=scope["client"][0] if scope.get("client") else None,
            base=_base(scope, headers.get("host", "")),
        )
        response = await self._answer(request, receive)
        await _send(send, response, empty=request.method == "HEAD")

    async def _answer(self, request: Request, receive: Receive) -> Response:
        """Ask the service; stop when the client leaves, so that nothing is scored for nobody."""
        answer = asyncio.ensure_future(self._service.handle_async(request))
        gone = asyncio.ensure_future(receive())
        try:
            await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and gone.result()["type"] == "http.disconnect":
                raise _ClientGoneError
            return await answer
        finally:
            answer.cancel()
            gone.cancel()


async def _body_read(receive: Receive, *, declared: str | None, limit: int, limits: Limits) -> bytes:
    """Return the body. Raises Refusal (413, 408) or _ClientGoneError, having kept at most `limit` bytes."""
    if declared is not None and declared.isdecimal() and int(declared[:20]) > limit:
        raise refusals.body_too_large(limit)
    start = asyncio.get_running_loop().time()
    chunks: list[bytes] = []
    length = 0
    more = True
    while more:
        try:
            async with asyncio.timeout_at(start + limits.body_grace + length / limits.body_rate):
                message = await receive()
        except TimeoutError:
            raise refusals.body_too_slow() from None
        if message["type"] == "http.disconnect":
            raise _ClientGoneError
        chunk: bytes = message.get("body", b"")
        length += len(chunk)
        if length > limit:
            raise refusals.body_too_large(limit)
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


def _headers(scope: Scope) -> dict[str, str]:
    """One value for each name, in lower case; of several the first."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return headers


def _base(scope: Scope, host: str) -> str:
    """The address that the client used. What it says is taken for true only if it looks like a host."""
    if not _HOST.fullmatch(host):
        server = scope.get("server") or ("localhost", None)
        host = f"{server[0]}:{server[1]}" if server[1] else str(server[0])
    return f"{scope.get('scheme', 'http')}://{host}"


async def _send(
    send: Send, response: Response, *, more: tuple[tuple[bytes, bytes], ...] = (), empty: bool = False
) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers += [(b"content-length", b"%d" % len(response.body)), *more]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if empty else response.body})
