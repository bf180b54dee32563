"""Two processes that post comments into one thread, one after the other: `posting_process EACH`.

After its first comment each waits for the other's, so that none has finished before another has begun. Prints a JSON
object: the numbers that each `got`, and what is kept in the end.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import django


def post(thread_id: str, name: str, count: int, together: Callable[[], object]) -> list[int]:
    from django.db import OperationalError  # noqa: PLC0415 -- Django must be ready first

    from parley.discussion.actions import GuestAuthor, comment_post  # noqa: PLC0415 -- as above
    from parley.discussion.models import Thread  # noqa: PLC0415 -- as above

    thread = Thread.objects.get(public_id=thread_id)
    author = GuestAuthor(name=name, guest_key=f"g:{name}")
    got: list[int] = []
    together()
    while len(got) < count:
        try:
            result = comment_post(thread=thread, author=author, text=f"{name} says {len(got)}")
        except OperationalError as error:  # SQLite gave up waiting for the other: a guest would send it again
            if "locked" not in str(error):
                raise
            continue
        got.append(result.comment.number)
        if len(got) == 1:
            together()
    return got


def look() -> dict[str, Any]:
    from django.db import DatabaseError, connection  # noqa: PLC0415 -- Django must be ready first

    from parley.discussion.models import Comment, StatusChange, Thread  # noqa: PLC0415 -- as above
    from parley.kernel.models import OutboxRow  # noqa: PLC0415 -- as above

    thread = Thread.objects.get()
    refused = []
    for sql in ("UPDATE discussion_statuschange SET reason = 'x'", "DELETE FROM discussion_statuschange"):
        try:
            connection.cursor().execute(sql)
        except DatabaseError as error:
            refused.append("can not be altered" in str(error))
    return {
        "numbers": list(Comment.objects.order_by("number").values_list("number", flat=True)),
        "texts": Comment.objects.values("text").distinct().count(),
        "changes": StatusChange.objects.count(),
        "rows": OutboxRow.objects.filter(kind="comment.published").count(),
        "thread": [thread.last_number, thread.comment_count],
        "refused": refused,
    }


def main(each: int) -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django must be ready first

    # What is asked here is how two writers get on, not what they write.
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.link_limit.LinkLimit"]
    from parley.discussion.actions import own_site, thread_upsert  # noqa: PLC0415 -- Django must be ready first
    from tests.discussion.forking import side_by_side  # noqa: PLC0415 -- as above

    thread = thread_upsert(site=own_site(), key="page:1", title="Bridge", url="/bridge/").public_id
    got = side_by_side(lambda name, together: post(thread, name, each, together), ["Ada", "Grace"])
    sys.stdout.write(f"{json.dumps({'got': got} | look())}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
