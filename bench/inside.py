"""What one answer costs Django itself: `python -m bench.inside FOLDER` prints it as JSON, for parts g, h and i.

In this process, so that queries can be counted and nothing need be kept between two answers. FOLDER is what
bench.generate made. Each place is also given as an address, for the measurements over HTTP.
"""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.generate import STAMP, django_start

ROUNDS = 15


def main() -> None:
    folder = Path(sys.argv[1])
    django_start(data=folder)
    from bench.places import places_find  # noqa: PLC0415 -- needs Django's settings

    threads = json.loads((folder / STAMP).read_text())["threads"]
    found = {size: places_find(known=known[0]) for size, known in threads.items()}
    print(
        json.dumps(
            {size: {name: _measured(path) for name, path in places.items()} for size, places in found.items()}
        )
    )


def _measured(path: str) -> dict[str, Any]:
    """Return {path, bytes, comments, queries, scans, ms, cpu_ms, kept_ms, kept_cpu_ms} of a GET.

    `kept_…` with the markup of its comments kept from before, the others with nothing kept. `scans` are the steps of
    the query plans that read a table of ours from end to end, or all comments of one status.
    """
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from parley.discussion import presentation  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})

    def ask() -> bytes:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        content: bytes = answer.content
        return content

    forget = presentation._comment_kept.cache_clear  # noqa: SLF001 -- what is kept is to be gone
    body = ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = [query["sql"] for query in captured.captured_queries]
    plans = [row[3] for sql in queries for row in _plan(sql)]
    cold, cold_cpu = _times(ask, before=forget)
    kept, kept_cpu = _times(ask, before=lambda: None)
    return {
        "path": path,
        "bytes": len(body),
        "comments": body.count(b'<article class="comment'),
        "queries": len(queries),
        "scans": [step for step in plans if _is_scan(step)],
        "ms": cold,
        "cpu_ms": cold_cpu,
        "kept_ms": kept,
        "kept_cpu_ms": kept_cpu,
    }


def _plan(sql: str) -> list[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite" or not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"))
        return list(cursor.fetchall())


def _is_scan(step: str) -> bool:
    return (step.startswith("SCAN") and "discussion_" in step) or "comment_status_time" in step


def _times(ask: Callable[[], bytes], *, before: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds by the clock and of the processor; the collector of garbage runs in between."""
    clock, cpu = [], []
    for _ in range(ROUNDS):
        before()
        gc.collect()
        wall, used = time.perf_counter(), time.process_time()
        ask()
        cpu.append(time.process_time() - used)
        clock.append(time.perf_counter() - wall)
    return round(statistics.median(clock) * 1000, 2), round(statistics.median(cpu) * 1000, 2)


if __name__ == "__main__":
    main()
