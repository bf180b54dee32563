"""Reads what waits at the desk.

Each queue is read from one end of an index: what opening it costs does not grow with what waits.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from parley.accounts.models import Person
from parley.discussion.models import Comment, Report
from parley.moderation.models import Appeal, AuditSample, Lease, QueueEntry

#: Of the most pressing, so many are put in order by their readers, too.
RANKED_MAX = 200
#: What is counted; above it the desk says "more than".
COUNT_MAX = 10_000
READERS_WEIGHT = 1.0
UNKNOWN_PRIORITY = 0.5
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Queue(StrEnum):
    """`SAMPLED`: published, and drawn by chance; `LEARNED_FROM`: part of `WAITING`, drawn by chance from it. Both come
    in the order in which they were drawn, whatever order is asked for.
    """

    WAITING = "waiting"
    REPORTED = "reported"
    APPEALED = "appealed"
    SAMPLED = "sampled"
    LEARNED_FROM = "learned from"


class Order(StrEnum):
    """`PRESSING`: harm × uncertainty × reach; `MILDEST`: the other way round; `OLDEST`: by time."""

    PRESSING = "pressing"
    OLDEST = "oldest"
    NEWEST = "newest"
    MILDEST = "mildest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of a queue. `article`: words of its title; `text`: words of the comment; `reason`: why it was held."""

    article: str = ""
    text: str = ""
    reason: str = ""
    name: str = ""


Readers = Callable[[Sequence[str]], Mapping[str, int]]


def queue_read(
    *,
    queue: Queue,
    order: Order = Order.PRESSING,
    wanted: Wanted | None = None,
    person: Person | None = None,
    readers: Readers | None = None,
    at: datetime,
    most: int,
) -> list[Comment]:
    """Return the first `most` (RANKED_MAX at most) of a queue with their threads, without those that colleagues have.

    `person`: whose own leases count as free. `readers`: gives how many read each thread now, by its public id; the
    first RANKED_MAX in order of pressing are then ranked by them, too. One query, with `readers` two and what it asks.
    """
    most = min(most, RANKED_MAX)
    found = _wanted(_queues(queue, order), wanted or Wanted())
    theirs = Lease.objects.filter(comment=OuterRef("pk"), until__gt=at)
    if person is not None:
        theirs = theirs.exclude(person=person)
    found = found.filter(~Exists(theirs))
    if order is not Order.PRESSING or readers is None:
        return list(_whole(found)[:most])
    ranked = _ranked(found, readers)[:most]
    whole = {one.pk: one for one in _whole(Comment.objects.filter(pk__in=ranked))}
    return [whole[pk] for pk in ranked if pk in whole]


def _whole(found: QuerySet[Comment]) -> QuerySet[Comment]:
    return found.select_related("thread", "parent", "queue_entry").defer("html", "parent__html")


def _ranked(found: QuerySet[Comment], readers: Readers) -> list[int]:
    """Return the pks of the most pressing, those first that most people read; who has as many keeps its place."""
    near = list(found.values_list("pk", "queue_entry__priority", "thread__public_id")[:RANKED_MAX])
    reading = readers([thread for _pk, _priority, thread in near])
    near.sort(key=lambda one: -_pressing(one[1], reading.get(one[2], 0)))
    return [pk for pk, _priority, _thread in near]


def entry_of(comment: Comment) -> QueueEntry | None:
    """Return what is known of a comment that `queue_read` found; None where it does not wait. No query."""
    return getattr(comment, "queue_entry", None)


def queue_counts() -> dict[Queue, int]:
    """Return how many are in each queue that a moderator sees, COUNT_MAX + 1 for more. Four queries along indexes."""
    counted: Mapping[Queue, QuerySet[Any]] = {
        Queue.WAITING: QueueEntry.objects.all(),
        Queue.REPORTED: _reports_open().values("comment").distinct(),
        Queue.APPEALED: Appeal.objects.filter(outcome=""),
        Queue.SAMPLED: _samples_open().filter(comment__status=Comment.Status.PUBLISHED),
    }
    return {queue: _counted(found) for queue, found in counted.items()}


@dataclass(frozen=True, slots=True)
class Budget:
    """What a moderator gets done in a time. `left`: how many stay unread; `harm`: their mean expected harm, 0..1."""

    decided: int
    left: int
    harm: float


