"""The servers that are measured: each in a session of its own on one core, stopped with all it started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.machine import TICKS, priority_raise

_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = _CORES[0]
# On a machine with one core the figures still say something, but not what the server can do.
LOAD_CORE = _CORES[-1]
START_TIMEOUT = 180.0  # seconds
PARLEY = Path(sys.executable).with_name("parley")


class StartError(Exception):
    """A server ended or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, and the session that all its processes belong to."""

    url: str
    session: int
    start_seconds: float

    def processes(self) -> list[int]:
        return [
            int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and self._owns(entry)
        ]

    def cpu_seconds(self) -> float:
        """Return the processor time its living processes have used."""
        used = 0
        for process in self.processes():
            fields = _stat(Path(f"/proc/{process}"))
            used += int(fields[11]) + int(fields[12])
        return used / TICKS

    def memory(self) -> list[dict[str, object]]:
        """Return resident and proportional memory of each process, in MiB."""
        rows = []
        for process in self.processes():
            sizes = {}
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]:
                name, value = line.split(":")
                sizes[name] = int(value.split()[0]) / 1024
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            command = " ".join(Path(word.decode()).name for word in words[:3])
            rows.append(
                {"command": command, "rss_mib": round(sizes["Rss"], 1), "pss_mib": round(sizes["Pss"], 1)}
            )
        return rows

    def _owns(self, entry: Path) -> bool:
        try:
            return int(_stat(entry)[3]) == self.session
        except OSError:
            return False  # it ended while we looked


def _stat(entry: Path) -> list[str]:
    # The command's name, in brackets, may hold anything; the fields after it count from the state.
    return (entry / "stat").read_text().rpartition(")")[2].split()


def port_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def parley_server(*, data: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    port = port_free()
    command = [str(PARLEY), "serve", "--port", str(port), "--data", str(data)]
    settings = {"PARLEY_URL": f"http://127.0.0.1:{port}", **(environment or {})}
    with _running(
        command=command,
        url=f"http://127.0.0.1:{port}",
        probe="/-/health",
        log=data.with_suffix(".log"),
        environment=settings,
    ) as server:
        yield server


@contextmanager
def scoring_server(*, data: Path, tier: str) -> Iterator[Server]:
    """`parley toxicity serve` as it is meant to run on one core."""
    port = port_free()
    command = [str(PARLEY), "toxicity", "serve", "--port", str(port), "--data", str(data), "--tier", tier]
    with _running(
        command=command,
        url=f"http://127.0.0.1:{port}",
        probe="/healthz",
        log=data.with_suffix(".log"),
    ) as server:
        yield server


@contextmanager
def bare_server(*, folder: Path, file: Path) -> Iterator[Server]:
    """An ASGI application that knows one answer, under granian as we run it: what is left is our own share."""
    port = port_free()
    with _running(
        command=[sys.executable, "-m", "bench.bare", str(port), str(file)],
        url=f"http://127.0.0.1:{port}",
        probe="/",
        log=folder / "bare.log",
    ) as server:
        yield server


NGINX_CONFIGURATION = """
{user}worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 75;
  keepalive_requests 1000000000;
  open_file_cache max=100 inactive=60s;
  default_type "text/html; charset=utf-8";
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=2048; root {folder}/files; }}
}}
"""


@contextmanager
def nginx_server(*, folder: Path) -> Iterator[Server]:
    """One worker of nginx with the files of `folder`/files, and nothing to do but send them."""
    port = port_free()
    configuration = folder / "nginx.conf"
    # Started by root, its worker would else become "nobody", who can't read our folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX_CONFIGURATION.format(folder=folder, port=port, user=user))
    with _running(
        command=["/usr/sbin/nginx", "-p", str(folder), "-c", str(configuration)],
        url=f"http://127.0.0.1:{port}",
        probe="/identity",
        log=folder / "nginx.out",
    ) as server:
        yield server


@contextmanager
def _running(
    *, command: list[str], url: str, probe: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    start = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *command],
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_priority_inherit,  # noqa: PLW1509 -- no other thread runs here that could hold a lock
        )
    try:
        _wait(process=process, url=url + probe, log=log, until=start + START_TIMEOUT)
        yield Server(url=url, session=process.pid, start_seconds=round(time.monotonic() - start, 3))
    finally:
        _stop(process)


def _wait(*, process: "subprocess.Popen[bytes]", url: str, log: Path, until: float) -> None:
    while time.monotonic() < until:
        if process.poll() is not None:
            raise StartError(f"It ended with {process.returncode}:\n{log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    raise StartError(f"No answer from {url}:\n{log.read_text()[-4000:]}")


def _priority_inherit() -> None:
    """Give the new session the priority of the benchmark's own."""
    if value := os.getpriority(os.PRIO_PROCESS, 0):
        priority_raise(value)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the whole session: politely, then for certain."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
