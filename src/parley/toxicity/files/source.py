"""The input as bytes: a file or standard input, unpacked where it is gzipped, in lines of bounded length."""

import gzip
import hashlib
import io
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from parley.toxicity.files.problems import FileProblemError, JobStoppedError
from parley.toxicity.files.records import MAX_ROW

_HEAD: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
STDIN: Final = "-"


@dataclass(slots=True)
class Line:
    """A line with its end. `body` is empty and `too_long` set where it has more than `MAX_ROW` bytes."""

    body: bytes
    position: int
    size: int
    too_long: bool = False


class _Replay(io.RawIOBase):
    """Give what was read from a stream once more, then the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._head:
            data = self._rest.read(len(buffer))
            buffer[: len(data)] = data
            return len(data)
        count = min(len(buffer), len(self._head))
        buffer[:count] = self._head[:count]
        self._head = self._head[count:]
        return count


class Source:
    """Bytes to read once, from the beginning or from a position on."""

    def __init__(self, name: str, *, stdin: IO[bytes]) -> None:
        """Open the file `name`, or standard input for ``-``. Raises `FileProblemError`."""
        self.name = name
        self._spool: IO[bytes] | None = None
        self._foreign = name == STDIN
        try:
            self._file: IO[bytes] = stdin if self._foreign else Path(name).open("rb", _HEAD)  # noqa: SIM115 -- by _close
            # A named pipe is a stream too; standard input is one also where it happens to be a file.
            self.is_stream = self._foreign or not self._file.seekable()
            self._head = self._file.read(_HEAD)
        except OSError as error:
            raise FileProblemError(f"“{name}” can't be read: {error.strerror or error}.") from error
        if self.is_stream:
            self._size, self._modified = 0, 0
        else:
            status = os.fstat(self._file.fileno())
            self._size, self._modified = status.st_size, status.st_mtime_ns
            self._file.seek(0)
        self.zipped = self._head.startswith(_GZIP)
        self._stream = self._stream_open()
        try:
            self.beginning = self._unpacked_head()
        except FileProblemError:
            self._close()
            raise
        self.is_small = len(self._head) < _HEAD and len(self.beginning) < _HEAD

    def _unpacked_head(self) -> bytes:
        head = self._head
        if self.zipped:
            try:
                head = zlib.decompressobj(wbits=31).decompress(self._head, _HEAD)
            except zlib.error as error:
                raise FileProblemError(f"“{self.name}” can't be unpacked: {error}.") from error
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FileProblemError(
                "The input is encoded in UTF-16. Make it UTF-8 first, for instance with: iconv -f UTF-16 -t UTF-8"
            )
        return head

    def _stream_open(self) -> io.BufferedReader:
        plain = io.BufferedReader(_Replay(self._head, self._file), _HEAD) if self.is_stream else self._file
        if self.zipped:
            # A GzipFile is a raw stream in all but its declared type.
            return io.BufferedReader(gzip.GzipFile(fileobj=plain), _HEAD)
        return plain  # type: ignore[return-value]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._spool is not None:
            self._spool.close()
        if not self._foreign:
            self._stream.close()
            self._file.close()

    @property
    def identity(self) -> dict[str, Any]:
        """What tells whether a later run reads the same; of a stream that is only its first 64 KiB."""
        return {
            "size": self._size,
            "modified": self._modified,
            "head": hashlib.sha256(self._head).hexdigest(),
        }

    def share(self) -> float | None:
        """Tell how much has been read, 0..1; None for a stream."""
        return None if self.is_stream or not self._size else min(1.0, self._file.tell() / self._size)

    def lines(self, *, start: int = 0) -> Iterator[Line]:
        """Yield the lines from a byte of the unpacked input on. Raises `JobStoppedError` where reading fails."""
        try:
            self._skip(start)
            position = start
            while body := self._stream.readline(MAX_ROW + 1):
                size = len(body)
                too_long = size > MAX_ROW
                while too_long and not body.endswith(b"\n"):
                    body = self._stream.readline(_HEAD)
                    size += len(body)
                    if not body:
                        break
                position += size
                yield Line(b"" if too_long else body, position, size, too_long)
        except (OSError, EOFError, zlib.error) as error:
            raise JobStoppedError(f"“{self.name}” can't be read further: {error}.") from error

    def _skip(self, count: int) -> None:
        if not self.is_stream:
            self._stream.seek(count)
            return
        while count and (passed := self._stream.read(min(count, _HEAD))):
            count -= len(passed)

    def as_file(self) -> IO[bytes]:
        """Give a file that can be read from any place; standard input is written to a nameless one first."""
        if not self.is_stream and not self.zipped:
            return self._file
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the source
        shutil.copyfileobj(self._stream, self._spool)
        self._spool.seek(0)
        return self._spool
