"""What phases do beside their verdict: prepare before the transaction, keep in it, and fail without harm."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.discussion.actions import CommentRefused, GuestAuthor, comment_post
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, Site, Thread
from tests.databases import database_environment, module_run
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.discussion.screening_phases import (
    BrokenRead,
    BrokenWrite,
    Forgetful,
    Thorough,
    Unprepared,
    named,
)

pytestmark = pytest.mark.django_db
LONG = "word " * 29 + "word"


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    Thorough.prepared.clear()
    Thorough.kept.clear()


@pytest.mark.django_db(transaction=True)
def test_a_phase_prepares_before_the_transaction_and_keeps_in_it(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = named(Thorough)
    thread = thread_make()
    comment_make(thread=thread, text="Short", guest_key="g:ada")
    assert posted_make(thread=thread, text=LONG).code == "long"
    assert comment_edit(thread=thread, number=1, guest_key="g:ada", text="Shorter").code == ""
    assert Thorough.prepared == [(text, False) for text in ("Short", LONG, "Shorter")]
    assert Thorough.kept == [
        ("Short", "published", 5),
        (LONG, "held", 149),
        ("Shorter", "published", 7),
    ]


@pytest.mark.parametrize(
    ("text", "name", "state"),
    [(" ", "Ada", "open"), ("x" * 10_001, "Ada", "open"), ("Hello", " ", "open"), ("Hello", "Ada", "hidden")],
)
def test_nothing_is_prepared_for_what_is_refused_anyway(
    settings: Settings, text: str, name: str, state: str
) -> None:
    settings.PARLEY_SCREENING_PHASES = [*named(Thorough), "parley.moderation.phases.length.Length"]
    with pytest.raises(CommentRefused):
        comment_post(thread=thread_make(state=state), author=GuestAuthor(name, "g:1"), text=text)
    assert Thorough.prepared == []


def test_a_phase_that_can_not_prepare_holds(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = named(Unprepared)
    thread = thread_make()
    first = comment_make(thread=thread, guest_key="g:ada")
    change = first.status_changes.get()
    assert (change.to_status, change.reason_code, change.decided_by) == (
        "held",
        "phase_failed",
        "phase:unprepared",
    )
    settings.PARLEY_SCREENING_PHASES = []
    published = comment_make(thread=thread, guest_key="g:bo")
    settings.PARLEY_SCREENING_PHASES = named(Unprepared)
    edited = comment_edit(thread=thread, number=published.number, guest_key="g:bo", text="Other words")
    assert (edited.shown, edited.code) == (False, "phase_failed")
    assert Thorough.kept == []


def test_a_phase_that_can_not_keep_holds_and_leaves_nothing_half_done(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = named(Forgetful)
    thread = thread_make()
    posted = posted_make(thread=thread, text="Fine words")
    assert (posted.shown, posted.code, bool(posted.reason)) == (False, "phase_failed", True)
    assert (posted.comment.status, posted.thread.comment_count) == ("held", 0)
    statuses = posted.comment.status_changes.order_by("pk").values_list("to_status", "decided_by")
    assert list(statuses) == [("published", "screening"), ("held", "phase:thorough")]
    assert not Site.objects.filter(slug__startswith="of-").exists()
    held = posted_make(thread=thread, text=LONG)
    assert (held.code, held.comment.status_changes.count()) == ("long", 1)
    settings.PARLEY_SCREENING_PHASES = []
    published = comment_make(thread=thread, guest_key="g:bo")
    settings.PARLEY_SCREENING_PHASES = named(Forgetful)
    edited = comment_edit(thread=thread, number=published.number, guest_key="g:bo", text="Other words")
    assert (edited.shown, edited.code, edited.comment.text) == (False, "phase_failed", "Other words")
    assert Thread.objects.get(pk=thread.pk).comment_count == 0


@pytest.mark.parametrize("phase", [BrokenRead, BrokenWrite])
def test_a_database_error_in_a_phase_holds(settings: Settings, phase: type) -> None:
    settings.PARLEY_SCREENING_PHASES = named(phase)
    posted = posted_make(thread=thread_make())
    assert (posted.shown, posted.code) == (False, "phase_failed")
    assert not Site.objects.filter(slug="half").exists()


def test_protection_costs_nothing_where_nothing_is_written(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = [*named(Thorough), "parley.moderation.phases.duplicate.Duplicate"]
    settings.PARLEY_SCREENING_RECORDER = ""
    thread = thread_make()
    with CaptureQueriesContext(connection) as captured:
        comment_make(thread=thread)
    inner = [query["sql"] for query in captured][1:-1]  # the test's transaction makes the post's a savepoint
    assert not any("SAVEPOINT" in sql for sql in inner)


def test_a_database_error_in_a_phase_holds_on_postgresql(tmp_path: Path) -> None:
    with database_environment(name="postgresql", data=tmp_path) as environment:
        printed = module_run("tests.discussion.screening_process", environment=environment)
    held = ["held", "phase_failed"]
    assert json.loads(printed.strip().splitlines()[-1]) == {
        "BrokenRead": held,
        "BrokenWrite": held,
        "Forgetful": held,
        "left behind": [],
        "count": 0,
    }
    assert Comment.objects.count() == 0
