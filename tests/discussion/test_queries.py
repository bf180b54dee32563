"""Windows of a thread: order, stubs, cursors, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from parley.discussion.actions import ImportedComment, comment_status_set, comments_import
from parley.discussion.models import Comment, Thread
from parley.discussion.queries import (
    Cursor,
    Window,
    comment_after,
    comment_counts,
    guest_last_comment,
    thread_comments_for_structured_data,
    thread_window,
    threads_feed,
    waiting_comments,
)
from parley.kernel.clock import now
from tests.discussion.factories import comment_make, posted_make, thread_make

pytestmark = pytest.mark.django_db


def _fill(thread: Thread, parents: list[int | None]) -> None:
    """Write comments 1, 2, 3 …, each answering the number that is given."""
    comments_import(
        thread=thread,
        comments=[
            ImportedComment(
                import_key=str(number),
                author_name=f"Guest {number}",
                created_at=now(),
                text=f"Text {number}",
                parent_key=str(parent) if parent else None,
            )
            for number, parent in enumerate(parents, start=1)
        ],
    )
    thread.refresh_from_db()


def _status(thread: Thread, number: int, status: str) -> None:
    comment_status_set(comment=thread.comments.get(number=number), status=status, decided_by="test")


def _numbers(window: Window) -> list[int]:
    return [comment.number for comment in window.comments]


def test_each_reply_stands_under_what_it_answers() -> None:
    thread = thread_make()
    #               1     2     3  4  5  6  7     8
    _fill(thread, [None, None, 1, 3, 1, 3, None, 2])
    window = thread_window(thread=thread)
    assert _numbers(window) == [1, 3, 4, 6, 5, 2, 8, 7]
    assert [one.depth for one in window.comments] == [0, 1, 2, 2, 1, 0, 1, 0]
    assert [one.parent_number for one in window.comments] == [None, 1, 3, 3, 1, None, 2, None]
    assert window.next_after is None


def test_what_is_not_published_is_not_there() -> None:
    thread = thread_make()
    _fill(thread, [None] * 4)
    for number, status in ((1, "held"), (2, "rejected"), (3, "removed")):
        _status(thread, number, status)
    assert _numbers(thread_window(thread=thread)) == [4]


@pytest.mark.parametrize("status", ["held", "rejected", "removed"])
def test_what_has_published_replies_leaves_a_stub_without_name_and_text(status: str) -> None:
    thread = thread_make()
    _fill(thread, [None, 1, None, 3])
    _status(thread, 1, status)
    _status(thread, 3, status)
    _status(thread, 4, status)
    window = thread_window(thread=thread)
    assert _numbers(window) == [1, 2]
    stub, reply = window.comments
    assert (stub.is_removed, stub.author_name, stub.html) == (True, "", "")
    assert (reply.is_removed, reply.parent_number) == (False, 1)


def test_windows_follow_one_another_without_gap_or_double() -> None:
    thread = thread_make()
    _fill(thread, [None, 1, 1, 2, None, 5, None, None, 8, 9, 10])
    seen: list[int] = []
    after: Cursor | None = None
    while True:
        window = thread_window(thread=thread, after=after, limit=3)
        assert len(window.comments) <= 3
        assert window.after == after
        seen += _numbers(window)
        if window.next_after is None:
            break
        after = Cursor.parse(str(window.next_after))
    assert sorted(seen) == list(range(1, 12))
    assert len(seen) == 11


def test_a_reply_knows_its_parent_in_an_earlier_window() -> None:
    thread = thread_make()
    _fill(thread, [None, 1, 1, 1])
    window = thread_window(thread=thread, after=Cursor(1, 2), limit=3)
    assert [(one.number, one.parent_number) for one in window.comments] == [(3, 1), (4, 1)]
    # The parent stands on an earlier page: the link must lead there.
    assert {one.parent_public_id for one in window.comments} == {thread.comments.get(number=1).public_id}


@pytest.mark.parametrize(
    "text", ["", "1", "1.", ".1", "a.b", "1.2.3", "-1.2", "1.٣", "1e3.2", "9999999999.1", "1.2\n", "+1.2"]
)
def test_a_broken_cursor_is_none(text: str) -> None:
    assert Cursor.parse(text) is None


@pytest.mark.parametrize("number", [1, 150, 200, 201, 250, 399, 450])
@pytest.mark.parametrize("shape", ["flat", "one branch", "pairs"])
def test_the_window_of_a_comment_shows_it(shape: str, number: int) -> None:
    thread = thread_make()
    answered = {
        "flat": lambda _n: None,
        "one branch": lambda n: 1 if n > 1 else None,
        "pairs": lambda n: None if n % 2 else n - 1,
    }
    _fill(thread, [answered[shape](n) for n in range(1, 451)])
    comment = thread.comments.get(number=number)
    after = comment_after(comment=comment, thread=thread)
    assert (after is None) == (number <= 200)
    assert number in _numbers(thread_window(thread=thread, after=after))


def test_a_small_thread_needs_no_query_to_find_a_comment(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    thread = thread_make()
    comment = posted_make(thread=thread).comment
    thread.refresh_from_db()
    with django_assert_num_queries(0):
        assert comment_after(comment=comment, thread=thread) is None


def test_a_chain_of_ten_thousand_replies() -> None:
    thread = thread_make()
    _fill(thread, [None, *range(1, 10_000)])
    window = thread_window(thread=thread, limit=20_000)
    assert _numbers(window) == list(range(1, 10_001))
    assert window.comments[-1].depth == 9_999


@pytest.mark.parametrize("count", [1, 50, 500])
def test_a_window_takes_one_query_whatever_the_size(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    thread = thread_make()
    _fill(thread, [None, *([1] * count)])
    with django_assert_num_queries(1):
        window = thread_window(thread=thread)
    with django_assert_num_queries(2):
        thread_window(thread=thread, after=Cursor(1, 1))
    assert len(window.comments) == min(count + 1, 200)


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        return " ".join(str(row) for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
def test_windows_and_duplicates_are_read_along_their_indexes() -> None:
    thread = thread_make()
    with CaptureQueriesContext(connection) as captured:
        thread_window(thread=thread, after=Cursor(3, 5))
        guest_last_comment(thread=thread, guest_keys=("g:1", "f:1"), since=now() - timedelta(minutes=10))
    window, last = (_plan(query["sql"]) for query in captured.captured_queries)
    assert "comment_window (thread_id=? AND root_number>?)" in window
    assert "USE TEMP B-TREE" not in window
    assert "comment_guest (guest_key=? AND thread_id=?)" in last


def test_the_guests_last_comment() -> None:
    thread = thread_make()
    start = now() - timedelta(minutes=1)
    comment_make(thread=thread, guest_key="g:1", text="first")
    comment_make(thread=thread, guest_key="f:1", text="second")
    comment_make(thread=thread, guest_key="g:2", text="another guest's")
    comment_make(thread=thread_make(), guest_key="g:1", text="elsewhere")
    assert guest_last_comment(thread=thread, guest_keys=("g:1", "f:1"), since=start) == "second"
    assert guest_last_comment(thread=thread, guest_keys=("g:1",), since=start) == "first"
    assert guest_last_comment(thread=thread, guest_keys=("g:1",), since=now()) is None
    assert guest_last_comment(thread=thread, guest_keys=(), since=start) is None


def test_only_what_waits_in_this_thread_is_shown_as_waiting() -> None:
    thread = thread_make()
    links = " ".join(f"https://{n}.example" for n in range(9))
    held = posted_make(thread=thread, text=links).comment
    others = [posted_make(thread=thread).comment, posted_make(thread=thread_make(), text=links).comment]
    ids = [comment.public_id for comment in (held, *others)]
    (view,) = waiting_comments(thread=thread, public_ids=[*ids, "nonsense"])
    assert (view.public_id, view.is_waiting) == (held.public_id, True)
    assert "moderator" in view.waiting_reason
    comment_status_set(comment=held, status=Comment.Status.PUBLISHED, decided_by="test")
    assert waiting_comments(thread=thread, public_ids=ids) == []


def test_feeds_and_structured_data_have_published_comments_only() -> None:
    thread = thread_make()
    _fill(thread, [None, 1, None, None])
    _status(thread, 3, "held")
    assert [one.number for one in threads_feed(thread=thread)] == [4, 2, 1]
    assert [one.number for one in threads_feed(thread=thread, limit=2)] == [4, 2]
    data = thread_comments_for_structured_data(thread=thread)
    assert [(one.number, one.text, one.parent_number) for one in data] == [
        (1, "Text 1", None),
        (2, "Text 2", 1),
        (4, "Text 4", None),
    ]


def test_counts_of_many_threads_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    threads = [thread_make() for _ in range(3)]
    for count, thread in enumerate(threads):
        for _ in range(count):
            comment_make(thread=thread)
    with django_assert_num_queries(1):
        counts = comment_counts(thread_ids=[thread.pk for thread in threads])
    assert [counts[thread.pk] for thread in threads] == [0, 1, 2]
