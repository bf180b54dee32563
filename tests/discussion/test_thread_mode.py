"""How a thread is moderated: set, announced, asked for by its page, told to readers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions import comment_status_set, thread_mode_set, thread_upsert
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, StatusChange, Thread
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, form_fill, posted_make, thread_make

pytestmark = pytest.mark.django_db
READ_ALL = "A moderator reads every comment here"
READ_NEW = "A moderator reads comments of new writers here"


def _page_asks(thread: Thread, mode: str) -> Thread:
    return thread_upsert(site=thread.site, key=thread.key, title=thread.title, url=thread.url, mode=mode)


def test_a_new_mode_is_announced_once_with_the_thread_made_stale() -> None:
    thread = thread_make()
    before = OutboxRow.objects.count()
    assert thread_mode_set(thread=thread, mode="hold_all").mode == "hold_all"
    thread_mode_set(thread=thread, mode="hold_all")
    row = OutboxRow.objects.order_by("-sequence").first()
    assert OutboxRow.objects.count() == before + 1
    assert row is not None
    assert (row.kind, row.payload["mode"], row.surrogate_keys) == (
        "thread.changed",
        "hold_all",
        [thread.surrogate_key],
    )


def test_what_is_no_mode_is_refused() -> None:
    thread = thread_make()
    with pytest.raises(ValueError, match="no mode 'closed'"):
        thread_mode_set(thread=thread, mode="closed")
    thread.refresh_from_db()
    assert thread.mode == "open"


def test_a_page_that_asks_for_nothing_new_keeps_what_the_moderators_set() -> None:
    thread = thread_make()
    thread_mode_set(thread=thread, mode="hold_all")
    assert _page_asks(thread, "open").mode == "hold_all"
    assert _page_asks(thread, "hold_new").mode == "hold_new"
    assert _page_asks(thread, "open").mode == "open"


@pytest.mark.parametrize(
    ("mode", "is_known", "status", "code"),
    [
        ("open", False, "published", "passed"),
        ("hold_new", False, "held", "thread_holds_new"),
        ("hold_new", True, "published", "passed"),
        ("hold_all", False, "held", "thread_holds_all"),
        ("hold_all", True, "held", "thread_holds_all"),
    ],
)
def test_what_a_mode_holds(mode: str, is_known: bool, status: str, code: str) -> None:  # noqa: FBT001 -- a table
    if is_known:
        comment_make(thread=thread_make(), guest_key="g:known")
    thread = thread_make()
    thread_mode_set(thread=thread, mode=mode)
    posted = posted_make(thread=thread, guest_key="g:known", text="Another thought.")
    assert (posted.comment.status, posted.code) == (status, code)


def test_a_writer_is_new_until_a_comment_is_published() -> None:
    thread = thread_make()
    thread_mode_set(thread=thread, mode="hold_new")
    first = posted_make(thread=thread, guest_key="g:1", text="First.")
    assert posted_make(thread=thread, guest_key="g:1", text="Second.").code == "thread_holds_new"
    comment_status_set(comment=first.comment, status=Comment.Status.PUBLISHED, decided_by="test")
    assert posted_make(thread=thread, guest_key="g:1", text="Third.").shown


def test_a_mode_set_while_somebody_writes_counts() -> None:
    """The thread in the writer's hands is of before; the row is read again under its lock."""
    thread = thread_make()
    as_read = Thread.objects.get(pk=thread.pk)
    thread_mode_set(thread=thread, mode="hold_all")
    assert posted_make(thread=as_read).code == "thread_holds_all"
    thread_mode_set(thread=thread, mode="open")
    assert posted_make(thread=as_read).shown


def test_a_mode_leaves_what_is_there_alone() -> None:
    thread = thread_make()
    shown = comment_make(thread=thread)
    thread_mode_set(thread=thread, mode="hold_all")
    held = comment_make(thread=thread)
    thread_mode_set(thread=thread, mode="open")
    for comment in (shown, held):
        comment.refresh_from_db()
    assert (shown.status, held.status) == ("published", "held")


def test_a_changed_comment_is_read_again_where_all_are() -> None:
    thread = thread_make()
    comment = comment_make(thread=thread, guest_key="g:1")
    thread_mode_set(thread=thread, mode="hold_all")
    result = comment_edit(thread=thread, number=comment.number, guest_key="g:1", text="Quite another text.")
    assert (result.shown, result.code) == (False, "thread_holds_all")
    change = StatusChange.objects.filter(comment=comment).latest("pk")
    assert (change.decided_by, change.reason) == (
        "phase:thread_mode",
        "Comments on this article are read by a moderator first.",
    )


def test_a_changed_comment_of_a_writer_with_a_published_one_stays() -> None:
    thread = thread_make()
    comment = comment_make(thread=thread, guest_key="g:1")
    thread_mode_set(thread=thread, mode="hold_new")
    result = comment_edit(thread=thread, number=comment.number, guest_key="g:1", text="Quite another text.")
    assert result.shown


def test_setting_a_mode_costs_the_same_in_a_long_thread() -> None:
    thread = thread_make()
    with CaptureQueriesContext(connection) as few:
        thread_mode_set(thread=thread, mode="hold_all")
    for _ in range(20):
        comment_make(thread=thread)
    with CaptureQueriesContext(connection) as many:
        thread_mode_set(thread=thread, mode="open")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("mode", "sentence"), [("hold_all", READ_ALL), ("hold_new", READ_NEW), ("open", None)]
)
def test_readers_are_told_before_they_write(client: Client, mode: str, sentence: str | None) -> None:
    thread = thread_make()
    parent = comment_make(thread=thread)
    thread_mode_set(thread=thread, mode=mode)
    answer = client.get(f"/threads/{thread.public_id}/reply/{parent.number}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert {one for one in (READ_ALL, READ_NEW) if one in page} == ({sentence} if sentence else set())
    assert thread.surrogate_key in answer["Surrogate-Key"].split()


def test_the_sentence_stands_by_the_form_and_is_read_with_the_text(client: Client) -> None:
    thread = thread_make()
    thread_mode_set(thread=thread, mode="hold_all")
    refused = client.post(f"/threads/{thread.public_id}/comments/", form_fill(thread, text=""))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'id="comment-form-mode">{READ_ALL}' in page
    assert 'aria-describedby="comment-form-mode comment-text-error"' in page