def budget_plan(*, minutes: int, seconds_each: float) -> Budget:
    """Say how far `minutes` reach if the most pressing come first, and what stays unread. Three queries."""
    reached = int(minutes * 60 / max(seconds_each, 1.0))
    total = _counted(QueueEntry.objects.order_by("-priority"))
    rest = QueueEntry.objects.order_by("-priority", "comment").values_list("harm", flat=True)
    left = list(rest[reached : reached + COUNT_MAX])
    return Budget(min(reached, total), max(0, total - reached), math.fsum(left) / len(left) if left else 0.0)


def leases_standing(*, at: datetime, most: int = 100) -> list[Lease]:
    """Return who has what before them now."""
    found = Lease.objects.filter(until__gt=at).select_related("person", "comment__thread")
    return list(found.order_by("-until")[:most])


def median_seconds(times: Sequence[datetime], *, pause: timedelta = timedelta(minutes=5)) -> float | None:
    """Return the median time between neighbours of `times` (newest first), pauses aside; None for too few."""
    gaps = sorted(
        (later - earlier).total_seconds() for later, earlier in pairwise(times) if later - earlier < pause
    )
    return gaps[len(gaps) // 2] if len(gaps) >= 10 else None  # noqa: PLR2004 -- fewer say little


def _pressing(priority: float | None, reading: int) -> float:
    """`priority`: None for what does not wait, such as a reported comment."""
    if priority is None:
        priority = UNKNOWN_PRIORITY
    return priority * (1.0 + READERS_WEIGHT * math.log1p(reading))


_ORDERS: Mapping[Order, tuple[str, ...]] = {
    Order.PRESSING: ("-queue_entry__priority", "queue_entry__comment"),
    Order.OLDEST: ("queue_entry__entered_at", "queue_entry__comment"),
    Order.NEWEST: ("-queue_entry__entered_at", "-queue_entry__comment"),
    Order.MILDEST: ("queue_entry__harm", "-queue_entry__comment"),
}
_COMMENT_ORDERS: Mapping[Order, tuple[str, ...]] = {
    Order.PRESSING: ("-report_count", "-pk"),
    Order.OLDEST: ("pk",),
    Order.NEWEST: ("-pk",),
    Order.MILDEST: ("report_count", "pk"),
}


def _queues(queue: Queue, order: Order) -> QuerySet[Comment]:
    comments = Comment.objects.all()
    if queue is Queue.WAITING:
        return comments.filter(queue_entry__isnull=False).order_by(*_ORDERS[order])
    if queue is Queue.REPORTED:
        found = comments.filter(pk__in=_reports_open().values("comment"))
    elif queue is Queue.APPEALED:
        found = comments.filter(pk__in=Appeal.objects.filter(outcome="").values("comment"))
    else:
        # Joined, so that the index of open draws gives the order, and reading stops at the last that is wanted; without
        # a bound for the time SQLite would take another index, and sort.
        drawn = comments.filter(audit_sample__decision=None, audit_sample__drawn_at__gt=_EVER)
        if queue is Queue.LEARNED_FROM:
            drawn = drawn.filter(audit_sample__was_held=True, status=Comment.Status.HELD)
        else:
            drawn = drawn.filter(status=Comment.Status.PUBLISHED)
        return drawn.order_by("audit_sample__drawn_at", "pk")
    return found.order_by(*_COMMENT_ORDERS[order])


def _reports_open() -> QuerySet[Report]:
    return Report.objects.filter(state=Report.State.OPEN)


def _samples_open() -> QuerySet[AuditSample]:
    return AuditSample.objects.filter(decision=None)


def _wanted(found: QuerySet[Comment], wanted: Wanted) -> QuerySet[Comment]:
    if wanted.article:
        found = found.filter(thread__title__icontains=wanted.article)
    if wanted.name:
        found = found.filter(author_name__icontains=wanted.name)
    if wanted.reason:
        found = found.filter(queue_entry__reason_code=wanted.reason)
    for word in wanted.text.split()[:10]:
        found = found.filter(Q(text__icontains=word))
    return found


def _counted(found: QuerySet[Any]) -> int:
    return found.order_by()[: COUNT_MAX + 1].count()
