"""A real server in its own process, with the stand-in model: started once for a module."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[3]
PATIENCE = 60  # seconds, for a busy machine


class LiveServer:
    """`url` is where it answers; the port is the kernel's choice, read from what the server prints."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._log = folder / "server.log"
        self._command = [
            sys.executable,
            "-m",
            "tests.toxicity.perspective.toy_server",
            str(folder),
            *arguments,
        ]
        self.url = ""

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while not (found := re.search(r"scores at (http://[\d.:]+)/", self.output)):
            assert self._process.poll() is None, self.output
            assert time.monotonic() < until, self.output
            time.sleep(0.05)  # polling a condition
        self.url = found[1]
        return self

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; return its exit status."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(PATIENCE)

    def __exit__(self, *_error: object) -> None:
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
