"""Runs a WSGI application (PEP 3333) in threads and collects its answers, so that no slow client holds one."""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, TypeVar
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from parley.edge.messages import HOP_BY_HOP, Answer, Headers, Request, answer_plain
from parley.kernel.line import Turns

logger = logging.getLogger(__name__)
T = TypeVar("T")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
StartResponse = Callable[..., Callable[[bytes], object]]
WsgiApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# An answer longer than this is collected on disk.
IN_MEMORY = 1024 * 1024
# `Proxy` would become HTTP_PROXY, which some libraries take for their configuration (httpoxy.org). The forwarding
# headers have been read by the edge and must not be believed a second time further in. `Expect` is answered already.
_KEPT_FROM_APP = HOP_BY_HOP | {
    b"expect",
    b"forwarded",
    b"proxy",
    b"surrogate-capability",
    b"surrogate-control",
    b"surrogate-key",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-port",
    b"x-forwarded-prefix",
    b"x-forwarded-proto",
    b"x-forwarded-server",
    b"x-real-ip",
}
# Set by whoever sends the bytes, not by the application.
_KEPT_FROM_CLIENT = HOP_BY_HOP | {b"content-length", b"date", b"server"}
_BODILESS = frozenset((204, 304))


class BusyError(Exception):
    """Too many requests wait for a thread: 503."""


class ThreadedWsgi:
    """A WSGI application in `threads` threads, with at most `queue` requests waiting for one.

    With `turns`, they compute one after the other as far as that goes, see kernel.line.
    """

    def __init__(self, app: WsgiApp, *, threads: int, queue: int = 256, turns: Turns | None = None) -> None:
        self._app = app
        self._turns = turns
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="django")
        self._max = threads + queue
        self._busy = 0

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run `work` in one of the threads. Call it on the event loop. Raises BusyError."""
        if self._busy >= self._max:
            raise BusyError
        self._busy += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, self._in_turn, work)
        future.add_done_callback(self._release)
        return future

    def _in_turn(self, work: Callable[[], T]) -> T:
        # Around all of the work: what notes the time of its beginning must do so when its turn has come.
        with self._turns.taken() if self._turns else nullcontext():
            return work()

    def _release(self, _future: asyncio.Future[Any]) -> None:
        self._busy -= 1

    def stop(self) -> None:
        """Start nothing more; what runs may finish, what waits is dropped. Doesn't wait."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def answer(self, request: Request) -> Answer:
        """Call the application in this thread and collect its answer; its failure becomes a plain 500."""
        collector = _Collector(bodiless=request.method == "HEAD")
        try:
            result = self._app(environ_make(request), collector.start_response)
            try:
                for chunk in result:
                    collector.write(chunk)
            finally:
                close = getattr(result, "close", None)
                if close is not None:
                    close()
            return collector.finish()
        except Exception:  # whatever the application does, the thread and the server live on
            logger.exception(
                "The application failed on %s %s", request.method, request.path.decode("latin-1")
            )
            collector.discard()
            return answer_plain(status=500, text="Internal server error")
        finally:
            request.body.close()


class _Collector:
    """Takes one answer from start_response, write() and the returned iterable."""

    def __init__(self, *, bodiless: bool) -> None:
        self._bodiless = bodiless
        self._status: int | None = None
        self._headers: Headers = []
        self._chunks: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._length = 0

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], object]:
        # Nothing has gone to the client yet, so an application that changes its mind with exc_info always may.
        if self._status is not None and exc_info is None:
            raise RuntimeError("start_response was called twice")
        self._status = int(status.split(" ", 1)[0])
        self._headers = [
            (name.lower().encode("latin-1"), _value(value))
            for name, value in headers
            if name.lower().encode("latin-1") not in _KEPT_FROM_CLIENT
        ]
        return self.write

    def write(self, chunk: bytes) -> None:
        if self._bodiless:
            return
        self._length += len(chunk)
        if self._file is not None:
            self._file.write(chunk)
            return
        self._chunks.append(chunk)
        if self._length > IN_MEMORY:
            self._file = TemporaryFile(prefix="parley-answer-")  # noqa: SIM115 -- closed by Answer.close
            self._file.writelines(self._chunks)
            self._chunks.clear()

    def finish(self) -> Answer:
        if self._status is None:
            raise RuntimeError("start_response was not called")
        if self._status in _BODILESS:
            self.discard()
        body: bytes | IO[bytes] = b"".join(self._chunks)
        if self._file is not None:
            self._file.seek(0)
            body = self._file
        return Answer(status=self._status, headers=self._headers, body=body, length=self._length)

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None
        self._chunks.clear()
        self._length = 0


def _value(value: str) -> bytes:
    if "\r" in value or "\n" in value:
        raise ValueError("A header value must not hold a line break")
    return value.strip().encode("latin-1")  # Django puts a space before each cookie


def environ_make(request: Request) -> dict[str, Any]:
    """Return the WSGI environment of `request`."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query.decode("latin-1"),
        "SERVER_NAME": request.server[0],
        "SERVER_PORT": request.server[1],
        "SERVER_PROTOCOL": request.protocol,
        "REMOTE_ADDR": request.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": request.body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in request.headers:
        # A name with an underscore would look the same as one with a hyphen once it is in the environment.
        if name in _KEPT_FROM_APP or b"_" in name or name == b"content-length":
            continue
        text = value.decode("latin-1")
        if name == b"content-type":
            environ["CONTENT_TYPE"] = text
            continue
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        if key in environ:
            text = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
        environ[key] = text
    if request.length is not None:
        environ["CONTENT_LENGTH"] = str(request.length)
    return environ
