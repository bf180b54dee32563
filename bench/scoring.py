"""(l) Scores as a library, on one core: both tiers in batch and one by one, what takes the time, start and memory."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final

from bench.comments import Comments
from bench.measures import Plan, Runs
from bench.servers import SERVER_CORE

TIERS: Final = ("accurate", "fast")
#: Comments after which memory is read.
MEMORY_COMMENTS: Final = 200
DESCRIBED: Final = 2000
#: Comments that the accurate tier takes in a second of a run, about: what makes a run as long as was asked for.
EACH_SECOND: Final = 100
_LONG_TEXTS = 2  # of each length, a second
BASELINE_MISSING: Final = (
    "scikit-learn is missing, so there is no baseline: pip install -c constraints.txt -e '.[bench]'"
)


class ScoringError(Exception):
    """Scoring could not be measured; says why."""


def scoring_measure(*, plan: Plan) -> tuple[Runs, dict[str, Any]]:
    """Return every run, and facts: the comments, the models and the baseline."""
    count = max(1, round(EACH_SECOND * plan.seconds))
    if not find_spec("sklearn"):
        plan.say(BASELINE_MISSING)
    about: dict[str, Any] = {"texts": inside("comments_describe", count=DESCRIBED)}
    plan.say(f"comments: {about['texts']}")
    runs: Runs = {}
    for _ in range(plan.runs):
        for tier in TIERS:
            runs.setdefault(f"start {tier}", []).append(_started(tier=tier))
    _said(plan, runs)
    said = inside("batches", count=count, runs=plan.runs)
    about |= {"models": said["models"], "baseline": said["baseline"]}
    _kept(plan, runs, said, "batch")
    _kept(plan, runs, inside("single", count=count, runs=plan.runs), "one by one")
    for tier in TIERS:
        _kept(plan, runs, inside("shares", tier=tier, count=count, runs=plan.runs), f"{tier}")
        long = max(1, round(_LONG_TEXTS * plan.seconds))
        _kept(plan, runs, inside("lengths", tier=tier, count=long, runs=plan.runs), f"{tier} letters")
    return runs, about


def inside(task: str, *, tier: str = "accurate", count: int, runs: int = 1) -> dict[str, Any]:
    """Run a task of bench.scoring_inside on the server's core. Raises ScoringError."""
    answer = subprocess.run(
        [*_python("bench.scoring_inside"), task, tier, str(count), str(runs)],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise ScoringError(answer.stderr.strip())
    said: dict[str, Any] = json.loads(answer.stdout)
    return said


def _started(*, tier: str) -> dict[str, object]:
    """Start a process that scores; `seconds` run from its very beginning to its first score."""
    texts = Comments().many(MEMORY_COMMENTS)
    begun = time.perf_counter()
    with subprocess.Popen(
        [*_python("bench.scoring_start"), tier],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        ready = process.stdout.readline()
        seconds = time.perf_counter() - begun
        output, errors = process.communicate(json.dumps(texts) if ready else "")
    if process.returncode:
        raise ScoringError(errors.strip())
    return {"seconds": round(seconds, 3), **json.loads(output)}


def _python(module: str) -> list[str]:
    return ["taskset", "-c", str(SERVER_CORE), sys.executable, "-m", module]


def _kept(plan: Plan, runs: Runs, said: Mapping[str, Any], prefix: str) -> None:
    found = {f"{prefix} {name}": kept for name, kept in said["runs"].items()}
    runs |= found
    _said(plan, found)


def _said(plan: Plan, runs: Runs) -> None:
    for name, kept in runs.items():
        for run in kept:
            plan.say(f"{name}: {run}")
