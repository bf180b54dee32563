"""Valuing a comment: once for each person, on and off, and no way for one client to drive a count up."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.discussion.actions import comment_status_set, thread_upsert
from parley.discussion.actions.reactions import Valued, reaction_set
from parley.discussion.models import Comment, Reaction, Thread
from parley.discussion.refusals import CommentRefused
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db


def _value(thread: Thread, number: int = 1, guest: str = "g:2", network: str = "", **more: Any) -> Valued:
    return reaction_set(
        thread=thread,
        number=number,
        guest_key=guest,
        network_key=network or f"of {guest}",
        **{"valued": True, **more},
    )


def _refused(*values: Any, **more: Any) -> str:
    with pytest.raises(CommentRefused) as refused:
        _value(*values, **more)
    assert str(refused.value.errors[0].message)
    return refused.value.errors[0].code


@pytest.fixture
def thread() -> Thread:
    thread = thread_make()
    comment_make(thread=thread, guest_key="g:1")
    OutboxRow.objects.all().delete()
    return thread


def _counts(thread: Thread) -> tuple[int, int]:
    return thread.comments.get(number=1).valued_count, Reaction.objects.count()


def test_on_and_off(thread: Thread) -> None:
    assert _value(thread) == Valued(valued=True, valued_count=1)
    assert _value(thread) == Valued(valued=True, valued_count=1), "twice is once"
    assert _counts(thread) == (1, 1)
    assert _value(thread, valued=False) == Valued(valued=False, valued_count=0)
    assert _value(thread, valued=False) == Valued(valued=False, valued_count=0)
    assert _counts(thread) == (0, 0)
    assert [_value(thread, valued=None).valued for _ in range(3)] == [True, False, True]
    assert _value(thread, guest="g:3").valued_count == 2


def test_it_is_announced_when_something_changed(thread: Thread) -> None:
    for valued in (True, True, False, False):
        _value(thread, valued=valued)
    comment = thread.comments.get()
    rows = list(OutboxRow.objects.order_by("sequence"))
    assert [row.payload["valued_count"] for row in rows] == [1, 0]
    assert {(row.kind, row.topic) for row in rows} == {("comment.valued", thread.surrogate_key)}
    assert rows[0].surrogate_keys == [thread.surrogate_key]
    assert rows[0].payload == {
        "thread": thread.public_id,
        "comment": comment.public_id,
        "number": 1,
        "valued_count": 1,
    }


def test_the_rank_follows(thread: Thread) -> None:
    before = thread.comments.get().valued_rank
    _value(thread)
    valued = thread.comments.get().valued_rank
    assert before is not None
    assert valued is not None
    assert valued > before
    _value(thread, valued=False)
    assert thread.comments.get().valued_rank == before


def test_one_network_counts_once_whatever_it_calls_itself(thread: Thread, settings: Settings) -> None:
    assert _value(thread, guest="g:2", network="home").valued_count == 1
    assert [_refused(thread, guest=f"g:{n}", network="home") for n in range(3, 9)] == [
        "already_valued_here"
    ] * 6
    assert _counts(thread) == (1, 1)
    assert _value(thread, guest="g:9", network="home", valued=False) == Valued(valued=False, valued_count=1)
    _value(thread, guest="g:2", network="home", valued=False)
    assert _value(thread, guest="g:3", network="home").valued_count == 1, "the place is free again"
    settings.PARLEY_VALUED_PER_NETWORK = 2
    assert _value(thread, guest="g:4", network="home").valued_count == 2
    assert _refused(thread, guest="g:5", network="home") == "already_valued_here"
    settings.PARLEY_VALUED_PER_NETWORK = 1
    for guest in ("g:3", "g:4"):
        assert _value(thread, guest=guest, network="home", valued=False).valued is False
    assert _counts(thread) == (0, 0)


def test_a_guest_who_has_moved_to_another_network_is_still_one(thread: Thread) -> None:
    _value(thread, guest="g:2", network="home")
    assert _value(thread, guest="g:2", network="work").valued_count == 1
    assert _value(thread, guest="g:3", network="work").valued_count == 2
    assert _value(thread, guest="g:2", network="train", valued=None) == Valued(valued=False, valued_count=1)


def test_each_comment_is_valued_by_itself(thread: Thread) -> None:
    comment_make(thread=thread)
    assert [_value(thread, number, network="home").valued_count for number in (1, 2)] == [1, 1]


def test_ones_own_comment_is_not_valued(thread: Thread) -> None:
    assert _refused(thread, guest="g:1") == "own_comment"
    assert _counts(thread) == (0, 0)


@pytest.mark.parametrize("status", ["held", "rejected", "removed"])
def test_what_readers_cannot_see_is_not_there(thread: Thread, status: str) -> None:
    comment_status_set(comment=thread.comments.get(), status=status, decided_by="test")
    with pytest.raises(Comment.DoesNotExist):
        _value(thread)
    with pytest.raises(Comment.DoesNotExist):
        _value(thread, 77)


@pytest.mark.parametrize("state", ["closed", "hidden"])
def test_a_thread_that_is_not_open(thread: Thread, state: str) -> None:
    thread_upsert(site=thread.site, key=thread.key, title=thread.title, url=thread.url, state=state)
    if state == "closed":
        assert _refused(thread) == "thread_closed"
    else:
        with pytest.raises(Comment.DoesNotExist):
            _value(thread)


def test_the_count_outlives_a_removal(thread: Thread) -> None:
    _value(thread)
    comment = thread.comments.get()
    for status in ("removed", "published"):
        comment_status_set(comment=comment, status=status, decided_by="test")
    assert _value(thread, guest="g:3").valued_count == 2


@pytest.mark.django_db(transaction=True)
def test_statements(thread: Thread) -> None:
    for number in range(3, 30):
        _value(thread, guest=f"g:{number}")
    taken = []
    for valued in (True, True, False, False):
        with CaptureQueriesContext(connection) as captured:
            _value(thread, valued=valued)
        taken.append([query["sql"].split()[0] for query in captured])
    start = ["BEGIN", "SELECT", "SELECT", "SELECT"]
    assert taken == [
        [*start, "INSERT", "UPDATE", "INSERT", "COMMIT"],
        [*start, "COMMIT"],
        [*start, "DELETE", "UPDATE", "INSERT", "COMMIT"],
        [*start, "COMMIT"],
    ]


def test_each_read_runs_along_an_index(thread: Thread) -> None:
    with CaptureQueriesContext(connection) as captured:
        _value(thread)
    reads = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert len(reads) == 3
    with connection.cursor() as cursor:
        for sql in reads:
            steps = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
            assert not [step for step in steps if step.startswith("SCAN")], (sql, steps)
