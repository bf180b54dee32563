"""(p) What the moderators' desk costs with 100,000 comments waiting, beside the same with a hundred."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.measures import Plan, Runs
from bench.report import Line
from bench.servers import SERVER_CORE

FEW, MANY = 100, 100_000
#: Requests of each kind in a second of a run, about.
EACH_SECOND: Final = 8
#: What is asked for, in words, and how long it may take.
STEPS: Final[Mapping[str, tuple[str, float | None]]] = {
    "queue": ("the queue's page", 100.0),
    "next": ("the next comment", 30.0),
    "decide": ("deciding one", None),
    "counts": ("what changes meanwhile", None),
}


class DeskError(Exception):
    """The desk could not be measured; says why."""


def desk_measure(*, plan: Plan) -> Runs:
    """Return every run, by step and number that wait. Each database is a file in a folder for temporary files."""
    runs: Runs = {}
    count = max(20, round(EACH_SECOND * plan.seconds))
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        for _run in range(plan.runs):
            # In turns, so that whatever else the machine does meets both.
            for waiting in (FEW, MANY):
                for step, figures in _ask(Path(folder) / str(waiting), waiting, count).items():
                    runs.setdefault(f"{step} {waiting}", []).append(figures)
                    plan.say(f"{step} {waiting}: {figures}")
    return runs


def _ask(folder: Path, waiting: int, count: int) -> dict[str, dict[str, object]]:
    answer = subprocess.run(
        [
            *("taskset", "-c", str(SERVER_CORE), sys.executable, "-m", "bench.desk_inside"),
            *(str(folder), str(waiting), str(count)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise DeskError(answer.stderr.strip())
    found: dict[str, dict[str, object]] = json.loads(answer.stdout)
    return found


def desk_lines(*, middle: Mapping[str, Mapping[str, float]]) -> list[Line]:
    """(p)."""
    lines: list[Line] = []
    for step, (words, most) in STEPS.items():
        many, few = middle[f"{step} {MANY}"], middle[f"{step} {FEW}"]
        lines += [
            Line(
                f"(p) {words}, {MANY:,} waiting: processor time, median",
                _ms(many["cpu_p50_ms"]),
                f"≤ {most:g} ms" if most else "",
                many["cpu_p50_ms"] <= most if most else None,
            ),
            Line("        p99", _ms(many["cpu_p99_ms"])),
            Line("        by the clock: median, p99", f"{_ms(many['p50_ms'])}, {_ms(many['p99_ms'])}"),
            Line(f"        / with {FEW}", f"{many['cpu_p50_ms'] / few['cpu_p50_ms']:.2f}"),
            Line("        queries", f"{many['queries']:.0f}"),
        ]
    return lines


def _ms(value: Any) -> str:
    return f"{value:.1f} ms"
