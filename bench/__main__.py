"""`python -m bench [a b c …]`: measure, print a table, write bench/results.json."""

import argparse
import shutil
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.desk import DeskError, desk_lines, desk_measure
from bench.generate import DEFAULT as DATABASE
from bench.machine import machine_describe, priority_raise
from bench.measures import (
    Plan,
    cached_measure,
    disturbed_measure,
    posting_measure,
    site_prepared,
    start_measure,
    uncached_measure,
)
from bench.pipeline import PipelineError, pipeline_lines, pipeline_measure
from bench.record import results_write
from bench.report import Line, lines_make, medians, table_print
from bench.report_scoring import scoring_http_lines, scoring_lines
from bench.report_threads import cold_lines, hot_lines, reply_lines
from bench.scoring import TIERS, ScoringError, scoring_measure
from bench.scoring_http import scoring_http_measure
from bench.simulation.assumed import Assumed
from bench.simulation.run import simulation_lines, simulation_measure
from bench.streams import streams_lines, streams_measure
from bench.threads import (
    COLD,
    CONTEXT,
    DEEP,
    cold_measure,
    database_ready,
    hot_measure,
    inside_measure,
    reply_measure,
)
from parley.toxicity import ModelUnusable

RESULTS = Path(__file__).parent / "results.json"
DEMONSTRATION, THREADS, SCORING, MODERATION = (frozenset(each) for each in ("abcdek", "fghij", "lm", "nop"))
PARTS = DEMONSTRATION | THREADS | SCORING | MODERATION
# Which parts need a program that is not ours.
PROGRAMS = {
    "taskset": PARTS - {"n"},
    "wrk": PARTS - frozenset("dklnop"),
    "/usr/sbin/nginx": frozenset("af"),
}
# What the parts measured over HTTP and in one process are called in the results, and which places they ask for.
COLD_PARTS = {"g": ("cold", COLD), "h": ("deep", DEEP), "i": ("context", CONTEXT)}


