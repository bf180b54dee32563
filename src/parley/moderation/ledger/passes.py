"""False passes: what was published unseen and should not have been.

Estimated from the comments drawn by chance for people to judge; and, apart from that, what people took away later: no
more than a lower bound, because nobody looks for the rest.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from parley.discussion.models import Comment, Report
from parley.moderation.ledger.groups import NONE, by_section, months_filled, names_bound
from parley.moderation.ledger.periods import Period
from parley.moderation.ledger.shares import RATE_MIN, Share, Weighted, share_of
from parley.moderation.ledger.words import TAKEN_AWAY, model_first, word_on_sample
from parley.moderation.models import AuditSample, Decision, Screening

_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class PassesRow:
    """Samples under a name; `false`: of those that people have judged, weighted."""

    name: str
    drawn: int
    false: Share


@dataclass(frozen=True, slots=True)
class Passes:
    """`passed`: how many comments the samples stand for, estimated; `by`: rows by model, section and month."""

    drawn: int
    passed: float
    false: Share
    by: dict[str, list[PassesRow]]


@dataclass(frozen=True, slots=True)
class Caught:
    """`removed`: comments written in the period and published unseen that a person has removed since.

    `reported`: those of them of which readers' reports were upheld.
    """

    removed: Share
    reported: int


@dataclass(slots=True)
class Tally:
    drawn: int = 0
    passed: float = 0.0
    judged: Weighted = field(default_factory=Weighted)

    def merge(self, other: "Tally") -> None:
        self.drawn += other.drawn
        self.passed += other.passed
        self.judged.merge(other.judged)

    def add(self, row: "_Row") -> None:
        self.drawn += 1
        self.passed += 1 / min(max(row.rate, RATE_MIN), 1.0)
        if row.word is not None:
            self.judged.add(rate=row.rate, counted=row.word in TAKEN_AWAY)


class _Row(NamedTuple):
    rate: float
    drawn_at: datetime
    thread: int
    model: str | None
    word: str | None


def passes_read(*, period: Period) -> Passes:
    """Return what people found among the comments drawn in the period, up to now.

    One query over the samples, a small part of what is published, with two look-ups each, and those for sections.
    """
    total = Tally()
    threads: dict[int, Tally] = defaultdict(Tally)
    models: dict[str, Tally] = defaultdict(Tally)
    months: dict[str, Tally] = defaultdict(Tally)
    for row in _rows(period):
        month = period.month_of(row.drawn_at)
        for tally in (total, threads[row.thread], models[row.model or NONE], months[month]):
            tally.add(row)
    named = {
        "model": names_bound(models, size=_drawn, make=Tally),
        "section": names_bound(by_section(threads, make=Tally), size=_drawn, make=Tally),
        "month": months_filled(months, months=period.months, make=Tally),
    }
    by = {
        dimension: [PassesRow(name, one.drawn, one.judged.share()) for name, one in rows]
        for dimension, rows in named.items()
    }
    return Passes(drawn=total.drawn, passed=total.passed, false=total.judged.share(), by=by)


def caught_read(*, period: Period) -> Caught:
    """Return how many of the comments written in the period and published unseen people have removed since.

    One query along the index of comments on status and time, with one look-up for each comment of the period.
    """
    unseen = Screening.objects.filter(comment=OuterRef("pk"), version=1, outcome=Screening.Outcome.PUBLISH)
    by_person = Decision.objects.filter(
        comment=OuterRef("pk"), action=Decision.Action.REMOVE, person__isnull=False, undone_by=None
    )
    # Not by `state=`: SQLite would look through all reports of that state, and not through those of the comment.
    not_upheld = Q(state__in=(Report.State.OPEN, Report.State.DISMISSED))
    upheld = Report.objects.filter(~not_upheld, comment=OuterRef("pk"))
    removed = Q(Exists(by_person), status=Comment.Status.REMOVED)
    found = Comment.objects.filter(
        Exists(unseen),
        status__in=Comment.Status.values,  # the index begins with it
        created_at__gte=period.begin,
        created_at__lt=period.end,
    ).aggregate(
        passed=Count("pk"),
        removed=Count("pk", filter=removed),
        reported=Count("pk", filter=removed & Q(Exists(upheld))),
    )
    return Caught(removed=share_of(found["removed"], found["passed"]), reported=found["reported"])


def _rows(period: Period) -> Iterator[_Row]:
    passed = AuditSample.objects.filter(was_held=False)
    found = passed.filter(drawn_at__gte=period.begin, drawn_at__lt=period.end).annotate(
        ledger_version=Coalesce("decision__version", 1)
    )
    rows: Any = found.annotate(
        ledger_model=model_first("ledger_version"), ledger_word=word_on_sample()
    ).values_list("rate", "drawn_at", "comment__thread_id", "ledger_model", "ledger_word")
    return (_Row(*row) for row in rows.iterator(chunk_size=_CHUNK))


def _drawn(tally: Tally) -> int:
    return tally.drawn
