"""Posting a comment: numbers, places, what is written with it, and what it costs."""

import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.discussion.actions import (
    CommentRefused,
    GuestAuthor,
    comment_post,
    comment_status_set,
    thread_upsert,
)
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.screening import FormFacts, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, posted_make, thread_make

pytestmark = pytest.mark.django_db


def _codes(refused: pytest.ExceptionInfo[CommentRefused]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


def test_a_published_comment_comes_with_its_status_change_and_its_outbox_row() -> None:
    thread = thread_make()
    OutboxRow.objects.all().delete()
    result = posted_make(thread=thread, text="“Ça va?” – *oui* 🦊", name="  Ada \n Lovelace ")
    comment = Comment.objects.get()
    assert (comment.number, comment.root_number, comment.depth, comment.parent_id) == (1, 1, 0, None)
    assert (comment.author_name, comment.text) == ("Ada Lovelace", "“Ça va?” – *oui* 🦊")
    assert comment.html == "<p>“Ça va?” – <em>oui</em> 🦊</p>"
    assert comment.status == Comment.Status.PUBLISHED
    assert comment.published_at == comment.created_at
    assert result.shown
    change = comment.status_changes.get()
    assert (change.from_status, change.to_status, change.decided_by) == ("", "published", "screening")
    row = OutboxRow.objects.get()
    assert (row.kind, row.topic) == ("comment.published", thread.surrogate_key)
    assert row.surrogate_keys == [thread.surrogate_key]
    assert row.payload == {
        "thread": thread.public_id,
        "comment": comment.public_id,
        "number": 1,
        "parent_number": None,
        "comment_count": 1,
    }
    thread.refresh_from_db()
    assert (thread.comment_count, thread.last_number, thread.last_comment_at) == (1, 1, comment.created_at)


def test_a_held_comment_takes_a_number_and_changes_nothing_that_readers_see() -> None:
    thread = thread_make()
    OutboxRow.objects.all().delete()
    result = posted_make(thread=thread, text=" ".join(f"https://{n}.example" for n in range(9)))
    assert (result.shown, result.code) == (False, "links")
    assert result.reason
    comment = Comment.objects.get()
    assert (comment.status, comment.number, comment.published_at) == ("held", 1, None)
    change = comment.status_changes.get()
    assert (change.decided_by, change.reason_code, change.reason) == (
        "phase:link_limit",
        "links",
        result.reason,
    )
    row = OutboxRow.objects.get()
    assert (row.kind, row.topic, row.surrogate_keys) == ("comment.held", "moderation", [])
    thread.refresh_from_db()
    assert (thread.comment_count, thread.last_number, thread.last_comment_at) == (0, 1, None)
    assert posted_make(thread=thread).comment.number == 2


def test_numbers_are_never_given_again() -> None:
    thread = thread_make()
    first, second = comment_make(thread=thread), comment_make(thread=thread)
    comment_status_set(comment=second, status=Comment.Status.REMOVED, decided_by="test")
    assert [first.number, second.number, comment_make(thread=thread).number] == [1, 2, 3]


def test_a_reply_stands_under_its_root() -> None:
    thread = thread_make()
    comment_make(thread=thread)
    root = comment_make(thread=thread)
    reply = comment_make(thread=thread, parent=root)
    deeper = comment_make(thread=thread, parent=reply)
    assert [(one.number, one.root_number, one.depth) for one in (root, reply, deeper)] == [
        (2, 2, 0),
        (3, 2, 1),
        (4, 2, 2),
    ]
    assert deeper.parent == reply


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.REMOVED, Comment.Status.REJECTED])
def test_a_comment_that_is_not_shown_cannot_be_answered(status: str) -> None:
    thread = thread_make()
    parent = comment_make(thread=thread)
    comment_status_set(comment=parent, status=status, decided_by="test")
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread, parent=parent)
    assert _codes(refused) == [("parent", "parent_gone")]


def test_a_comment_of_another_thread_cannot_be_answered() -> None:
    comment_make(thread=(other := thread_make()))
    parent = comment_make(thread=other)
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread_make(), parent=parent)
    assert _codes(refused) == [("parent", "parent_gone")]


def test_everything_wrong_is_said_at_once_and_nothing_is_written() -> None:
    thread = thread_make()
    OutboxRow.objects.all().delete()
    with pytest.raises(CommentRefused) as refused:
        comment_post(thread=thread, author=GuestAuthor("\u200b", "g:1"), text=" \n ", parent_number=7)
    assert _codes(refused) == [
        ("author_name", "name_empty"),
        ("text", "text_empty"),
        ("parent", "parent_gone"),
    ]
    assert not Comment.objects.exists()
    assert not StatusChange.objects.exists()
    assert not OutboxRow.objects.exists()
    thread.refresh_from_db()
    assert thread.last_number == 0


@pytest.mark.parametrize(("length", "codes"), [(80, []), (81, [("author_name", "name_too_long")])])
def test_length_of_a_name(length: int, codes: list[tuple[str, str]]) -> None:
    thread = thread_make()
    if not codes:
        assert len(comment_make(thread=thread, name="é" * length).author_name) == length
        return
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread, name="é" * length)
    assert _codes(refused) == codes


