"""A WSGI application to stand for Django, and a client that talks to the edge without a network."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from parley.edge.app import Edge
from parley.edge.cache import Cache
from parley.edge.limits import Limits
from parley.edge.wsgi import StartResponse, ThreadedWsgi
from parley.kernel.bus import Announcement, LocalBus

PATIENCE = 20  # seconds until a test that waits for something gives up
PUBLIC = "public, max-age=0, must-revalidate, s-maxage=300"
PAGE = b"<p>" + b"The council met on Tuesday. " * 100
View = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def page(
    *,
    body: bytes | Callable[[], bytes] = PAGE,
    status: str = "200 OK",
    cache: str = PUBLIC,
    keys: str = "site page:1",
    kind: str = "text/html; charset=utf-8",
    headers: Iterable[tuple[str, str]] = (),
) -> View:
    """Return a view that always answers so."""

    def view(_environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        start(
            status,
            [("Content-Type", kind), ("Cache-Control", cache), ("Surrogate-Key", keys), *headers],
        )
        return [body() if callable(body) else body]

    return view


def page_by(header: str, *, keys: str = "page:1", before: bytes = b"") -> View:
    """Return a view whose answer is the value of a request header, and says so in Vary."""
    name = "HTTP_" + header.upper().replace("-", "_")

    def view(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        view = page(body=before + environ.get(name, "none").encode(), keys=keys, headers=[("Vary", header)])
        return view(environ, start)

    return view


class Gate:
    """Holds a view between reading its data and answering."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.leave = threading.Semaphore(0)

    def pass_through(self) -> None:
        self.entered.release()
        assert self.leave.acquire(timeout=PATIENCE)

    def wait_entered(self) -> None:
        assert self.entered.acquire(timeout=PATIENCE)


class Site:
    """The application behind the edge: views by path, and every environment it was called with."""

    def __init__(self) -> None:
        self.views: dict[str, View] = {}
        self.calls: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        self.calls.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        return self.views.get(environ["PATH_INFO"], page())(environ, start)

    def gated(self, path: str, view: View | None = None) -> Gate:
        """Hold every call to `path` at a gate, after its view has made its answer."""
        gate = Gate()
        inner = view or page()

        def wait(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
            answer = inner(environ, start)
            gate.pass_through()
            return answer

        self.views[path] = wait
        return gate


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Response:
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        return [value.decode() for key, value in self.headers if key.decode() == name]

    def __getitem__(self, name: str) -> str | None:
        values = self.all(name)
        assert len(values) < 2, (name, values)
        return values[0] if values else None

    @property
    def how(self) -> str:
        """What the edge says of where the answer came from: hit, miss or pass."""
        return (self["server-timing"] or "").split(",")[0].removeprefix("edge;desc=")


class Client:
    """Runs an event loop in a thread and sends requests to `app` on it."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def settle(self) -> None:
        """Let every request go as far as it can without a thread or a client."""

        async def turns() -> None:
            for _ in range(30):
                await asyncio.sleep(0)

        self.run(turns())

    def get(self, path: str = "/", **wishes: Any) -> Response:
        return self.start(path, **wishes).result(PATIENCE)

    def start(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        headers: Iterable[tuple[str, str]] = (),
        host: str | None = "news.example",
        body: bytes | Iterable[bytes] = b"",
        **scope: Any,
    ) -> "Future[Response]":
        """Begin a request; it goes on while the test does something else. A body of several pieces has no length."""
        pieces = [body] if isinstance(body, bytes) else list(body)
        sent = [(name.lower().encode(), value.encode()) for name, value in headers]
        if host is not None:
            sent.insert(0, (b"host", host.encode()))
        if isinstance(body, bytes) and body:
            sent.append((b"content-length", str(len(body)).encode()))

        async def receive() -> dict[str, Any]:
            if pieces:
                piece = pieces.pop(0)
                return {"type": "http.request", "body": piece, "more_body": bool(pieces)}
            return await asyncio.Future()

        return asyncio.run_coroutine_threadsafe(
            self.exchange(self.scope(path, method=method, headers=sent, **scope), receive), self._loop
        )

    @staticmethod
    def scope(path: str, *, method: str, headers: list[tuple[bytes, bytes]], **other: Any) -> dict[str, Any]:
        raw_path, _, query = path.partition("?")
        return {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "raw_path": raw_path.encode(),
            "query_string": query.encode(),
            "headers": headers,
            "client": ("192.0.2.7", "4711"),
            "server": ("127.0.0.1", "8000"),
            **other,
        }

    async def exchange(self, scope: dict[str, Any], receive: Callable[[], Any]) -> Response:
        response = Response()

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                response.status, response.headers = message["status"], list(message["headers"])
            else:
                response.body += message["body"]

        await self._app(scope, receive, send)
        return response


class World:
    """An edge with everything around it."""

    def __init__(
        self, *, threads: int = 4, queue: int = 256, cache_bytes: int = 10_000_000, **edge: Any
    ) -> None:
        self.site = Site()
        self.clock = Clock()
        self.bus = LocalBus()
        self.cache = Cache(
            max_bytes=cache_bytes, max_variants=edge.get("limits", Limits()).variants, clock=self.clock
        )
        self.backend = ThreadedWsgi(self.site, threads=threads, queue=queue)
        self.edge = Edge(
            backend=self.backend,
            cache=self.cache,
            bus=self.bus,
            personal_cookies=("sessionid", "parley_waiting"),
            **edge,
        )
        self.client = Client(self.edge)

    def close(self) -> None:
        self.backend.stop()
        self.client.close()

    def purge(self, *keys: str) -> None:
        """Announce, as a thread that has committed a comment does."""
        self.bus.publish(Announcement(sequence=1, topic="t", kind="comment.published", surrogate_keys=keys))
