"""What has changed in a thread since: for those who can't hold a stream open, and for other programs.

The stream itself, /threads/{id}/events, is answered by the edge; see docs/reference/live.md.
"""

import re
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BeforeValidator

from parley.api.inputs import ThreadId
from parley.api.presenting import answer_of, sequence_of
from parley.api.problems import problems
from parley.discussion.found import thread_or_404
from parley.kernel.bus import RESET
from parley.kernel.outbox import outbox_read

router = Router(tags=["live"])
CHANGES_MAX = 100
_DIGITS = re.compile(r"[0-9]{1,15}")  # fewer than 2^53, so that every JSON reader keeps them exactly


def _digits(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("a sequence has one to fifteen digits")
    return value


After = Annotated[
    int,
    BeforeValidator(_digits),
    Query(
        ge=0,
        le=10**15 - 1,
        description="The sequence that the thread, a window, an event or an earlier answer gave.",
    ),
]


class ChangeOut(Schema):
    """One event, as in the stream."""

    sequence: int
    kind: str = Field(description="Such as comment.published; docs/reference/events.md lists them.")
    data: dict[str, Any]


class ChangesOut(Schema):
    """What has changed, oldest first."""

    events: list[ChangeOut]
    last: int = Field(description="Give it as `after` the next time.")
    more: bool = Field(description="There is more: ask again at once.")
    reset: bool = Field(description="Some changes are no longer kept: read the thread anew.")


@router.get(
    "/threads/{thread_id}/changes",
    operation_id="change_list",
    response={200: ChangesOut, **problems(404, 422)},
    summary="Read what has changed",
)
def change_list(request: HttpRequest, thread_id: ThreadId, after: After) -> HttpResponse:
    """Read up to 100 events after a sequence, each exactly once if you go on from `last`."""
    thread = thread_or_404(thread_id)
    newest = sequence_of(thread)
    rows = outbox_read(topic=thread.surrogate_key, after=after, limit=CHANGES_MAX + 1)
    # Trimmed; or a sequence of another database, such as one that was restored to an earlier state.
    if any(row.kind == RESET for row in rows) or (not rows and after > newest):
        return answer_of(ChangesOut(events=[], last=newest, more=False, reset=True), thread=thread)
    events = [
        ChangeOut(sequence=row.sequence, kind=row.kind, data=dict(row.payload)) for row in rows[:CHANGES_MAX]
    ]
    return answer_of(
        ChangesOut(
            events=events,
            last=events[-1].sequence if events else after,
            more=len(rows) > CHANGES_MAX,
            reset=False,
        ),
        thread=thread,
    )