def main() -> int:
    """Run what was asked for; return the exit status. A missed aim is a figure, not a failure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(sorted(PARTS))} to measure (all)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each load; the median counts (5)")
    parser.add_argument("--seconds", type=int, default=4, help="length of each run (4)")
    parser.add_argument("--results", type=Path, default=RESULTS, help=f"where to write every run ({RESULTS})")
    parser.add_argument(
        "--nice", type=int, default=0, help="priority, such as -10 on a machine others use too (0)"
    )
    parser.add_argument(
        "--database", type=Path, default=DATABASE, help=f"folder of the database for f to j ({DATABASE})"
    )
    parser.add_argument(
        "--data", type=Path, help="folder of labelled rows for n (docs/howto/train-the-model.md)"
    )
    parser.add_argument("--tier", choices=TIERS, default="fast", help="what scores the comments of n (fast)")
    parser.add_argument("--comments", type=int, default=50_000, help="comments of n (50,000)")
    options = parser.parse_args()
    if wrong := set(options.parts) - PARTS:
        parser.error(f"no such part: {', '.join(sorted(wrong))}")
    parts = frozenset(options.parts) or (PARTS if options.data else PARTS - {"n"})
    if "n" in parts and not options.data:
        parser.error("n plays labelled comments: name their folder with --data")
    for program, needing in PROGRAMS.items():
        if parts & needing and not shutil.which(program):
            parser.error(f"{program} is missing; on Debian: apt install wrk nginx-light util-linux")
    # So that a stopped benchmark stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.nice:
        priority_raise(options.nice)
    plan = Plan(runs=options.runs, seconds=options.seconds, say=lambda text: print(f"  {text}", flush=True))
    try:
        results = measure(parts=parts, database=options.database, plan=plan)
        if "n" in parts:
            results["simulation"] = simulation_measure(
                folder=options.data,
                tier=options.tier,
                assumed=Assumed(comments=options.comments),
                say=plan.say,
            )
    except (DeskError, FileNotFoundError, ModelUnusable, PipelineError, ScoringError) as error:
        sys.exit(str(error))
    results_write(path=options.results, results=results, parts=parts)
    print()
    table_print(lines=[*lines_make(results=results), *lines_more(results=results)])
    return 0


def measure(*, parts: frozenset[str], database: Path, plan: Plan) -> dict[str, Any]:
    """Return machine, medians and every run of the `parts`."""
    results: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine_describe(),
        "runs_each": plan.runs,
        "seconds_each": plan.seconds,
    }
    runs: dict[str, Any] = {}
    if parts & DEMONSTRATION:
        _demonstration_measure(parts, plan, results, runs)
    if parts & THREADS:
        _threads_measure(parts, database, plan, results, runs)
    if "l" in parts:
        runs["scoring"], results["scored"] = scoring_measure(plan=plan)
    if "m" in parts:
        runs["scoring_http"] = scoring_http_measure(plan=plan)
    if "o" in parts:
        runs["pipeline"] = pipeline_measure(plan=plan)
    if "p" in parts:
        runs["desk"] = desk_measure(plan=plan)
    results["medians"] = {name: medians(runs=kept) for name, kept in runs.items()}
    results["runs"] = runs
    return results


def lines_more(*, results: Mapping[str, Any]) -> list[Line]:
    """Return the table of parts f to p, for whatever was measured of them."""
    middle = results["medians"]
    lines: list[Line] = []
    if "hot" in middle:
        lines += hot_lines(hot=middle["hot"], inside=results["inside"])
    for letter, (part, names) in COLD_PARTS.items():
        if part in middle:
            lines += cold_lines(letter=letter, names=names, http=middle[part], inside=results["inside"])
    if "reply" in middle:
        lines += reply_lines(reply=middle["reply"])
    if "streams" in middle:
        lines += streams_lines(middle=middle["streams"])
    if "scoring" in middle:
        lines += scoring_lines(middle=middle["scoring"], about=results["scored"])
    if "scoring_http" in middle:
        lines += scoring_http_lines(middle=middle["scoring_http"])
    return [*lines, *_lines_moderation(results)]


def _lines_moderation(results: Mapping[str, Any]) -> list[Line]:
    lines: list[Line] = []
    if "simulation" in results:
        lines += simulation_lines(found=results["simulation"])
    for part, make in (("pipeline", pipeline_lines), ("desk", desk_lines)):
        if part in results["medians"]:
            lines += make(middle=results["medians"][part])
    return lines


def _demonstration_measure(
    parts: frozenset[str], plan: Plan, results: dict[str, Any], runs: dict[str, Any]
) -> None:
    """Parts a to e and k: on the site as a first start makes it."""
    with site_prepared(say=plan.say, times=3 if "d" in parts else 1) as (data, first_seconds):
        if "a" in parts:
            runs["cached"], results["page"] = cached_measure(data=data, plan=plan)
        if "b" in parts:
            runs["uncached"] = uncached_measure(data=data, plan=plan)
        if "c" in parts:
            runs["posting"] = posting_measure(data=data, plan=plan)
        if "d" in parts:
            memory, second_seconds = start_measure(data=data, plan=plan)
            results["start"] = {
                "first_seconds": first_seconds,
                "second_seconds": second_seconds,
                "memory": memory,
            }
        if "e" in parts:
            runs["disturbed"] = disturbed_measure(data=data, plan=plan)
        if "k" in parts:  # last, for it writes into the database
            runs["streams"] = streams_measure(data=data, plan=plan)


def _threads_measure(
    parts: frozenset[str], database: Path, plan: Plan, results: dict[str, Any], runs: dict[str, Any]
) -> None:
    """Parts f to j: on a database of a million comments."""
    database_ready(folder=database)
    if parts & THREADS - {"j"}:
        inside = results["inside"] = inside_measure(folder=database, plan=plan)
        if "f" in parts:
            runs["hot"] = hot_measure(folder=database, inside=inside, plan=plan)
        for letter, (part, names) in COLD_PARTS.items():
            if letter in parts:
                runs[part] = cold_measure(folder=database, inside=inside, names=names, plan=plan)
    if "j" in parts:
        runs["reply"] = reply_measure(folder=database, plan=plan)


if __name__ == "__main__":
    sys.exit(main())
