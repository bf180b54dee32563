"""Reads for the rooms: threads by how busy they are or by title, and legal holds that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.moderation.models import LegalHold, QueueEntry
from parley.moderation.queries_legal import LegalHoldView, legal_hold_view


@dataclass(frozen=True, slots=True)
class ThreadNow:
    """`recent`: comments written since a time, whatever became of them; `waiting`: for a moderator; `holds`: legal."""

    thread: Thread
    recent: int
    waiting: int
    holds: int


def threads_busiest(*, since: datetime, at: datetime, most: int) -> list[ThreadNow]:
    """Return the threads with the most comments written since then. Five queries."""
    counts = dict(_recent(Q(), since)[:most])
    threads = Thread.objects.select_related("site").in_bulk(counts)
    return _with_counts([threads[pk] for pk in counts], counts, at)


def threads_titled(*, words: str, since: datetime, at: datetime, most: int) -> list[ThreadNow]:
    """Return the threads whose titles have all of the words, the newest first. Reads all titles; five queries."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(title__icontains=word)
    threads = list(Thread.objects.select_related("site").filter(wanted).order_by("-pk")[:most])
    return _with_counts(threads, dict(_recent(Q(thread__in=threads), since)), at)


def legal_holds_over(*, person: Person, at: datetime, most: int) -> list[LegalHoldView]:
    """Return the holds of any thread that are over, the newest first."""
    over = LegalHold.objects.filter(Q(ended_at__isnull=False) | Q(until__lte=at))
    found = over.select_related("thread", "created_by", "ended_by").order_by("-pk")[:most]
    return [legal_hold_view(hold=hold, person=person, at=at) for hold in found]


def _recent(wanted: Q, since: datetime) -> QuerySet[Comment, tuple[int, int]]:
    """Return pairs of a thread's pk and how many comments it got since then, the most first."""
    # Every status by name: the index begins with it.
    found = Comment.objects.filter(wanted, status__in=Comment.Status.values, created_at__gte=since)
    return found.values_list("thread").annotate(count=Count("pk")).order_by("-count", "thread")


def _with_counts(threads: Sequence[Thread], recent: dict[int, int], at: datetime) -> list[ThreadNow]:
    waiting = QueueEntry.objects.filter(comment__thread__in=threads)
    waits = dict(waiting.values_list("comment__thread").annotate(count=Count("pk")).order_by())
    standing = LegalHold.objects.filter(thread__in=threads, ended_at__isnull=True, until__gt=at)
    holds = dict(standing.values_list("thread").annotate(count=Count("pk")).order_by())
    return [
        ThreadNow(
            thread=thread,
            recent=recent.get(thread.pk, 0),
            waiting=waits.get(thread.pk, 0),
            holds=holds.get(thread.pk, 0),
        )
        for thread in threads
    ]
