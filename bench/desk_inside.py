"""The desk in one process: `python -m bench.desk_inside FOLDER WAITING COUNT` prints JSON, for part p.

It asks as a moderator's browser does, through all of the application, with a cookie and its middleware, and without a
network. What waits is made up to WAITING first, past the actions, with scores and screenings as the phases leave them.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bench.comments import Comments
from bench.generate import django_start
from bench.machine import probe_ms
from bench.servers import SERVER_CORE

THREADS: Final = 200
#: One in so many that wait has an open report, and beside one in so many stands a published one drawn for audit.
REPORTED_EACH, SAMPLED_EACH = 20, 20
WRITERS: Final = 5_000
TEXTS: Final = 2_000
BATCH: Final = 5_000
WARM: Final = 3
DESK: Final = "/admin/desk/"

Figures = dict[str, float]


def main() -> None:
    folder, waiting, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(exist_ok=True)
    django_start(data=folder)
    from parley.project.preparing import data_prepare  # noqa: PLC0415 -- needs Django's settings

    data_prepare(demo=False, report=lambda _words: None)
    waiting_fill(count=waiting)
    probe = min(probe_ms(core=SERVER_CORE) for _ in range(3))
    from django.test import override_settings  # noqa: PLC0415

    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        found = desk_ask(count=count)
    print(json.dumps({step: {**row, "probe_ms": probe} for step, row in found.items()}))


def waiting_fill(*, count: int) -> None:
    """Write as many waiting comments as lack to `count`, in THREADS threads."""
    from django.db import connection, transaction  # noqa: PLC0415

    from parley.discussion.actions import own_site, thread_upsert  # noqa: PLC0415
    from parley.discussion.models import Comment  # noqa: PLC0415
    from parley.moderation.models import QueueEntry  # noqa: PLC0415

    lacking = count - QueueEntry.objects.count()
    site = own_site()
    threads = [
        thread_upsert(site=site, key=f"bench:{number}", title=f"Page {number}", url=f"/bench/{number}/")
        for number in range(THREADS)
    ]
    texts = Comments().many(TEXTS)
    first = 1 + (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    for begin in range(first, first + lacking, BATCH):
        with transaction.atomic():
            _batch_write(range(begin, min(begin + BATCH, first + lacking)), threads, texts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as `parley` does by itself from time to time


def _batch_write(places: range, threads: Sequence[Any], texts: Sequence[str]) -> None:
    from parley.discussion.models import Comment, Report  # noqa: PLC0415
    from parley.kernel.clock import now  # noqa: PLC0415
    from parley.moderation.models import (  # noqa: PLC0415
        AuditSample,
        CommentScore,
        QueueEntry,
        Screening,
    )
    from parley.moderation.priority import priority_of  # noqa: PLC0415

    at = now()
    held, passed, entries, scores, screenings = [], [], [], [], []
    for place in places:
        values = _scores(place)
        comment = _comment(place, threads, texts, at, status=Comment.Status.HELD)
        held.append(comment)
        if place % SAMPLED_EACH == 0:
            passed.append(_comment(place, threads, texts, at, status=Comment.Status.PUBLISHED))
        priority = priority_of(scores=values)
        entries.append(
            QueueEntry(
                comment=comment,
                harm=priority.harm,
                uncertainty=priority.uncertainty,
                priority=priority.value,
                reason_code="toxicity",
                entered_at=comment.created_at,
            )
        )
        scores.append(
            CommentScore(
                comment=comment,
                version=1,
                model="accurate@bench",
                language="en",
                toxicity=values["TOXICITY"],
                scores=values,
                above=["TOXICITY"],
                spans=[{"begin": 0, "end": 6, "scores": {"TOXICITY": 0.3}}],
                scored_at=at,
            )
        )
        verdict = {"phase": "toxicity", "outcome": "hold", "code": "toxicity", "reasons": []}
        screenings.append(
            Screening(
                comment=comment,
                version=1,
                outcome="hold",
                phase="toxicity",
                code="toxicity",
                verdicts=[verdict],
                screened_at=at,
            )
        )
    Comment.objects.bulk_create([*held, *passed])
    QueueEntry.objects.bulk_create(entries)
    CommentScore.objects.bulk_create(scores)
    Screening.objects.bulk_create(screenings)
    AuditSample.objects.bulk_create(AuditSample(comment=one, rate=0.02, drawn_at=at) for one in passed)
    Report.objects.bulk_create(
        Report(comment=one, guest_key=f"g:reader{one.number}", reason_code="abuse", created_at=at)
        for one in held[::REPORTED_EACH]
    )


def _scores(place: int) -> dict[str, float]:
    toxicity = 0.3 + (place * 7919 % 6999) / 10_000
    return {"TOXICITY": round(toxicity, 4), "INSULT": round(toxicity * 0.8, 4), "THREAT": 0.01}


def _comment(place: int, threads: Sequence[Any], texts: Sequence[str], at: Any, *, status: str) -> Any:
    from parley.discussion.models import Comment  # noqa: PLC0415

    # Those that wait have even numbers, those that stand on the page odd ones.
    number = 2 * place + (status == Comment.Status.PUBLISHED)
    return Comment(
        thread=threads[place % len(threads)],
        number=number,
        root_number=number,
        author_name=f"Writer {place % WRITERS}",
        guest_key=f"g:writer{place % WRITERS}",
        text=texts[place % len(texts)],
        html="",
        status=status,
        created_at=at - timedelta(seconds=place % 1_000_000),
    )


def desk_ask(*, count: int) -> dict[str, Figures]:
    """Ask for each step `count` times, as a moderator goes from one comment to the next."""
    client, call = _browser()
    held: list[dict[str, Any]] = []

    def next_item() -> None:
        held[:] = call("next", {"most": 1})["items"]

    def decide() -> None:
        call("decide", {"comment": held[0]["id"], "version": 1, "action": "publish"})

    steps: dict[str, Callable[[], object]] = {
        "queue": lambda: _answered(client.get(DESK)),
        "next": next_item,
        "decide": decide,
        "counts": lambda: _answered(client.get(f"{DESK}api/counts/")),
    }
    queries: dict[str, int] = {}
    for _ in range(WARM):
        queries = {step: _counted(work) for step, work in steps.items()}
    spent: dict[str, list[tuple[float, float]]] = {step: [] for step in steps}
    for _ in range(count):
        for step, work in steps.items():
            spent[step].append(_timed(work))
    return {step: {"queries": queries[step], **_spread(kept)} for step, kept in spent.items()}


def _browser() -> tuple[Any, Callable[[str, Any], Any]]:
    """Return a browser with a moderator signed in, and a way to ask the JSON endpoints."""
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from parley.accounts.models import Person  # noqa: PLC0415

    person, made = Person.objects.get_or_create(username="bench")
    if made:
        person.groups.add(Group.objects.get(name="Comment moderators"))
    client = Client()
    client.force_login(person)

    def call(endpoint: str, data: Any) -> Any:
        return _answered(
            client.post(f"{DESK}api/{endpoint}/", json.dumps(data), content_type="application/json")
        ).json()

    return client, call


def _answered(response: Any) -> Any:
    if response.status_code != 200:
        raise SystemExit(f"{response.status_code}: {response.content[:500]!r}")
    return response


def _counted(work: Callable[[], object]) -> int:
    """Return how many queries it makes."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds of the processor and by the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    work()
    return (time.process_time() - processor) * 1000, (time.perf_counter() - clock) * 1000


def _spread(values: Sequence[tuple[float, float]]) -> Figures:
    found: Figures = {"requests": len(values)}
    for name, each in zip(("cpu_", ""), zip(*values, strict=True), strict=True):
        ordered = sorted(each)
        found[f"{name}p50_ms"] = round(statistics.median(ordered), 3)
        found[f"{name}p99_ms"] = round(ordered[len(ordered) * 99 // 100], 3)
    return found


if __name__ == "__main__":
    main()
