"""A service that tests ask over a real connection: an HTTP server on a free port of this machine."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

DRIP_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass
class HttpService:
    """`asked`: each request, in order. `behave`: what to do with the next ones."""

    port: int
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    behave: Callable[["_Handler"], None] = lambda handler: handler.say(200, b"")
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/ask?now=1"

    @property
    def place(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def says(self, body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Answer with these bytes, or with another object as JSON."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.behave = lambda handler: handler.say(status, sent, headers or {})

    def hangs(self) -> None:
        """Take the request and say nothing."""

        def hang(_handler: "_Handler") -> None:
            self.over.wait(60)

        self.behave = hang

    def drips(self, answer: bytes) -> None:
        """Send the whole answer, head and all, a byte at a time."""

        def drip(handler: "_Handler") -> None:
            for byte in answer:
                if self.over.wait(DRIP_SECONDS):
                    return
                handler.wfile.write(bytes([byte]))

        self.behave = drip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.service.asked.append(Asked(self.path, headers, body))
        self.close_connection = True
        try:
            self.server.service.behave(self)
        except (BrokenPipeError, ConnectionResetError):
            return  # whoever asked has gone

    def say(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class calls it that
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    service: HttpService

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that the other side broke off is what some tests are about."""


@contextmanager
def http_service(*, tls: SSLContext | None = None) -> Iterator[HttpService]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.service = HttpService(server.server_port, "https" if tls else "http")
        running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        try:
            yield server.service
        finally:
            server.service.over.set()
            server.shutdown()
            running.join()
