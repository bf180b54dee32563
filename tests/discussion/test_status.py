"""The one door for status changes, and the history that nobody can rewrite."""

import pytest
from django.db import DatabaseError, connection, transaction

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment, ImmutableError, StatusChange
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db

VISIBLE = [("published", "removed"), ("published", "held"), ("removed", "published"), ("held", "published")]
INVISIBLE = [("held", "rejected"), ("removed", "rejected"), ("rejected", "held")]


def _with_status(status: str) -> Comment:
    comment = comment_make(thread=thread_make())
    comment_status_set(comment=comment, status=status, decided_by="test")
    OutboxRow.objects.all().delete()
    return comment


@pytest.mark.parametrize(("before", "after"), VISIBLE + INVISIBLE)
def test_a_change_leaves_a_row_counts_and_is_announced(before: str, after: str) -> None:
    comment = _with_status(before)
    moderator = Person.objects.create_user("moderator")
    change = comment_status_set(
        comment=comment, status=after, person=moderator, decided_by="desk", reason_code="rude", reason="Rude."
    )
    assert change is not None
    comment.refresh_from_db()
    assert comment.status == after
    assert (change.from_status, change.to_status, change.person, change.decided_by) == (
        before,
        after,
        moderator,
        "desk",
    )
    assert (change.reason_code, change.reason) == ("rude", "Rude.")
    thread = comment.thread
    thread.refresh_from_db()
    assert thread.comment_count == int(after == "published")
    assert thread.last_comment_at == (comment.created_at if after == "published" else None)
    row = OutboxRow.objects.get()
    assert row.kind == "comment.status_changed"
    visible = (before, after) in VISIBLE
    assert row.surrogate_keys == ([thread.surrogate_key] if visible else [])
    assert row.topic == (thread.surrogate_key if visible else "moderation")
    assert (row.payload["from_status"], row.payload["to_status"]) == (before, after)


@pytest.mark.parametrize("status", Comment.Status.values)
def test_no_change_leaves_no_trace(status: str) -> None:
    comment = _with_status(status)
    rows = StatusChange.objects.count()
    assert comment_status_set(comment=comment, status=status, decided_by="test") is None
    assert StatusChange.objects.count() == rows
    assert not OutboxRow.objects.exists()


def test_what_the_caller_holds_may_be_old() -> None:
    comment = comment_make(thread=thread_make())
    stale = Comment.objects.get(pk=comment.pk)
    comment_status_set(comment=comment, status="removed", decided_by="test")
    assert comment_status_set(comment=stale, status="removed", decided_by="test") is None
    assert stale.status == "removed"
    stale.thread.refresh_from_db()
    assert stale.thread.comment_count == 0


def test_the_first_publication_keeps_its_time() -> None:
    comment = comment_make(thread=thread_make())
    published_at = comment.published_at
    for status in ("removed", "published"):
        comment_status_set(comment=comment, status=status, decided_by="test")
    comment.refresh_from_db()
    assert comment.published_at == published_at


def test_an_unknown_status_is_refused() -> None:
    comment = comment_make(thread=thread_make())
    with pytest.raises(ValueError, match="spam"):
        comment_status_set(comment=comment, status="spam", decided_by="test")


def test_the_models_refuse_to_rewrite_history() -> None:
    change = comment_make(thread=thread_make()).status_changes.get()
    change.reason = "another"
    attempts = [
        change.save,
        change.delete,
        lambda: StatusChange.objects.update(reason="another"),
        lambda: StatusChange.objects.all().delete(),
        lambda: StatusChange.objects.bulk_update([change], ["reason"]),
        lambda: change.comment.status_changes.update(reason="another"),
    ]
    for attempt in attempts:
        with pytest.raises(ImmutableError), transaction.atomic():
            attempt()
    change.refresh_from_db()
    assert change.reason == ""


@pytest.mark.parametrize(
    "sql", ["UPDATE discussion_statuschange SET reason = 'x'", "DELETE FROM discussion_statuschange"]
)
def test_the_database_refuses_to_rewrite_history(sql: str) -> None:
    comment_make(thread=thread_make())
    with pytest.raises(DatabaseError, match="can not be altered or deleted"), transaction.atomic():
        connection.cursor().execute(sql)
    assert StatusChange.objects.count() == 1
