"""Keeps labelled examples for the model's next training: one JSON line each, only ever added."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from parley.toxicity.perspective.limits import MIB

FILE_LIMIT: Final = 1024 * MIB


class SuggestionsFullError(Exception):
    """The file has reached its limit, in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class Suggestions(Protocol):
    """Takes labelled examples. Safe to call from several threads."""

    def append(self, example: Mapping[str, object]) -> None:
        """Keep `example` for good before returning. Raises SuggestionsFullError or OSError, having kept nothing."""
        ...


class SuggestionsFile:
    """A file of at most `limit` bytes that only its owner can read; made when the first example comes."""

    def __init__(self, path: Path, *, limit: int = FILE_LIMIT) -> None:
        self._path = path
        self._limit = limit

    def append(self, example: Mapping[str, object]) -> None:
        line = json.dumps(example).encode("ascii") + b"\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # Held against other threads and processes alike, since each call opens the file anew.
            fcntl.flock(handle, fcntl.LOCK_EX)
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                line = b"\n" + line  # a power cut left half a line: the next example still begins on its own
            if size + len(line) > self._limit:
                raise SuggestionsFullError(self._limit)
            written = os.write(handle, line)
            if written != len(line):
                os.ftruncate(handle, size)
                raise OSError(f"Only {written} of {len(line)} bytes could be written to {self._path}")
            os.fsync(handle)
        finally:
            os.close(handle)
