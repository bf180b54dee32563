"""A real `parley serve` for tests: its own data folder, a port from the kernel, its own process group."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx

from tests.prepared import data_copy

START_SECONDS = 400  # a first start costs a minute of a processor, and several tests share two
_OURS = frozenset({"DJANGO_SETTINGS_MODULE", "PARLEY_SECRET_KEY", "DATABASE_URL"})
#: What runs now, so that a test that fails can show what its servers said.
RUNNING: dict[int, Path] = {}
_LINES_SHOWN = 40
_QUICK = {
    "PARLEY_COMMENT_MIN_SECONDS": "0",
    "PARLEY_COMMENT_RATE": "100000/60s",
    "PARLEY_LOG_LEVEL": "WARNING",
}


def port_free() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def environment_of(data: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a process on a data folder: what is the tests' own is left out."""
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {**inherited, **variables, "PARLEY_DATA": str(data)}


def logs_running() -> list[tuple[str, str]]:
    """Return a title and the last lines for each server that runs and said something."""
    said = [
        (log.name, log.read_text("utf-8", "replace").splitlines()[-_LINES_SHOWN:]) for log in RUNNING.values()
    ]
    return [(f"What the server said ({name})", "\n".join(lines)) for name, lines in said if lines]


class ParleyServer:
    """Starts `parley serve` on enter, stops its whole process group on exit. `output` is all that it printed.

    Its data folder is copied from one that another server has started on, unless it is there already, or `first` asks
    for a real first start. With a language of its own only the empty tables are copied, with a database of its own
    nothing is.
    """

    def __init__(
        self,
        *,
        data: Path,
        empty: bool = False,
        first: bool = False,
        port: int | None = None,
        **environment: str,
    ) -> None:
        self.data = data
        self.port = port or port_free()
        self.url = f"http://127.0.0.1:{self.port}"
        self._arguments = ["--empty"] if empty else []
        self._kind = "empty" if empty else "demo"
        if first or "DATABASE_URL" in environment:
            self._kind = ""
        elif "PARLEY_LANGUAGE" in environment:
            self._kind = "migrated"
        self._environment = environment_of(data, **_QUICK | environment)
        self._log = data.parent / f"{data.name}-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def password(self) -> str:
        """The administrator's one-time password, as printed at the first start."""
        found = re.search(r"One-time password: (\S+)", self.output)
        assert found, self.output
        return found[1]

    def start(self) -> None:
        """Start it and wait until it answers; one that does not is ended, so that later tests have the machine."""
        if self._kind and not self.data.exists():
            data_copy(target=self.data, kind=self._kind)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "parley", "serve", "--port", str(self.port), *self._arguments],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        RUNNING[self._process.pid] = self._log
        try:
            self._answer_await(self._process)
        except BaseException:
            self.kill()
            raise

    def _answer_await(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, f"the server ended:\n{self.output}"
            assert time.monotonic() < until, f"the server did not answer in time:\n{self.output}"
            try:
                if httpx.get(f"{self.url}/-/health", timeout=5).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)  # polling a condition, not waiting for a time

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; return its exit status."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        RUNNING.pop(process.pid, None)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        try:
            return process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise

    def kill(self) -> None:
        """End every process of it at once, with no chance to tidy up."""
        assert self._process is not None
        process, self._process = self._process, None
        RUNNING.pop(process.pid, None)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
