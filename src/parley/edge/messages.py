"""What passes between the parts of the edge: a request on its way to the backend, an answer on its way back."""

import io
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import IO, Any

# The ASGI types (asgi.readthedocs.io/en/latest/specs/main.html).
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# Meant for one connection only (RFC 9110, 7.6.1), so never passed on in either direction.
HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)


@dataclass(slots=True)
class Request:
    """One HTTP request, its body read in full. `path` is as sent, percent-encoded; header names are lower case."""

    method: str
    path: bytes
    query: bytes
    headers: Headers
    scheme: str = "http"
    address: str = ""
    server: tuple[str, str] = ("localhost", "80")
    protocol: str = "HTTP/1.1"
    body: IO[bytes] = field(default_factory=io.BytesIO)
    length: int | None = None


@dataclass(slots=True)
class Answer:
    """One HTTP answer. `body` is bytes, or for a long one a file at its start, of `length` bytes; `close` ends it."""

    status: int
    headers: Headers
    body: bytes | IO[bytes] = b""
    length: int = 0

    def close(self) -> None:
        if not isinstance(self.body, bytes):
            self.body.close()


def answer_plain(*, status: int, text: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
    """Return an answer of the edge's own: one line of plain text that nobody keeps."""
    body = f"{text}\n".encode()
    return Answer(
        status=status,
        headers=[
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            *headers,
        ],
        body=body,
        length=len(body),
    )


def headers_merge(raw: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return one value for each name: repeated fields joined, cookies with "; " as RFC 9113, 8.2.3 says."""
    merged: dict[bytes, bytes] = {}
    for name, value in raw:
        if name in merged:
            merged[name] += (b"; " if name == b"cookie" else b", ") + value
        else:
            merged[name] = value
    return merged
