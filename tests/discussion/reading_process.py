"""A process of its own that reads a large thread in every way, and tells what each query cost: `reading_process`.

Prints a JSON object: for each way of reading {queries, rows, plans}. `plans` are the database's own words. `rows` is,
on PostgreSQL, how many rows all scans together gave or threw away (EXPLAIN ANALYZE); on SQLite, which does not tell,
how many instructions its virtual machine took.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

BRANCH = 4_000  # replies under one top-level comment in the middle
GONE = 3_000  # removed comments in one block
TIES = 3_000  # top-level comments that nobody has answered or valued
DEPTH = 400  # a chain of replies
QUOTED = 2_000  # comments that answer one passage


def shape_make() -> list[tuple[int | None, str]]:
    """Return parent number and status of each comment."""
    removed, published = "removed", "published"
    comments: list[tuple[int | None, str]] = [(None, published)] * (TIES // 2)
    comments += [(None, removed)] * GONE
    root = len(comments) + 1
    comments += [(None, published), *([(root, published)] * BRANCH)]
    comments += [(root, removed)] * GONE
    start = len(comments) + 1
    comments += [(None, published), *((start + step, published) for step in range(DEPTH))]
    comments += [(None, published)] * (TIES // 2)
    # A stub, and a branch whose replies are nearly all gone.
    stub = len(comments) + 1
    comments += [(None, removed), (stub, published), *([(stub, removed)] * GONE), (stub, published)]
    return comments


def thread_fill(key: str, shape: list[tuple[int | None, str]]) -> Any:
    """Write a thread's rows at once, and let placement work out the rest."""
    from parley.discussion.actions import own_site, thread_upsert  # noqa: PLC0415 -- Django must be ready first
    from parley.discussion.models import Comment  # noqa: PLC0415 -- as above
    from parley.discussion.placement import placement_rebuild  # noqa: PLC0415 -- as above

    thread = thread_upsert(site=own_site(), key=key, title=key, url=f"/{key}/")
    first = (Comment.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    roots: list[int] = []
    depths: list[int] = []
    rows = []
    for index, (parent, status) in enumerate(shape):
        number = index + 1
        roots.append(roots[parent - 1] if parent else number)
        depths.append(depths[parent - 1] + 1 if parent else 0)
        rows.append(
            Comment(
                pk=first + index,
                thread=thread,
                number=number,
                parent_id=first + parent - 1 if parent else None,
                root_number=roots[-1],
                depth=depths[-1],
                author_name="Ada",
                text="Text",
                html="<p>Text</p>",
                status=status,
                valued_count=number % 7 if number % 50 == 0 else 0,
                created_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    Comment.objects.bulk_create(rows, batch_size=1000)
    placement_rebuild(thread=thread)
    thread.last_number = len(shape)
    thread.comment_count = sum(status == "published" for _parent, status in shape)
    thread.save()
    return thread


_PASSAGES = """
INSERT INTO discussion_passage (thread_id, exact, prefix, suffix, start, "end", quote_count, created_at)
WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < %s)
SELECT %s, 'words', '', '', 6 * n, 6 * n + 5, 1, %s FROM place"""
_QUOTES = """
INSERT INTO discussion_quote (passage_id, comment_id, exact, prefix, suffix, is_automatic, created_at)
SELECT %s + (2 * id + %s) %% %s, id, 'words', '', '', %s, %s FROM discussion_comment"""


def quotes_fill(thread: Any, others: list[Any]) -> tuple[int, int]:
    """Write as many passages of the page as there may be, one that thousands answer, and a comment thousands quote.

    Return the ids of the last two. The `others` get so many that those are not the tables: each comment answers two.
    """
    from django.db import connection  # noqa: PLC0415 -- Django must be ready first

    from parley.discussion.actions.passages import PAGE_MAX  # noqa: PLC0415 -- as above
    from parley.discussion.models import Passage, Quote, ThreadText  # noqa: PLC0415 -- as above

    at = datetime(2026, 1, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        for one in others:
            cursor.execute(_PASSAGES, [10_000, one.pk, at])
        first = Passage.objects.order_by("pk").values_list("pk", flat=True)[0]
        for step in range(2):
            cursor.execute(_QUOTES, [first, step, 10_000 * len(others), False, at])
        cursor.execute(_PASSAGES, [PAGE_MAX - 1, thread.pk, at])
    ThreadText.objects.create(thread=thread, text="words " * PAGE_MAX, updated_at=at)
    published = thread.comments.filter(status="published").order_by("number")
    busy = published.order_by("-branch_count").first()
    said = {"thread": thread, "exact": "words", "quote_count": QUOTED, "created_at": at}
    answered = Passage.objects.create(**said, start=6 * (PAGE_MAX // 2) + 1, end=6 * (PAGE_MAX // 2) + 6)
    of_busy = Passage.objects.create(**said, target=busy, start=0, end=4)
    answering = list(published.filter(number__gt=busy.number).values_list("pk", flat=True)[:QUOTED])
    assert len(answering) == QUOTED
    Quote.objects.bulk_create(
        (
            Quote(passage=passage, comment_id=pk, exact="words", created_at=at)
            for passage in (answered, of_busy)
            for pk in answering
        ),
        batch_size=1000,
    )
    return answered.pk, of_busy.pk


def passage_ways(thread: Any, passage_ids: tuple[int, int]) -> dict[str, Callable[[], object]]:
    """Return every way of reading what is quoted."""
    from parley.discussion.quotes import passages  # noqa: PLC0415 -- Django must be ready first
    from parley.discussion.quotes.views import quote_links  # noqa: PLC0415 -- as above

    found: dict[str, Callable[[], object]] = {
        "passages list": lambda: passages.passages_list(thread=thread, limit=50)
    }
    for name, pk in zip(("page", "comment"), passage_ids, strict=True):
        answering = list(thread.comments.filter(quotes__passage=pk).order_by("pk"))
        middle = answering[len(answering) // 2]
        found[f"passages {name}"] = lambda pk=pk: passages.passage_get(thread=thread, passage_id=pk)
        found[f"passages {name} start"] = lambda pk=pk: passages.passage_comments(passage_id=pk)
        found[f"passages {name} middle"] = lambda pk=pk, n=middle.number: passages.passage_comments(
            passage_id=pk, after=n
        )
    busy = thread.comments.get(passages__pk=passage_ids[1])
    found["passages links"] = lambda: quote_links(comment_ids=[busy.pk, middle.pk])
    return found


def ways(thread: Any) -> dict[str, Callable[[], object]]:
    """Return every way of reading a thread, in places where a careless query would read thousands of rows."""
    from parley.discussion import queries  # noqa: PLC0415 -- Django must be ready first
    from parley.discussion.addresses import comment_address  # noqa: PLC0415 -- as above
    from parley.discussion.orders import orders  # noqa: PLC0415 -- as above

    found: dict[str, Callable[[], object]] = {}
    placed = thread.comments.filter(placed_number__isnull=False)
    for order in orders():
        roots = placed.filter(parent__isnull=True).order_by(order.column)
        values = list(roots.values_list(order.column, flat=True))
        for name, position in (
            ("middle", values[len(values) // 2]),
            ("low", values[2]),
            ("high", values[-3]),
        ):
            for side in ("after", "before"):
                found[f"{order.name} {side} {name}"] = lambda o=order, s=side, p=position: (
                    queries.thread_window(thread=thread, order=o, **{s: p})
                )
        found[f"{order.name} start"] = lambda o=order: queries.thread_window(thread=thread, order=o)
    numbers = list(placed.order_by("number").values_list("number", flat=True))
    middle = numbers[len(numbers) // 2]
    for order in orders()[:2]:
        for side in ("after", "before"):
            found[f"flat {order.name} {side}"] = lambda o=order, s=side: queries.thread_window(
                thread=thread, order=o, flat=True, **{s: middle}
            )
        found[f"flat {order.name} start"] = lambda o=order: queries.thread_window(
            thread=thread, order=o, flat=True
        )
    deep = placed.order_by("-depth").first()
    busy = placed.order_by("-branch_count").first()
    stub = placed.filter(status="removed").first()
    inside = busy.number + busy.branch_count // 2
    targets = {"busy": busy.number, "inside": inside, "deep": deep.number, "last": numbers[-1], "first": 1}
    if stub:
        targets["stub"] = stub.number
    for name, number in targets.items():
        comment = thread.comments.get(number=number)
        found[f"context {name}"] = lambda n=number: queries.context_window(thread=thread, number=n)
        found[f"replies {name}"] = lambda n=number: queries.replies_window(thread=thread, number=n)
        found[f"next {name}"] = lambda n=number: queries.comment_next(thread=thread, number=n)
        found[f"address {name}"] = lambda c=comment: comment_address(thread=thread, comment=c)
        found[f"branch {name}"] = lambda c=comment: queries.branch_window(
            thread=thread, root_number=c.root_number, after=c.number
        )
    found["replies middle"] = lambda: queries.replies_window(thread=thread, number=busy.number, after=inside)
    found["next over removed"] = lambda: queries.comment_next(thread=thread, number=TIES // 2)
    found["feed"] = lambda: queries.threads_feed(thread=thread)
    found["structured data"] = lambda: queries.thread_comments_for_structured_data(thread=thread)
    return found


def cost(read: Callable[[], object]) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 -- Django must be ready first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's own
        asked.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        read()
    with CaptureQueriesContext(connection) as captured:
        if connection.vendor == "sqlite":
            steps = 0

            def step() -> int:
                nonlocal steps
                steps += 10
                return 0

            connection.connection.set_progress_handler(step, 10)
            read()
            connection.connection.set_progress_handler(None, 0)
        else:
            read()
    rows, plans = (steps, []) if connection.vendor == "sqlite" else (0, [])
    with connection.cursor() as cursor:
        for sql, parameters in asked:
            if connection.vendor == "sqlite":
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
                plans.append([row[3] for row in cursor.fetchall()])
            else:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
                told = cursor.fetchone()[0]
                plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
                lines: list[str] = []
                rows += _rows(plan, lines)
                plans.append(lines)
    return {"queries": len(captured), "rows": rows, "plans": plans}


def _rows(node: dict[str, Any], lines: list[str]) -> int:
    name = node["Node Type"]
    lines.append(f"{name} {node.get('Index Name', '')} {node.get('Relation Name', '')}".strip())
    total = sum(_rows(child, lines) for child in node.get("Plans", ()))
    if "Relation Name" in node or name == "Bitmap Index Scan":
        gone = sum(node.get(key, 0) for key in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
        total += round((node["Actual Rows"] + gone) * node["Actual Loops"])
    return total


def main() -> None:
    django.setup()
    from django.db import connection  # noqa: PLC0415 -- Django must be ready first

    # Others, so that the thread is not the whole table.
    shape = [(None if n % 3 else (n or None), "published") for n in range(300)]
    others = [thread_fill(f"other-{other}", shape) for other in range(10)]
    small = thread_fill("small", [(None, "published"), (1, "published"), *([(None, "published")] * 8)])
    thread = thread_fill("large", shape_make())
    told: dict[str, Any] = {}
    for analysed in (False, True):
        if analysed:
            connection.cursor().execute("ANALYZE")
        elif connection.vendor == "postgresql":
            continue  # nobody runs PostgreSQL without its autovacuum, which counts
        suffix = " (counted)" if analysed and connection.vendor == "sqlite" else ""
        told |= {f"{name}{suffix}": cost(read) for name, read in ways(thread).items()}
    told["small"] = cost(ways(small)["oldest start"])
    passage_ids = quotes_fill(thread, others)
    connection.cursor().execute("ANALYZE")
    reading = ways(thread) | passage_ways(thread, passage_ids)
    told |= {f"quoted {name}": cost(read) for name, read in reading.items()}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
