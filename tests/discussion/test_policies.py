"""Who may do what, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from parley.discussion.models import Comment, Thread
from parley.discussion.policies import (
    GONE,
    REVISIONS_MAX,
    edit_obstacle,
    may_edit,
    may_remove,
    may_report,
    may_value,
    remove_obstacle,
    report_obstacle,
    value_obstacle,
)
from parley.discussion.refusals import OBSTACLES

AT = datetime(2026, 8, 12, 12, tzinfo=UTC)
WINDOW = timedelta(minutes=15)
OWN, OTHER = "g:1", "g:2"

# thread state, closes in (minutes), comment status, guest, age (minutes), revisions → value, report, edit, remove
TABLE = [
    ("open", None, "published", OTHER, 1, 0, None, None, "not_own_comment", "not_own_comment"),
    ("open", None, "published", OWN, 1, 0, "own_comment", "own_comment", None, None),
    ("open", 1, "published", OWN, 1, 0, "own_comment", "own_comment", None, None),
    ("open", 0, "published", OWN, 1, 0, "thread_closed", "own_comment", "thread_closed", None),
    ("closed", None, "published", OWN, 1, 0, "thread_closed", "own_comment", "thread_closed", None),
    ("closed", None, "published", OTHER, 1, 0, "thread_closed", None, "not_own_comment", "not_own_comment"),
    ("hidden", None, "published", OWN, 1, 0, GONE, GONE, GONE, GONE),
    ("hidden", None, "published", OTHER, 1, 0, GONE, GONE, GONE, GONE),
    ("open", None, "held", OWN, 1, 0, GONE, GONE, None, None),
    ("open", None, "held", OTHER, 1, 0, GONE, GONE, GONE, GONE),
    ("open", None, "rejected", OWN, 1, 0, GONE, GONE, "comment_decided", "comment_decided"),
    ("open", None, "rejected", OTHER, 1, 0, GONE, GONE, GONE, GONE),
    ("open", None, "removed", OWN, 1, 0, GONE, GONE, "comment_decided", None),
    ("open", None, "removed", OTHER, 1, 0, GONE, GONE, GONE, GONE),
    ("open", None, "published", OWN, 14.99, 0, "own_comment", "own_comment", None, None),
    ("open", None, "published", OWN, 15, 0, "own_comment", "own_comment", "edit_too_late", None),
    ("open", None, "held", OWN, 15, 0, GONE, GONE, "edit_too_late", None),
    ("open", None, "published", OWN, 1, REVISIONS_MAX - 1, "own_comment", "own_comment", None, None),
    ("open", None, "published", OWN, 1, REVISIONS_MAX, "own_comment", "own_comment", "edits_too_many", None),
]


@pytest.mark.parametrize("row", TABLE)
def test_decisions(row: tuple[str, int | None, str, str, float, int, str, str, str, str]) -> None:
    state, closes_in, status, guest_key, age, revisions, *wanted = row
    closes_at = None if closes_in is None else AT + timedelta(minutes=closes_in)
    thread = Thread(state=state, closes_at=closes_at)
    comment = Comment(
        guest_key=OWN, status=status, created_at=AT - timedelta(minutes=age), revision_count=revisions
    )
    both = {"thread": thread, "comment": comment, "guest_key": guest_key}
    found = [
        value_obstacle(**both, at=AT),
        report_obstacle(**both),
        edit_obstacle(**both, at=AT, window=WINDOW),
        remove_obstacle(**both),
    ]
    assert found == wanted
    asked = [may_value(**both, at=AT), may_report(**both), may_edit(**both, at=AT, window=WINDOW)]
    assert [*asked, may_remove(**both)] == [one is None for one in wanted]
    assert {one for one in found if one} <= {*OBSTACLES, GONE}


def test_a_window_of_nothing_means_never() -> None:
    comment = Comment(guest_key=OWN, status="published", created_at=AT)
    window = timedelta(0)
    assert not may_edit(thread=Thread(state="open"), comment=comment, guest_key=OWN, at=AT, window=window)


@pytest.mark.parametrize("key", ["", "f:abc"])
def test_nobody_owns_what_was_written_without_a_token(key: str) -> None:
    comment = Comment(guest_key=key, status="published", created_at=AT)
    thread = Thread(state="open")
    assert remove_obstacle(thread=thread, comment=comment, guest_key=key) == "not_own_comment"
    assert may_value(thread=thread, comment=comment, guest_key=key, at=AT)
