"""Connections for `kernel.outgoing`: to checked addresses, and with an end. Imports no Django."""

import math
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any, Final

import httpcore2

from parley.kernel.public_addresses import Lookup, address_is_public

CONNECT_SECONDS: Final = 3.0
_WRITTEN_AT_ONCE: Final = 4096


class AddressRefusedError(Exception):
    """The host has an address that is not the public internet's."""


class Deadline:
    """The moment at which a call must have ended, `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float = math.inf) -> float:
        """Return the seconds left, at most `most`. Raises httpcore2.TimeoutException when none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return min(left, most)


class TimedStream(httpcore2.NetworkStream):
    """A connection whose every step ends by one deadline, so that a byte now and then keeps nobody waiting."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        for start in range(0, len(buffer), _WRITTEN_AT_ONCE):
            self._stream.write(buffer[start : start + _WRITTEN_AT_ONCE], self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        del timeout
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(CONNECT_SECONDS))
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to a host at an address that it may have, looked up once. `private`: it may have any."""

    def __init__(self, *, private: bool, deadline: Deadline, lookup: Lookup) -> None:
        self._private = private
        self._deadline = deadline
        self._lookup = lookup
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        del timeout
        failed: Exception = httpcore2.ConnectError("it has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._deadline.left(CONNECT_SECONDS), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return TimedStream(stream, self._deadline)
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        """Return the host's addresses. One that is not public is enough to call none of them."""
        try:
            found = self._lookup(host, port, self._deadline.left(CONNECT_SECONDS))
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout from error
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("its name was not found") from error
        if not self._private and not all(map(address_is_public, found)):
            raise AddressRefusedError
        return found
