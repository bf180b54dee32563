"""Where the rows go: standard output, or a file that appears under its name only when it is whole."""

import fcntl
import gzip
import os
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from parley.toxicity.files.problems import FileProblemError
from parley.toxicity.files.records import AssembledFormat, Format
from parley.toxicity.files.state import State, folder_sync


class Output(ABC):
    """Takes batches in order. `state` tells how far they have come."""

    state: State

    @property
    def position(self) -> int:
        """Where reading has to begin."""
        return 0

    @property
    def resumable(self) -> str:
        """How to go on after an interruption; empty where that can't be."""
        return ""

    @abstractmethod
    def begin(self, *, model: str, form: Format) -> None:
        """Get ready to write. Raises `FileProblemError` where an interrupted run used another model."""

    @abstractmethod
    def write(self, data: bytes, *, position: int, problems: Counter[str], rows: int) -> None:
        """Write one batch."""

    @abstractmethod
    def finish(self, form: Format) -> None:
        """Write what is left when all rows are there."""

    @abstractmethod
    def close(self) -> None:
        """Keep what is done, and let go."""

    def _count(self, *, position: int, problems: Counter[str], rows: int, written: int) -> None:
        # In one step: an interruption must not find the position of one batch beside the bytes of another.
        state = self.state
        self.state = replace(
            state,
            position=position,
            problems=state.problems + problems,
            rows=state.rows + rows,
            written=state.written + written,
        )


class StreamOutput(Output):
    """Standard output: nothing to come back to."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._log: IO[bytes] | None = None

    def begin(self, *, model: str, form: Format) -> None:
        self.state = State(source={}, options={}, model=model)
        if isinstance(form, AssembledFormat):
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `close`
        self._put(form.head)

    def _put(self, data: bytes) -> None:
        (self._log or self._stream).write(data)
        self._stream.flush()

    def write(self, data: bytes, *, position: int, problems: Counter[str], rows: int) -> None:
        self._put(data)
        self._count(position=position, problems=problems, rows=rows, written=len(data))

    def finish(self, form: Format) -> None:
        if self._log is not None and isinstance(form, AssembledFormat):
            self._log.seek(0)
            form.assemble(self._log, self._stream)
            self._stream.flush()

    def close(self) -> None:
        if self._log is not None:
            self._log.close()


class FileOutput(Output):
    """A file. Until all rows are there they stand in FILE.part, and how far they reach in FILE.part.state."""

    def __init__(
        self,
        target: Path,
        *,
        source: dict[str, Any],
        options: dict[str, Any],
        restart: bool,
        every: float,
    ) -> None:
        """Look at what an earlier run left. Raises `FileProblemError` where nothing can be built on it.

        `every`: seconds between two checkpoints.
        """
        self._target = target
        self._part = target.with_name(target.name + ".part")
        self._state_path = target.with_name(target.name + ".part.state")
        self._zipped = target.suffix == ".gz"
        self._source, self._options, self._restart, self._every = source, options, restart, every
        self._saved = 0.0
        self._begun = self._locked = False
        try:
            self._handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise FileProblemError(f"“{self._part}” can't be written: {error.strerror}.") from error
        try:
            self._kept = self._kept_find()
        except BaseException:
            self.close()
            raise

    def _kept_find(self) -> State | None:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FileProblemError(
                f"Another run is writing “{self._part}”. Wait for it, or name another --output."
            ) from error
        self._locked = True
        kept = None if self._restart else State.read(self._state_path)
        if self._target.exists() and not self._restart and not (kept and kept.replaces):
            raise FileProblemError(
                f"“{self._target}” exists. Name another file, or replace it with --restart."
            )
        size = os.fstat(self._handle).st_size
        if kept is None:
            if size and not self._restart:
                raise FileProblemError(
                    f"“{self._part}” exists, and nothing tells how it came about. Remove it, or start anew with "
                    "--restart."
                )
            return None
        if size < kept.written:
            raise FileProblemError(f"“{self._part}” is shorter than it was. Start anew with --restart.")
        kept.compare(source=self._source, options=self._options)
        return kept

    @property
    def position(self) -> int:
        return self._kept.position if self._kept else 0

    @property
    def resumable(self) -> str:
        if not self._begun:
            return ""
        without = ", without --restart" if self._restart else ""
        return f"{self.state.rows:,} rows are kept in “{self._part}”. Run the same command again{without} to go on."

    def begin(self, *, model: str, form: Format) -> None:
        if self._kept:
            self._kept.compare_model(model)
        replaces = self._restart and self._target.exists()
        self.state = self._kept or State(
            source=self._source, options=self._options, model=model, replaces=replaces
        )
        if not self._kept:
            # The state goes first: a part without one could be anybody's.
            self.state.write(self._state_path)
        self._begun = True
        os.ftruncate(self._handle, self.state.written)
        os.lseek(self._handle, 0, os.SEEK_END)
        if self.state.position == 0:
            os.ftruncate(self._handle, 0)
            self.state.written = 0
            os.lseek(self._handle, 0, os.SEEK_SET)
            self._count(position=0, problems=Counter(), rows=0, written=self._put(form.head))
        self._saved = time.monotonic()

    def _put(self, data: bytes) -> int:
        """Write all of it, past any buffer: an interruption finds nothing half kept. Gives the bytes written."""
        if self._zipped and data:
            data = gzip.compress(data, mtime=0)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._handle, rest) :]
        return len(data)

    def write(self, data: bytes, *, position: int, problems: Counter[str], rows: int) -> None:
        written = self._put(data)
        self._count(position=position, problems=problems, rows=rows, written=written)
        if time.monotonic() - self._saved >= self._every:
            self._save()

    def _save(self) -> None:
        os.fsync(self._handle)
        self.state.write(self._state_path)
        self._saved = time.monotonic()

    def finish(self, form: Format) -> None:
        self._save()
        ready = self._part
        if isinstance(form, AssembledFormat):
            ready = self._target.with_name(self._target.name + ".part.assembled")
            with ready.open("wb") as target, os.fdopen(os.dup(self._handle), "rb") as log:
                log.seek(0)
                form.assemble(log, target)
                target.flush()
                os.fsync(target.fileno())
        ready.replace(self._target)
        self._begun = False
        self._part.unlink(missing_ok=True)
        self._state_path.unlink(missing_ok=True)
        folder_sync(self._target.parent)

    def close(self) -> None:
        if self._handle < 0:
            return
        if self._begun:
            self._save()
        elif self._locked and not self._state_path.exists() and not os.fstat(self._handle).st_size:
            self._part.unlink(missing_ok=True)  # made by this run, which never began
        os.close(self._handle)
        self._handle = -1
