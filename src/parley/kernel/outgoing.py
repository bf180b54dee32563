"""Asking services outside: bounded in time and in size, and only at addresses that they may have. Imports no Django.

A name is looked up once for each call; every address found is checked, and the connection goes to one of these, so that
a name which answers differently the second time gains nothing. Redirects are not followed and proxies of the
environment not used. Each call has a connection of its own.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Final
from urllib.parse import urlsplit

import httpcore2

from parley import __version__
from parley.kernel.line import turns
from parley.kernel.outgoing_connection import AddressRefusedError, CheckedBackend, Deadline
from parley.kernel.public_addresses import Lookup, addresses_find

#: A service's host and port, as the settings name them.
Place = tuple[str, int]

ANSWER_MAX: Final = 64 * 1024
_PORTS: Final = {"https": 443, "http": 80}
_URL: Final = re.compile(r"[\x21-\x7e]+")
_HEADER: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


class OutgoingError(Exception):
    """A call that came to no answer. What it says names the host, and nothing of what was sent."""


class OutgoingRefusedError(OutgoingError):
    """The host must not be called. Nothing was sent."""


class OutgoingTimeoutError(OutgoingError):
    """It took too long."""


class OutgoingBrokenError(OutgoingError):
    """There was no connection, or what came over it was no HTTP."""


class AnswerTooLargeError(OutgoingError):
    """The answer was larger than what is taken."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes. `host` in ASCII and in lower case, an IPv6 address without brackets; `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> Place:
        return self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, whatever its status. `headers` by their names in lower case, the last of each name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def target_read(url: str, *, allowed: Collection[Place] = ()) -> Target:
    """Read the address of a service. Raises ValueError with a sentence for whoever set it.

    Plain http is taken for places in `allowed` alone: on the way to others anybody could read readers' texts.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise ValueError("is no address") from error
    if parts.scheme not in _PORTS or not host:
        raise ValueError("must begin with https:// or http:// and a host")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "@" in parts.netloc or parts.fragment or not _URL.fullmatch(path):
        raise ValueError("must have no name, password, fragment or spaces in it")
    target = Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path)
    if target.scheme == "http" and target.place not in allowed:
        raise ValueError(
            f"must use https, or {target.host}:{target.port} must stand in PARLEY_OUTGOING_ALLOW"
        )
    return target


def place_read(text: str) -> Place:
    """Read "host:port", with an IPv6 address in brackets. Raises ValueError."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError) as error:
        raise ValueError(f"{text!r} is not written as host:port") from error
    if not host or port is None or parts.path or "@" in parts.netloc:
        raise ValueError(f"{text!r} is not written as host:port")
    return host, port


def outgoing_post(
    *,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    seconds: float,
    allowed: Collection[Place] = (),
    answer_max: int = ANSWER_MAX,
    lookup: Lookup = addresses_find,
) -> Answer:
    """Send `body` and return the answer, in `seconds` at most, the look-up of the name included.

    `allowed`: the places that may have addresses which are not the public internet's. `answer_max` in bytes. Raises
    OutgoingError. Never tries twice: a service may have worked on what it got.
    """
    try:
        target = target_read(url, allowed=allowed)
    except ValueError as error:
        raise OutgoingRefusedError(f"An address that is called {error}") from None
    sent = _headers(target, headers)
    is_private = target.place in allowed
    backend = CheckedBackend(private=is_private, deadline=Deadline(seconds), lookup=lookup)
    host, path = target.host.encode(), target.path.encode()
    connection = httpcore2.HTTPConnection(
        httpcore2.Origin(target.scheme.encode(), host, target.port),
        ssl_context=_tls_context() if target.scheme == "https" else None,
        network_backend=backend,
    )
    request = httpcore2.URL(scheme=target.scheme.encode(), host=host, port=target.port, target=path)
    with turns.paused(), _failures_named(target):  # others may compute while this one waits
        try:
            with connection.stream("POST", request, headers=sent, content=body) as response:
                received = {name.decode("latin-1").lower(): _text(value) for name, value in response.headers}
                return Answer(response.status, received, _read(response, answer_max, target))
        finally:
            connection.close()


def _headers(target: Target, given: Mapping[str, str]) -> list[tuple[bytes | str, bytes | str]]:
    """Checked here, for the library would write a wrong value, such as a key with a line break, into its log."""
    if not all(_HEADER.fullmatch(value) for value in given.values()):
        raise OutgoingRefusedError(f"A header for {target} has other characters than printable ASCII")
    sent = {
        "Host": target.authority,
        "User-Agent": f"Parley/{__version__}",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **given,
    }
    return list(sent.items())


@contextmanager
def _failures_named(target: Target) -> Iterator[None]:
    """Say what failed in our own words: the library's may quote a header, and with it a key."""
    try:
        yield
    except AddressRefusedError:
        raise OutgoingRefusedError(
            f"{target} has an address that is not the public internet's; "
            f"if it shall be called, name {target.host}:{target.port} in PARLEY_OUTGOING_ALLOW"
        ) from None
    except httpcore2.TimeoutException:
        raise OutgoingTimeoutError(f"{target} took too long") from None
    except (httpcore2.NetworkError, httpcore2.RemoteProtocolError) as error:
        raise OutgoingBrokenError(f"{target} could not be asked: {error}") from None
    except httpcore2.ProtocolError:
        raise OutgoingBrokenError(f"{target} could not be asked: what was to be sent is no HTTP") from None


def _read(response: httpcore2.Response, most: int, target: Target) -> bytes:
    body = bytearray()
    for part in response.iter_stream():
        body += part
        if len(body) > most:
            raise AnswerTooLargeError(f"{target} answered with more than {most} bytes")
    return bytes(body)


def _text(value: bytes) -> str:
    return value.decode("latin-1").strip()


@cache
def _tls_context() -> SSLContext:
    """The system's authorities; read once, because that takes longer than many a call."""
    return httpcore2.default_ssl_context()
