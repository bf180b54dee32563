"""The load generator: one run of wrk, and what came of it."""

import json
import resource
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from bench.machine import busy_seconds, probe_ms
from bench.servers import LOAD_CORE, SERVER_CORE, Server

LUA = Path(__file__).parent / "lua"
# Beyond this an answer counts as an error.
TIMEOUT = "10s"
# What the scripts in lua/ count.
COUNTS = ("published", "waiting", "scored", "other")


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: `connections` clients that each ask again as soon as they are answered, for `seconds`."""

    url: str
    connections: int
    seconds: float
    script: str = "answers.lua"
    headers: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    def command(self) -> list[str]:
        headers = [part for header in self.headers for part in ("-H", header)]
        return [
            *("taskset", "-c", str(LOAD_CORE), "wrk", "-t", "1", "-c", str(self.connections)),
            *("-d", f"{max(1, round(self.seconds))}s", "--timeout", TIMEOUT, "-s", str(LUA / self.script)),
            *(*headers, self.url),
            *(("--", *self.arguments) if self.arguments else ()),
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Times in milliseconds. `others` is how many of the machine's cores other programs used meanwhile, `stolen` how
    many of its cores a virtual machine did not get; `probe_ms` tells how fast the server's core was just before.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    requests: int
    errors: int
    bytes: int
    server_cpu_ms: float
    server_core: float
    others: float
    stolen: float
    probe_ms: float
    counts: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if value not in ({}, None)}


class LoadError(Exception):
    """wrk said nothing that can be read, or answers were errors."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What server, load generator and machine had used when a run began."""

    server: Server
    probe: float
    busy: float
    steal: float
    cpu: float
    own: float

    @classmethod
    def begin(cls, server: Server) -> Self:
        probe = min(probe_ms(core=SERVER_CORE) for _ in range(3))
        busy, steal = busy_seconds()
        return cls(server, probe, busy, steal, server.cpu_seconds(), _own_seconds())

    def end(self, said: Mapping[str, Any]) -> Outcome:
        """Return the outcome of a run of which the load generator `said` the rest."""
        cpu_used = self.server.cpu_seconds() - self.cpu
        own_used = _own_seconds() - self.own
        busy_after, steal_after = busy_seconds()
        outside = busy_after - self.busy - cpu_used - own_used
        return Outcome(
            rate=round(said["requests"] / said["seconds"], 1),
            p50_ms=said["p50_ms"],
            p99_ms=said["p99_ms"],
            max_ms=said["max_ms"],
            requests=said["requests"],
            errors=said["errors"],
            bytes=said["bytes"],
            server_cpu_ms=round(cpu_used * 1000 / max(said["requests"], 1), 4),
            server_core=round(cpu_used / said["seconds"], 2),
            others=round(max(outside, 0) / said["seconds"], 2),
            stolen=round((steal_after - self.steal) / said["seconds"], 2),
            probe_ms=self.probe,
            counts={name: said[name] for name in COUNTS if name in said},
        )


def load_run(
    *, server: Server, load: Load, beside: Sequence[Load] = (), errors_counted: bool = False
) -> Outcome:
    """Send `load` to `server`, with the loads `beside` it at the same time; return what came of `load`.

    Raises LoadError when an answer was missing, late or above 399, unless `errors_counted`.
    """
    watch = Watch.begin(server)
    others = [subprocess.Popen(each.command(), stdout=subprocess.PIPE, text=True) for each in beside]
    try:
        answer = subprocess.run(load.command(), capture_output=True, text=True, check=False)
    finally:
        for other in others:
            other.terminate()
            other.wait()
            if other.stdout:
                other.stdout.close()
    try:
        said = json.loads(answer.stdout.strip().rsplit("\n", 1)[-1])
    except ValueError as error:
        raise LoadError(f"{answer.stdout}{answer.stderr}") from error
    outcome = watch.end(said)
    if (outcome.errors and not errors_counted) or not outcome.requests:
        raise LoadError(f"{outcome.errors} of {outcome.requests} answers from {load.url} were errors")
    return outcome


def _own_seconds() -> float:
    """The processor time of the load generator: of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
