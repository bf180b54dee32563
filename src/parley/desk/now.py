"""What changes while a moderator looks: counts, colleagues at work, failing phases, one's own work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from parley.accounts.models import Person
from parley.desk.models import Preferences
from parley.desk.queries import Failing, Work, phases_failing, work_of
from parley.kernel.mail_queue import MailTrouble, mail_trouble
from parley.moderation.learned.live import threshold_shut
from parley.moderation.models import Lease
from parley.moderation.queries_decisions import sanctions_all
from parley.moderation.queries_looks import looks_due
from parley.moderation.queries_notes import questions_open
from parley.moderation.queries_queue import COUNT_MAX, Queue, leases_standing, queue_counts
from parley.moderation.words import phase_words


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who has comments before them: how many, and under which article the last one is."""

    name: str
    count: int
    article: str


@dataclass(frozen=True, slots=True)
class Now:
    """`counts`: by name of the queue, "looks" that the person may take, "questions" to them, and "sanctions".

    `needs_break`: worked longer than wished without a pause. `mail`: what keeps e-mails to readers from being sent.
    `shut`: why nothing passes by itself any more, "" where it does or never did.
    """

    counts: dict[str, int]
    failing: tuple[tuple[str, Failing], ...]
    colleagues: tuple[Colleague, ...]
    work: Work
    needs_break: bool
    mail: MailTrouble | None = None
    shut: str = ""


def now_read(*, person: Person, preferences: Preferences, at: datetime) -> Now:
    """Read it: ten queries, each along an index; two more where readers are written to, one where comments pass."""
    counted = queue_counts()
    counts = {
        # Sampled comments are served among those that wait, so they are counted among them.
        Queue.WAITING.value: min(COUNT_MAX + 1, counted[Queue.WAITING] + counted[Queue.SAMPLED]),
        Queue.REPORTED.value: counted[Queue.REPORTED],
        Queue.APPEALED.value: counted[Queue.APPEALED],
        "looks": looks_due(person=person, at=at).order_by()[: COUNT_MAX + 1].count(),
        "questions": questions_open(person=person).order_by()[: COUNT_MAX + 1].count(),
        "sanctions": sanctions_all(at=at).order_by()[: COUNT_MAX + 1].count(),
    }
    work = work_of(person=person, at=at)
    wished = preferences.break_minutes
    return Now(
        counts=counts,
        failing=tuple((phase_words(one.phase), one) for one in phases_failing(at=at)),
        colleagues=tuple(_colleagues(leases_standing(at=at), person)),
        work=work,
        needs_break=bool(wished) and work.minutes >= wished,
        mail=mail_trouble() if settings.PARLEY_EMAIL_ON else None,
        shut=shut.closed_because
        if settings.PARLEY_AUTO_PASS and (shut := threshold_shut()) is not None
        else "",
    )


def _colleagues(leases: Sequence[Lease], person: Person) -> list[Colleague]:
    found: dict[int, list[Lease]] = {}
    for lease in leases:
        if lease.person_id != person.pk:
            found.setdefault(lease.person_id, []).append(lease)
    return [
        Colleague(own[0].person.get_username(), len(own), own[0].comment.thread.title)
        for own in found.values()
    ]
