"""Two processes that value and report one comment at the same time: `answering_process ROUNDS`.

After its first round each waits for the other's, so that none has finished before another has begun. Prints a JSON
object with what is kept in the end.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import django


def make() -> str:
    from parley.discussion.actions import (  # noqa: PLC0415 -- Django must be ready first
        GuestAuthor,
        comment_post,
        own_site,
        thread_upsert,
    )

    thread = thread_upsert(site=own_site(), key="page:1", title="Bridge", url="/bridge/")
    comment_post(thread=thread, author=GuestAuthor("Ada", "g:writer"), text="Valued by many")
    return str(thread.public_id)


def go(thread_id: str, name: str, count: int, together: Callable[[], object]) -> None:
    from parley.discussion.actions.reactions import reaction_set  # noqa: PLC0415 -- Django must be ready first
    from parley.discussion.actions.reports import comment_report  # noqa: PLC0415 -- as above
    from parley.discussion.models import Thread  # noqa: PLC0415 -- as above
    from parley.discussion.refusals import CommentRefused  # noqa: PLC0415 -- as above

    thread = Thread.objects.get(public_id=thread_id)

    def value(guest: str, network: str, *, valued: bool | None) -> None:
        try:
            reaction_set(thread=thread, number=1, guest_key=guest, network_key=network, valued=valued)
        except CommentRefused as refused:
            _expect(refused, "already_valued_here")

    def turn(number: int) -> None:
        value("g:shared", "shared", valued=None)  # one guest in two tabs
        value(f"g:{name}", name, valued=None)
        value(f"g:{name}{number}", "home", valued=True)  # one client that throws its cookies away
        try:
            comment_report(
                thread=thread,
                number=1,
                guest_key=f"g:{name}{number}",
                network_key=f"network {number % 7}",
                reason_code="spam",
            )
        except CommentRefused as refused:
            _expect(refused, "already_reported_here")

    together()
    turn(0)
    together()
    for number in range(1, count):
        turn(number)


def look() -> dict[str, Any]:
    from parley.discussion.models import Comment, Reaction, Report  # noqa: PLC0415 -- Django must be ready first
    from parley.discussion.orders import ranks_fill  # noqa: PLC0415 -- as above
    from parley.kernel.models import OutboxRow  # noqa: PLC0415 -- as above

    comment = Comment.objects.get()
    rank = comment.valued_rank
    ranks_fill(comment)
    counts = [
        row.payload["valued_count"]
        for row in OutboxRow.objects.filter(kind="comment.valued").order_by("sequence")
    ]
    return {
        "valued": [comment.valued_count, Reaction.objects.count()],
        "from_home": Reaction.objects.filter(network_key="home").count(),
        "reported": [comment.report_count, Report.objects.count()],
        "rank_fits": rank == comment.valued_rank,
        "steps": sorted({abs(after - before) for before, after in zip([0, *counts], counts, strict=False)}),
        "last": counts[-1],
    }


def _expect(refused: Any, code: str) -> None:
    if [error.code for error in refused.errors] != [code]:
        raise refused


def main(rounds: int) -> None:
    django.setup()
    from tests.discussion.forking import side_by_side  # noqa: PLC0415 -- Django must be ready first

    thread = make()
    side_by_side(lambda name, together: go(thread, name, rounds, together), ["ada", "grace"])
    sys.stdout.write(f"{json.dumps(look())}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
