"""A process of its own that plays random histories of threads: `history_process SEEDS STEPS`.

Comments are posted, held, published, removed and restored at any depth, and valued; after every few steps what
placement keeps with each change is compared with the same worked out anew, here in Python from nothing but parents and
statuses, and by placement_rebuild and the migration's statements in SQL. Prints the number of comparisons.
"""

import random
import sys
from importlib import import_module
from typing import Any

import django

COLUMNS = ("number", "placed_number", "reply_count", "branch_count", "replied_rank", "valued_rank")
KEPT = COLUMNS[1:]


def expected(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Work out COLUMNS from parent, root and status of every comment: slowly, and by the words of the definition."""
    from parley.discussion.orders.valued import wilson_lower_bound  # noqa: PLC0415 -- Django must be ready first

    by_id = {row["id"]: row for row in rows}
    placed = {row["id"] for row in rows if row["status"] == "published"}
    for pk in list(placed):
        while (pk := by_id[pk]["parent_id"]) is not None:
            placed.add(pk)
    found = []
    for row in rows:
        replies = sum(one["parent_id"] == row["id"] and one["id"] in placed for one in rows)
        branch = 0
        if row["parent_id"] is None:
            branch = sum(
                one["root_number"] == row["number"] and one["status"] == "published" and one is not row
                for one in rows
            )
        here = row["id"] in placed
        replied = valued = None
        if here and row["parent_id"] is None:
            replied = branch * 2**31 + row["number"]
            judged = row["valued_count"] + row["report_count"]
            bound = wilson_lower_bound(positive=row["valued_count"], total=judged)
            valued = round(bound * 10**9) * 2**31 + row["number"]
        found.append((row["number"], row["number"] if here else None, replies, branch, replied, valued))
    return found


def compare(thread: Any) -> None:
    from parley.discussion.models import Comment  # noqa: PLC0415 -- Django must be ready first

    found = Comment.objects.filter(thread=thread).order_by("number")
    rows = list(
        found.values("id", "number", "parent_id", "root_number", "status", "valued_count", "report_count")
    )
    kept, wanted = list(found.values_list(*COLUMNS)), expected(rows)
    assert kept == wanted, [pair for pair in zip(kept, wanted, strict=True) if pair[0] != pair[1]]


def spoil(thread: Any) -> None:
    """Forget everything that is kept, as it was before the migration."""
    from parley.discussion.models import Comment  # noqa: PLC0415 -- Django must be ready first

    Comment.objects.filter(thread=thread).update(
        placed_number=None, reply_count=0, branch_count=0, replied_rank=None, valued_rank=None
    )


def play(seed: int, steps: int) -> int:
    from django.db import connection  # noqa: PLC0415 -- Django must be ready first

    from parley.discussion.actions import (  # noqa: PLC0415 -- as above
        GuestAuthor,
        comment_post,
        comment_status_set,
        own_site,
        thread_upsert,
    )
    from parley.discussion.models import Comment  # noqa: PLC0415 -- as above
    from parley.discussion.placement import placement_rebuild  # noqa: PLC0415 -- as above

    migration = import_module("parley.discussion.migrations.0003_placement")
    rng = random.Random(seed)
    thread = thread_upsert(site=own_site(), key=f"play:{seed}", title="Play", url=f"/play/{seed}/")
    links = " ".join(f"https://{n}.example" for n in range(9))
    statuses = [str(status) for status in Comment.Status]
    compared = 0
    for step in range(steps):
        if rng.random() < 0.5:
            shown = list(thread.comments.filter(status="published").values_list("number", flat=True))
            # Mostly in answer to the newest: the thread grows deep.
            parent = rng.choice(shown[-3:]) if shown and rng.random() < 0.8 else None
            text = f"{seed} {step} {links if rng.random() < 0.2 else ''}"
            author = GuestAuthor(name="Ada", guest_key=f"g:{seed}:{step}")
            comment_post(thread=thread, author=author, text=text, parent_number=parent)
        elif thread.comments.exists():
            comment = rng.choice(list(thread.comments.all()))
            comment_status_set(comment=comment, status=rng.choice(statuses), decided_by="test")
        if step % 8 == 7:
            compare(thread)
            compared += 1
    spoil(thread)
    with connection.cursor() as cursor:
        for statement in migration.STATEMENTS:
            cursor.execute(statement)
    compare(thread)
    for comment in thread.comments.filter(parent=None):
        counts = {"valued_count": rng.randrange(9), "report_count": rng.randrange(3)}
        thread.comments.filter(pk=comment.pk).update(**counts)
    spoil(thread)
    placement_rebuild(thread=thread)
    compare(thread)
    return compared + 2


def main(seeds: int, steps: int) -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django must be ready first

    # Of all phases the one that holds what has many links; nobody asks for what the others would keep.
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.link_limit.LinkLimit"]
    settings.PARLEY_SCREENING_RECORDER = ""
    sys.stdout.write(f"{sum(play(seed, steps) for seed in range(seeds))}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
