"""Writers change and remove their own comments: for how long, what is kept, and what nobody else can do."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import comment_post, comment_status_set, thread_upsert
from parley.discussion.actions.comments import GuestAuthor
from parley.discussion.actions.edits import EditResult, comment_edit, comment_remove_own
from parley.discussion.models import Comment, CommentRevision, ImmutableError, StatusChange, Thread
from parley.discussion.refusals import CommentRefused
from parley.kernel import clock
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db
LINKS = " ".join(f"https://{n}.example" for n in range(9))
ME = "g:me"


@pytest.fixture
def thread() -> Thread:
    thread = thread_make()
    comment_make(thread=thread, guest_key=ME, text="Frist *words*")
    OutboxRow.objects.all().delete()
    return thread


def _edit(thread: Thread, text: str = "First *words*", guest: str = ME) -> EditResult:
    return comment_edit(thread=thread, number=1, guest_key=guest, text=text)


def _code(act: Any, *values: Any, **more: Any) -> str:
    with pytest.raises(CommentRefused) as refused:
        act(*values, **more)
    return refused.value.errors[0].code


def _comment(thread: Thread) -> Comment:
    return thread.comments.get(number=1)


def _later(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    begun = clock.now()
    monkeypatch.setattr("parley.discussion.actions.edits.now", lambda: begun + timedelta(minutes=minutes))


def test_an_edit_keeps_the_earlier_version_and_is_announced(thread: Thread) -> None:
    done = _edit(thread)
    assert (done.changed, done.shown, done.code) == (True, True, "")
    comment = _comment(thread)
    assert (comment.text, comment.html) == ("First *words*", "<p>First <em>words</em></p>")
    assert (comment.revision_count, comment.status, comment.number) == (1, "published", 1)
    assert comment.edited_at is not None
    revision = CommentRevision.objects.get()
    assert (revision.comment, revision.number, revision.created_at) == (comment, 1, comment.created_at)
    assert (revision.text, revision.html) == ("Frist *words*", "<p>Frist <em>words</em></p>")
    row = OutboxRow.objects.get()
    assert (row.kind, row.topic) == ("comment.edited", thread.surrogate_key)
    assert row.surrogate_keys == [thread.surrogate_key]
    assert row.payload == {"thread": thread.public_id, "comment": comment.public_id, "number": 1}
    first_edit = comment.edited_at
    _edit(thread, "Third words")
    assert list(CommentRevision.objects.order_by("number").values_list("number", "text", "created_at")) == [
        (1, "Frist *words*", comment.created_at),
        (2, "First *words*", first_edit),
    ]


def test_versions_are_kept_for_good(thread: Thread) -> None:
    _edit(thread)
    revision = CommentRevision.objects.get()
    with pytest.raises(ImmutableError):
        revision.delete()
    for sql in ("UPDATE discussion_commentrevision SET text = 'x'", "DELETE FROM discussion_commentrevision"):
        with pytest.raises(DatabaseError, match="can not be altered"), transaction.atomic():
            connection.cursor().execute(sql)


def test_the_same_text_changes_nothing(thread: Thread) -> None:
    done = _edit(thread, "\nFrist *words*\r\n")
    assert done.changed is False
    assert not CommentRevision.objects.exists()
    assert not OutboxRow.objects.exists()
    assert _comment(thread).edited_at is None


def test_an_edit_is_no_repetition_of_itself(thread: Thread) -> None:
    assert _edit(thread, "FRIST  *words*").changed


def test_an_edit_is_screened(thread: Thread) -> None:
    assert _code(_edit, thread, " \n ") == "text_empty"
    assert _code(_edit, thread, "x" * 10_001) == "text_too_long"
    assert (_comment(thread).text, _comment(thread).revision_count) == ("Frist *words*", 0)
    done = _edit(thread, LINKS)
    assert (done.shown, done.code) == (False, "links")
    assert done.reason
    comment = _comment(thread)
    assert (comment.status, comment.text, comment.placed_number) == ("held", LINKS, None)
    change = comment.status_changes.latest("pk")
    assert (change.from_status, change.to_status) == ("published", "held")
    assert (change.decided_by, change.reason_code) == ("phase:link_limit", "links")
    thread.refresh_from_db()
    assert thread.comment_count == 0
    rows = {row.kind: row.topic for row in OutboxRow.objects.all()}
    assert rows == {"comment.status_changed": thread.surrogate_key, "comment.edited": "moderation"}


def test_a_comment_that_waits_goes_on_waiting(thread: Thread) -> None:
    _edit(thread, LINKS)
    changes = StatusChange.objects.count()
    done = _edit(thread, "Harmless again")
    assert (done.changed, done.shown) == (True, False)
    assert (_comment(thread).status, _comment(thread).text) == ("held", "Harmless again")
    assert StatusChange.objects.count() == changes


@pytest.mark.parametrize(("minutes", "may"), [(14.9, True), (15.1, False)])
def test_the_window(
    thread: Thread,
    monkeypatch: pytest.MonkeyPatch,
    minutes: float,
    may: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    _later(monkeypatch, minutes)
    if may:
        assert _edit(thread).changed
    else:
        assert _code(_edit, thread) == "edit_too_late"
        assert comment_remove_own(thread=thread, number=1, guest_key=ME).status == "removed"


def test_a_window_of_nothing(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_EDIT_WINDOW = timedelta(0)
    assert _code(_edit, thread) == "edit_too_late"


def test_twenty_times_and_no_more(thread: Thread) -> None:
    for number in range(20):
        _edit(thread, f"Version {number}")
    assert _code(_edit, thread, "Version 21") == "edits_too_many"
    assert CommentRevision.objects.count() == 20


def test_only_ones_own(thread: Thread) -> None:
    assert _code(_edit, thread, guest="g:other") == "not_own_comment"
    assert _code(comment_remove_own, thread=thread, number=1, guest_key="g:other") == "not_own_comment"
    comment_status_set(comment=_comment(thread), status="held", decided_by="test")
    for act in (
        lambda: _edit(thread, guest="g:other"),
        lambda: comment_remove_own(thread=thread, number=1, guest_key="g:other"),
        lambda: comment_edit(thread=thread, number=77, guest_key=ME, text="x"),
    ):
        with pytest.raises(Comment.DoesNotExist):
            act()


@pytest.mark.parametrize("key", ["", "f:0123"])
def test_what_was_written_without_a_token_is_nobodys(key: str) -> None:
    thread = thread_make()
    comment_post(thread=thread, author=GuestAuthor("Ada", key), text="From an import")
    assert _code(_edit, thread, guest=key) == "not_own_comment"


@pytest.mark.parametrize("status", ["rejected", "removed"])
def test_what_a_moderator_decided_stands(thread: Thread, status: str) -> None:
    person = Person.objects.create_user("moderator")
    comment_status_set(comment=_comment(thread), status=status, decided_by="desk", person=person)
    changes = StatusChange.objects.count()
    assert _code(_edit, thread) == "comment_decided"
    if status == "rejected":
        assert _code(comment_remove_own, thread=thread, number=1, guest_key=ME) == "comment_decided"
    else:
        comment_remove_own(thread=thread, number=1, guest_key=ME)
    assert (_comment(thread).status, StatusChange.objects.count()) == (status, changes)


def test_a_closed_thread(thread: Thread) -> None:
    thread_upsert(site=thread.site, key=thread.key, title=thread.title, url=thread.url, state="closed")
    assert _code(_edit, thread) == "thread_closed"
    assert comment_remove_own(thread=thread, number=1, guest_key=ME).status == "removed"


def test_removing_leaves_a_stub_where_there_are_replies(thread: Thread) -> None:
    comment_make(thread=thread, parent=_comment(thread))
    for _ in range(2):
        comment_remove_own(thread=thread, number=1, guest_key=ME)
    comment = _comment(thread)
    assert (comment.status, comment.placed_number, comment.text) == ("removed", 1, "Frist *words*")
    change = comment.status_changes.get(to_status="removed")
    assert (change.decided_by, change.reason_code, change.person) == ("author", "removed_by_author", None)
    thread.refresh_from_db()
    assert thread.comment_count == 1


@pytest.mark.django_db(transaction=True)
def test_statements(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 1e-9  # a text that is drawn takes two more
    with CaptureQueriesContext(connection) as captured:
        _edit(thread)
    kinds = [query["sql"].split()[0] for query in captured]
    # Before the transaction: legal holds, and the version of the house rules.
    assert kinds[:5] == ["SELECT", "SELECT", "BEGIN", "SELECT", "SELECT"]
    assert kinds[-1] == "COMMIT"
    assert len(kinds) <= 17, kinds
    with CaptureQueriesContext(connection) as captured:
        _edit(thread)
    kinds = [query["sql"].split()[0] for query in captured]
    assert kinds == ["SELECT", "SELECT", "BEGIN", "SELECT", "SELECT", "COMMIT"]
