"""The queues: what is in them, in which order, that nobody gets what a colleague has, and what opening them costs."""

from datetime import timedelta

import pytest
from django.db import connection

from parley.discussion.actions import comment_status_set
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import Why, appeal_make, comment_decide, lease_release, lease_take, leases_of
from parley.moderation.models import AuditSample, Lease, QueueEntry
from parley.moderation.priority import priority_of
from parley.moderation.queries_queue import (
    Order,
    Queue,
    Wanted,
    budget_plan,
    leases_standing,
    median_seconds,
    queue_counts,
    queue_read,
)
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    return thread_make()


def _held(thread: Thread, priority: float = 0.5, **more: str) -> Comment:
    comment = comment_make(thread=thread, **more)
    comment_status_set(comment=comment, status="held", decided_by="phase:links", reason_code="links")
    QueueEntry.objects.filter(comment=comment).update(priority=priority, harm=priority)
    return comment


def _read(queue: Queue = Queue.WAITING, **more: object) -> list[int]:
    found = queue_read(**{"queue": queue, "at": now(), "most": 30, **more})  # type: ignore[arg-type]
    return [comment.pk for comment in found]


def test_priority_is_harm_times_doubt() -> None:
    sure = priority_of(scores={"TOXICITY": 0.99, "INSULT": 0.99})
    doubtful = priority_of(scores={"TOXICITY": 0.6, "INSULT": 0.6})
    threat = priority_of(scores={"TOXICITY": 0.6, "THREAT": 0.6})
    assert sure.harm > doubtful.harm
    assert sure.value < doubtful.value < threat.value
    assert priority_of(scores={}).value == 0.5
    assert priority_of(scores={}, reports=5).value == priority_of(scores={}, reports=50).value == 1.0


def test_each_order_is_what_it_says(thread: Thread) -> None:
    mild, worst, middle = _held(thread, 0.1), _held(thread, 0.9), _held(thread, 0.4)
    assert _read(order=Order.PRESSING) == [worst.pk, middle.pk, mild.pk]
    assert _read(order=Order.MILDEST) == [mild.pk, middle.pk, worst.pk]
    assert _read(order=Order.OLDEST) == [mild.pk, worst.pk, middle.pk]
    assert _read(order=Order.NEWEST) == [middle.pk, worst.pk, mild.pk]


def test_readers_on_the_thread_press(thread: Thread) -> None:
    crowded = thread_make()
    quiet, read = _held(thread, 0.5), _held(crowded, 0.4)
    assert _read() == [quiet.pk, read.pk]
    assert _read(readers=lambda _ids: {crowded.public_id: 20}) == [read.pk, quiet.pk]


def test_filters_narrow(thread: Thread) -> None:
    bridge = _held(thread, text="The bridge is rotten, says Ada", name="Ada")
    other = _held(thread_make(title="The pool opens"), text="Lovely pool", name="Bob")
    assert _read(wanted=Wanted(article="pool")) == [other.pk]
    assert _read(wanted=Wanted(text="rotten BRIDGE")) == [bridge.pk]
    assert _read(wanted=Wanted(name="bob")) == [other.pk]
    assert _read(wanted=Wanted(reason="toxicity")) == []
    assert len(_read(wanted=Wanted(reason="links"))) == 2


def test_nobody_gets_what_a_colleague_has(thread: Thread) -> None:
    mine, theirs = person_make(), person_make()
    first, second = _held(thread, 0.9), _held(thread, 0.1)
    assert lease_take(comment=first, person=mine) is not None
    assert lease_take(comment=first, person=theirs) is None
    assert lease_take(comment=first, person=mine) is not None
    assert _read(person=theirs) == [second.pk]
    assert _read(person=mine) == [first.pk, second.pk]
    assert [lease.comment_id for lease in leases_of(mine)] == [first.pk]
    assert [lease.person_id for lease in leases_standing(at=now())] == [mine.pk]
    Lease.objects.update(until=now() - timedelta(seconds=1))
    assert _read(person=theirs) == [first.pk, second.pk]
    assert lease_take(comment=first, person=theirs) is not None
    assert (lease_release(person=mine), lease_release(person=theirs)) == (0, 1)


def test_the_other_queues(thread: Thread) -> None:
    person = person_make()
    reported, appealed, sampled = (comment_make(thread=thread, guest_key=f"g:{name}") for name in "abc")
    comment_report(
        thread=thread, number=reported.number, guest_key="g:x", network_key="n", reason_code="abuse"
    )
    comment_decide(comment=appealed, action="remove", person=person, why=Why(reason_code="insult"))
    appealed.refresh_from_db()
    appeal_make(comment=appealed, guest_key="g:b", text="It was a joke.")
    AuditSample.objects.create(comment=sampled, rate=0.02, drawn_at=now())
    _held(thread)
    assert _read(Queue.REPORTED) == [reported.pk]
    assert _read(Queue.APPEALED) == [appealed.pk]
    assert _read(Queue.SAMPLED) == [sampled.pk]
    assert _read(Queue.LEARNED_FROM) == []
    assert queue_counts() == dict.fromkeys(set(Queue) - {Queue.LEARNED_FROM}, 1)


def test_a_budget_says_what_stays_unread(thread: Thread) -> None:
    for priority in (0.9, 0.8, 0.3, 0.1):
        _held(thread, priority)
    plan = budget_plan(minutes=1, seconds_each=30)
    assert (plan.decided, plan.left, round(plan.harm, 4)) == (2, 2, 0.2)
    assert budget_plan(minutes=60, seconds_each=30).left == 0


def test_the_pace_is_the_median_without_pauses() -> None:
    at = now()
    times = [at - timedelta(seconds=6 * number) for number in range(12)]
    away = [one - timedelta(hours=1) for one in times]
    assert median_seconds([*times, *away]) == 6.0
    assert median_seconds(times[:5]) is None


def test_opening_a_queue_is_one_query_along_an_index(
    thread: Thread, django_assert_num_queries: object
) -> None:
    for number in range(12):
        _held(thread, number / 12)
    for order in Order:
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert len(_read(order=order)) == 12
    if connection.vendor == "sqlite":
        plan = queue_read_plan()
        assert "queue_priority" in plan
        assert "USE TEMP B-TREE" not in plan


# Written in SQLite's own words; PostgreSQL's plan depends on how many rows there are.
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the words of SQLite's plans")
@pytest.mark.parametrize("queue", [Queue.SAMPLED, Queue.LEARNED_FROM])
def test_what_was_drawn_is_read_along_the_index_of_open_draws(queue: Queue) -> None:
    plan = queue_read_plan(queue)
    assert "USING INDEX audit_open" in plan.splitlines()[0], plan


def queue_read_plan(queue: Queue = Queue.WAITING) -> str:
    from parley.moderation import queries_queue  # noqa: PLC0415 -- the private half, for its plan alone

    return queries_queue._queues(queue, Order.PRESSING)[:30].explain()
