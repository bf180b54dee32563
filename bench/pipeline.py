"""(o) What screening costs a comment, by phase, in processor time; beside a post that nothing screens."""

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

#: Comments in a second of a run, about.
EACH_SECOND: Final = 25
ALL_AIM_MS, RULES_AIM_MS = 25.0, 3.0
RULES: Final = 10_000


class PipelineError(Exception):
    """The pipeline could not be measured; says why."""


def pipeline_measure(*, plan: Plan) -> Runs:
    """Return every run. The database is a file of its own in a folder for temporary files."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        answer = subprocess.run(
            [
                *("taskset", "-c", str(SERVER_CORE), sys.executable, "-m", "bench.pipeline_inside"),
                *(str(Path(folder)), str(max(20, round(EACH_SECOND * plan.seconds))), str(plan.runs)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if answer.returncode:
        raise PipelineError(answer.stderr.strip())
    runs: Runs = json.loads(answer.stdout)
    for name, kept in runs.items():
        for run in kept:
            plan.say(f"{name}: {run}")
    return runs


def pipeline_lines(*, middle: Mapping[str, Mapping[str, float]]) -> list[Line]:
    """(o)."""
    phases, rules = middle["all phases"], middle[f"{RULES} rules"]
    screened, bare = middle["post screened"], middle["post without screening"]
    lines = [
        Line("(o) all phases, LLM and HTTP off: processor time a comment, median", _ms(phases["p50_ms"])),
        Line("        p99", _ms(phases["p99_ms"]), f"≤ {ALL_AIM_MS:g} ms", phases["p99_ms"] <= ALL_AIM_MS),
    ]
    each = {name.removeprefix("phase "): row for name, row in middle.items() if name.startswith("phase ")}
    lines += [
        Line(f"    {name}: median, p99", f"{_ms(row['p50_ms'])}, {_ms(row['p99_ms'])}")
        for name, row in each.items()
    ]
    return [
        *lines,
        Line(f"    house rules with {RULES:,} rules: median", _ms(rules["p50_ms"])),
        Line("        p99", _ms(rules["p99_ms"]), f"≤ {RULES_AIM_MS:g} ms", rules["p99_ms"] <= RULES_AIM_MS),
        Line(
            "    a whole post, screened and not: median", f"{_ms(screened['p50_ms'])}, {_ms(bare['p50_ms'])}"
        ),
        Line("        screened / not", f"{screened['p50_ms'] / bare['p50_ms']:.2f}"),
    ]


def _ms(value: Any) -> str:
    return f"{value:.2f} ms"
