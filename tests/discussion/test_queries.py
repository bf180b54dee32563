"""What is read besides windows: feeds, counts, what waits, what a guest wrote last."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment
from parley.discussion.queries import (
    comment_by_public_id,
    comment_counts,
    comment_placed,
    comment_published,
    guest_last_comment,
    thread_comments_for_structured_data,
    threads_feed,
    waiting_comments,
)
from parley.kernel.clock import now
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.discussion.threads import status_set, thread_of

pytestmark = pytest.mark.django_db


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        return " ".join(str(row) for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
def test_duplicates_are_looked_for_along_their_index() -> None:
    thread = thread_make()
    with CaptureQueriesContext(connection) as captured:
        guest_last_comment(thread=thread, guest_keys=("g:1", "f:1"), since=now() - timedelta(minutes=10))
    assert "comment_guest (guest_key=? AND thread_id=?)" in _plan(captured.captured_queries[0]["sql"])


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
    thread = thread_of([None, 1, None, None])
    status_set(thread, 3, "held")
    status_set(thread, 1, "removed")  # a stub has a place, and nothing to tell
    assert [one.number for one in threads_feed(thread=thread)] == [4, 2]
    assert [one.number for one in threads_feed(thread=thread, limit=1)] == [4]
    data = thread_comments_for_structured_data(thread=thread)
    assert [(one.number, one.text, one.parent_number) for one in data] == [
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


def test_one_comment_by_its_number() -> None:
    thread = thread_of([None, 1, None])
    status_set(thread, 1, "removed")
    status_set(thread, 3, "removed")
    stub, reply = (comment_placed(thread=thread, number=number) for number in (1, 2))
    assert stub is not None
    assert reply is not None
    assert (stub.is_removed, stub.html, stub.author_name) == (True, "", "")
    # It is shown by itself: a link to what it answers must lead there.
    assert (reply.parent_number, reply.parent_elsewhere) == (1, True)
    assert [comment_placed(thread=thread, number=number) for number in (0, 3, 4)] == [None] * 3
    assert comment_published(thread=thread, number=2) == reply
    assert comment_published(thread=thread, number=1) is None
    ids = dict(thread.comments.values_list("number", "public_id"))
    assert [comment_by_public_id(public_id=ids[number]) is None for number in (1, 2, 3)] == [
        False,
        False,
        True,
    ]


def test_a_rejected_comment_is_shown_to_its_writer_without_what_the_newsroom_noted() -> None:
    thread = thread_make()
    comment = comment_make(thread=thread)
    comment_status_set(
        comment=comment,
        status="rejected",
        decided_by="newsroom",
        person=Person.objects.create_user("mo"),
        reason="Again him!",
    )
    (view,) = waiting_comments(thread=thread, public_ids=[comment.public_id])
    assert (view.is_rejected, view.is_for_writer, view.waiting_reason) == (True, True, "")
    comment_status_set(
        comment=comment, status="held", decided_by="phase:words", reason="A moderator reads it."
    )
    (view,) = waiting_comments(thread=thread, public_ids=[comment.public_id])
    assert (view.is_rejected, view.waiting_reason) == (False, "A moderator reads it.")