def test_ten_thousand_characters_of_any_script_come_through() -> None:
    text = ("“Ĝis!” שלום 漢字 नमस्ते 👩‍👩‍👧‍👦 ❤️ " * 400)[:9_999] + "."
    comment = comment_make(thread=thread_make(), text=text)
    comment.refresh_from_db()
    assert comment.text == unicodedata.normalize("NFC", text)


def test_too_long_says_how_much(settings: Settings) -> None:
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread_make(), text="x" * 10_003)
    assert _codes(refused) == [("text", "text_too_long")]
    assert "3 characters" in str(refused.value.errors[0].message)
    settings.PARLEY_SCREENING_PHASES = []
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread_make(), text="x" * 10_003)
    assert _codes(refused) == [("text", "text_too_long")]


@pytest.mark.parametrize("state", [Thread.State.CLOSED, Thread.State.HIDDEN])
def test_a_thread_that_is_not_open_takes_no_comments(state: str) -> None:
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread_make(state=state), text="", name="")
    assert _codes(refused) == [("", "thread_closed")]


def test_a_hidden_thread_takes_no_comments_whatever_the_phases(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = []
    with pytest.raises(CommentRefused) as refused:
        comment_make(thread=thread_make(state=Thread.State.HIDDEN))
    assert _codes(refused) == [("", "thread_closed")]


def test_the_thread_is_read_again_under_the_lock() -> None:
    stale = thread_make()
    thread_upsert(site=stale.site, key=stale.key, title=stale.title, url=stale.url, state=Thread.State.CLOSED)
    assert stale.state == Thread.State.OPEN
    with pytest.raises(CommentRefused):
        comment_make(thread=stale)


class Broken:
    name = "broken"

    def verdict(self, _submission: Submission) -> Verdict:
        raise RuntimeError("no model file")


class Indifferent:
    name = "indifferent"

    def verdict(self, _submission: Submission) -> Verdict:
        return NO_OPINION


class Strict:
    name = "strict"

    def verdict(self, _submission: Submission) -> Verdict:
        return Verdict(Outcome.REFUSE, "strict", "No.", "text")


class Careful:
    name = "careful"

    def verdict(self, _submission: Submission) -> Verdict:
        return Verdict(Outcome.HOLD, "careful", "Wait.")


class Generous:
    name = "generous"

    def verdict(self, _submission: Submission) -> Verdict:
        return Verdict(Outcome.PUBLISH, "generous")


HERE = "tests.discussion.test_comment_post"
SCREENING = {
    "none": ([], "published", "passed", "screening"),
    "no opinion": ([Indifferent], "published", "passed", "screening"),
    "publish does not end it": ([Generous, Careful], "held", "careful", "phase:careful"),
    "the first hold names the reason": ([Careful, Broken], "held", "careful", "phase:careful"),
    "a failing phase holds": ([Indifferent, Broken], "held", "phase_failed", "phase:broken"),
    "a rejection after a hold rejects": ([Careful, Strict], None, "strict", None),
    "a rejection after a failure rejects": ([Broken, Strict], None, "strict", None),
}


@pytest.mark.parametrize(("phases", "status", "code", "decided_by"), SCREENING.values(), ids=SCREENING)
def test_screening(
    settings: Settings, phases: list[type], status: str | None, code: str, decided_by: str | None
) -> None:
    settings.PARLEY_SCREENING_PHASES = [f"{HERE}.{phase.__name__}" for phase in phases]
    if status is None:
        with pytest.raises(CommentRefused) as refused:
            comment_make(thread=thread_make())
        assert _codes(refused) == [("text", code)]
        return
    comment = comment_make(thread=thread_make())
    assert comment.status == status
    change = comment.status_changes.get()
    assert (change.reason_code, change.decided_by) == (code, decided_by)


@pytest.mark.django_db(transaction=True)
def test_a_post_takes_seventeen_statements() -> None:
    """One more for a comment that is drawn for audit."""
    thread = thread_make()
    comment_make(thread=thread)
    author = GuestAuthor("Ada", "g:cookie", "print")
    facts = FormFacts(rendered_at=now() - timedelta(minutes=1))
    with CaptureQueriesContext(connection) as captured:
        comment_post(thread=thread, author=author, text="Short and *clear*. https://x.example", form=facts)
    statements = [query["sql"].split()[0] for query in captured]
    # Legal holds, and the versions of the spam model and of the house rules.
    before = ["SELECT", "SELECT", "SELECT"]
    locked = ["BEGIN", "SELECT"]  # the thread
    asked = ["SELECT", "SELECT", "SELECT"]  # legal holds again, sanctions, and what the guest posted last
    written = ["INSERT", "INSERT", "UPDATE", "INSERT"]
    recorded = ["SAVEPOINT", "INSERT", "INSERT", "RELEASE"]  # verdicts, and what may be learned from
    assert statements == [*before, *locked, *asked, *written, *recorded, "COMMIT"]
    with CaptureQueriesContext(connection) as captured:
        comment_post(
            thread=thread, author=author, text="A reply takes one more as it is", parent_number=1, form=facts
        )
    assert len(captured) == 19  # the parent's counts; two more where it is no top-level comment
