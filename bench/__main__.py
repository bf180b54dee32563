"""`python -m bench [a b c d e]`: measure, print a table, write bench/results.json."""

import argparse
import json
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

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
from bench.report import lines_make, medians, table_print

RESULTS = Path(__file__).parent / "results.json"


def main() -> int:
    """Run what was asked for; return the exit status. A missed aim is a figure, not a failure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help="which of a, b, c, d, e to measure (all)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each load; the median counts (5)")
    parser.add_argument("--seconds", type=int, default=4, help="length of each run (4)")
    parser.add_argument("--results", type=Path, default=RESULTS, help=f"where to write every run ({RESULTS})")
    parser.add_argument(
        "--nice", type=int, default=0, help="priority, such as -10 on a machine others use too (0)"
    )
    options = parser.parse_args()
    if wrong := set(options.parts) - set("abcde"):
        parser.error(f"no such part: {', '.join(sorted(wrong))}")
    for program in ("wrk", "taskset", "/usr/sbin/nginx"):
        if not shutil.which(program):
            parser.error(f"{program} is missing; on Debian: apt install wrk nginx-light util-linux")
    # So that a stopped benchmark stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.nice:
        priority_raise(options.nice)
    results = measure(
        parts=frozenset(options.parts or "abcde"),
        plan=Plan(
            runs=options.runs, seconds=options.seconds, say=lambda text: print(f"  {text}", flush=True)
        ),
    )
    options.results.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    print()
    table_print(lines=lines_make(results=results))
    return 0


def measure(*, parts: frozenset[str], plan: Plan) -> dict[str, Any]:
    """Return machine, medians and every run of the `parts`."""
    results: dict[str, Any] = {
        "machine": machine_describe(),
        "runs_each": plan.runs,
        "seconds_each": plan.seconds,
    }
    runs: dict[str, Any] = {}
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
    results["medians"] = {name: medians(runs=kept) for name, kept in runs.items()}
    results["runs"] = runs
    return results


if __name__ == "__main__":
    sys.exit(main())
