"""What the edge's streams are given: a readable thread's public events, and nothing else."""

import resource

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment, Site, Thread
from parley.kernel.models import OutboxRow
from parley.project import checking, open_files
from parley.project.open_files import files_needed, files_raise, streams_possible
from parley.project.streams import OutboxSource
from tests.discussion.factories import comment_make, thread_make

SOURCE = OutboxSource()


@pytest.mark.django_db
def test_events_of_a_readable_thread_and_of_no_other() -> None:
    thread, other = thread_make(), thread_make()
    one, two = comment_make(thread=thread), comment_make(thread=thread)
    comment_make(thread=other)
    for status in (Comment.Status.HELD, Comment.Status.REJECTED):  # the second is the moderators' business
        comment_status_set(comment=one, status=status, decided_by="test")
    events = SOURCE.recent(thread.public_id, 100)
    assert events is not None
    assert {event.topic for event in events} == {thread.surrogate_key}
    assert OutboxRow.objects.filter(topic="moderation").exists()
    published = [event.payload["number"] for event in events if event.kind == "comment.published"]
    assert published == [one.number, two.number]
    assert SOURCE.read(thread.public_id, events[0].sequence, 1) == events[1:2]
    assert SOURCE.recent(thread.public_id, 1) == events[-1:]


@pytest.mark.django_db
def test_a_hidden_thread_is_as_if_it_were_not() -> None:
    thread = thread_make()
    Thread.objects.filter(pk=thread.pk).update(state=Thread.State.HIDDEN)
    assert SOURCE.recent(thread.public_id, 9) is None
    assert SOURCE.read(thread.public_id, 0, 9) is None
    assert SOURCE.recent("nosuchthread0000", 9) is None


@pytest.mark.django_db
def test_the_origins_of_its_site_may_read_it() -> None:
    thread = thread_make()
    assert not SOURCE.origin_allowed(thread.public_id, "https://blog.example")
    Site.objects.filter(pk=thread.site_id).update(origins=["https://blog.example"])
    assert SOURCE.origin_allowed(thread.public_id, "https://blog.example")


@pytest.mark.django_db
def test_a_look_costs_two_queries_whatever_there_is() -> None:
    thread = thread_make()
    for _ in range(3):
        comment_make(thread=thread)
    with CaptureQueriesContext(connection) as queries:
        SOURCE.read(thread.public_id, 0, 100)
    assert len(queries) == 2


# --- open files ---------------------------------------------------------------------------------------
def test_as_many_files_as_the_system_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
        allowed = files_raise()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
        assert allowed == (hard if hard != resource.RLIM_INFINITY else 2**31 - 1)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_streams_give_way_to_everything_else() -> None:
    assert streams_possible(wanted=10_000, files=files_needed(streams=10_000)) == 10_000
    assert streams_possible(wanted=10_000, files=files_needed(streams=10_000) - 1) == 9_999
    assert streams_possible(wanted=10_000, files=1024) == 0


def test_check_says_when_there_are_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "files_most", lambda: files_needed(streams=10_000))
    assert checking._files_problems() == []
    monkeypatch.setattr(checking, "files_most", lambda: 4096)
    [problem] = checking._files_problems()
    assert "4096" in problem
    assert "LimitNOFILE" in problem
    assert open_files.files_most() > 0
