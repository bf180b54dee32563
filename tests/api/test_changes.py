"""Polling for what the stream would have told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.api.changes import CHANGES_MAX
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from parley.kernel.outbox import outbox_trim
from tests.discussion.factories import thread_make

pytestmark = pytest.mark.django_db


def _get(client: Client, thread: Thread, after: int) -> dict[str, Any]:
    answer = client.get(f"/api/v1/threads/{thread.public_id}/changes?after={after}")
    assert answer.status_code == 200, answer.content
    assert f"s-maxage={24 * 3600}" in answer["Cache-Control"]
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    body: dict[str, Any] = answer.json()
    return body


def _rows(thread: Thread, number: int) -> list[int]:
    return [
        OutboxRow.objects.create(
            topic=thread.surrogate_key, kind="comment.published", payload={"number": n}, created_at=now()
        ).sequence
        for n in range(number)
    ]


def test_events_come_once_and_in_order_page_by_page(client: Client) -> None:
    thread, other = thread_make(), thread_make()
    start = client.get(f"/api/v1/threads/{thread.public_id}").json()["sequence"]
    sequences = _rows(thread, CHANGES_MAX + 20)
    _rows(other, 3)
    seen, last, more = [], start, True
    while more:
        page = _get(client, thread, last)
        assert len(page["events"]) <= CHANGES_MAX
        seen += [event["sequence"] for event in page["events"]]
        last, more = page["last"], page["more"]
    assert seen == sequences
    assert page["events"][0]["kind"] == "comment.published"
    assert page["events"][-1]["data"] == {"number": CHANGES_MAX + 19}
    assert _get(client, thread, last) == {"events": [], "last": last, "more": False, "reset": False}


def test_who_comes_too_late_is_told_to_read_anew(client: Client) -> None:
    thread = thread_make()
    first, second = _rows(thread, 2)
    OutboxRow.objects.filter(sequence__lte=second).update(announced_at=now() - timedelta(days=40))
    outbox_trim(older_than=timedelta(days=30))
    [third] = _rows(thread, 1)
    assert _get(client, thread, first) == {"events": [], "last": third, "more": False, "reset": True}
    assert [event["sequence"] for event in _get(client, thread, second)["events"]] == [third]
    assert _get(client, thread, third + 1000)["reset"]  # a sequence of a database that is no more


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "", "1_0", "9" * 16])
def test_a_sequence_that_is_none_is_refused(client: Client, after: str) -> None:
    answer = client.get(f"/api/v1/threads/{thread_make().public_id}/changes?after={after}")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_shape")


def test_hidden_threads_and_what_moderators_hear_stay_hidden(client: Client) -> None:
    thread = thread_make()
    start = _get(client, thread, 0)["last"]
    OutboxRow.objects.create(topic="moderation", kind="comment.held", payload={}, created_at=now())
    assert all(event["kind"] != "comment.held" for event in _get(client, thread, start)["events"])
    Thread.objects.filter(pk=thread.pk).update(state=Thread.State.HIDDEN)
    assert client.get(f"/api/v1/threads/{thread.public_id}/changes?after=0").status_code == 404


def test_it_costs_the_same_however_many_there_are(client: Client) -> None:
    thread = thread_make()
    _rows(thread, 5)
    counts = []
    for number in (5, 300):
        _rows(thread, number)
        with CaptureQueriesContext(connection) as queries:
            _get(client, thread, 0)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4
