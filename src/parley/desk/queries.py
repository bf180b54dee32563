"""Reads what the desk shows beside comments: failing phases, colleagues, one's own work and settings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from parley.accounts.models import Person
from parley.desk.models import Preferences, SavedView
from parley.moderation.models import Appeal, Decision, Lease, Screening
from parley.moderation.policies import ROLES, Act
from parley.moderation.queries_queue import median_seconds

FAILURES_SINCE: Final = timedelta(hours=1)
#: Screenings read for their failures; more of them say nothing new.
FAILURES_MAX: Final = 200
#: One's own decisions read for the pace and the pause; nobody makes more in a day.
TIMES_MAX: Final = 2000
#: Before anything is known of somebody's pace; a moderator at a keyboard needs less.
SECONDS_EACH: Final = 15.0
#: Whoever decides nothing for so long has had a pause.
PAUSE: Final = timedelta(minutes=10)
VIEWS_MAX: Final = 20
COLLEAGUES_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Failing:
    """A phase that could not say, and about how many comments."""

    phase: str
    count: int


def phases_failing(*, at: datetime) -> list[Failing]:
    """Return the phases that failed within FAILURES_SINCE, the most often first. One query along an index."""
    found = Screening.objects.filter(failures__gt=0, screened_at__gt=at - FAILURES_SINCE)
    verdicts = found.order_by("-screened_at").values_list("verdicts", flat=True)[:FAILURES_MAX]
    counts = Counter(row["phase"] for rows in verdicts for row in rows if row.get("failed"))
    return [Failing(phase, count) for phase, count in counts.most_common()]


@dataclass(frozen=True, slots=True)
class Work:
    """One's own work. `today`: decisions since midnight; `minutes`: of work since the last pause."""

    today: int
    minutes: int
    seconds_each: float


def work_of(*, person: Person, at: datetime) -> Work:
    """Read a moderator's own decisions, undone ones too: they were read all the same. One query along an index."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Decision.objects.filter(person=person, undoes=None).order_by("-pk")
    times = list(found.values_list("created_at", flat=True)[:TIMES_MAX])
    return Work(
        today=sum(time >= midnight for time in times),
        minutes=minutes_worked(times, at=at),
        seconds_each=median_seconds(times) or SECONDS_EACH,
    )


def minutes_worked(times: Sequence[datetime], *, at: datetime) -> int:
    """Return how long somebody has worked without a pause; `times` of what they did, newest first."""
    begun = at
    for time in times:
        if begun - time > PAUSE:
            break
        begun = time
    return int((at - begun).total_seconds() // 60)


def preferences_of(person: Person) -> Preferences:
    """Return what a moderator has chosen, or else what is usual."""
    return Preferences.objects.filter(person=person).first() or Preferences(person=person)


def views_of(person: Person) -> list[SavedView]:
    return list(SavedView.objects.filter(person=person).order_by("name")[:VIEWS_MAX])


def colleagues_of(person: Person) -> list[Person]:
    """Return who else may look at the desk and so can be asked; administrators too."""
    roles = [name for name, acts in ROLES.items() if Act.VIEW_DESK in acts]
    found = Person.objects.filter(Q(groups__name__in=roles) | Q(is_superuser=True), is_active=True)
    return list(found.exclude(pk=person.pk).distinct().order_by("username")[:COLLEAGUES_MAX])


def lease_of_colleague(*, comment_pk: int, person: Person, at: datetime) -> Lease | None:
    """Return the lease by which somebody else has a comment before them now."""
    found = Lease.objects.filter(comment=comment_pk, until__gt=at).exclude(person=person)
    return found.select_related("person").first()


def appeals_open(*, most: int) -> list[Appeal]:
    """Return the appeals that wait, the oldest first, with what they are about. One query along an index."""
    found = Appeal.objects.filter(outcome="").order_by("created_at")
    return list(found.select_related("decision__person", "comment__thread", "comment__parent")[:most])


def batch_size(batch: str) -> int:
    """Return how many decisions made in one go can still be taken back."""
    return Decision.objects.filter(~Q(batch=""), batch=batch, undoes=None, undone_by=None).count()


def decision_by_id(public_id: str) -> Decision | None:
    found = Decision.objects.filter(public_id=public_id).select_related("comment__thread", "undone_by")
    return found.first()
