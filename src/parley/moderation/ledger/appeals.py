"""Appeals: how many decisions their writers objected to, and how many of those did not stand."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from parley.moderation.ledger.groups import NONE, by_section, months_filled, names_bound
from parley.moderation.ledger.periods import Period
from parley.moderation.ledger.shares import Share, Spread, Times, share_of
from parley.moderation.models import Appeal

MACHINE: Final = "machine"
PERSON: Final = "person"
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class AppealsRow:
    """Appeals under a name; `overturned`: of those that are answered."""

    name: str
    made: int
    overturned: Share


@dataclass(frozen=True, slots=True)
class Appeals:
    """`answer`: from the objection to its answer; `by`: rows by maker (machine or person), reason, section, month."""

    made: int
    waiting: int
    overturned: Share
    answer: Spread
    by: dict[str, list[AppealsRow]]


@dataclass(slots=True)
class Tally:
    made: int = 0
    answered: int = 0
    overturned: int = 0

    def merge(self, other: "Tally") -> None:
        self.made += other.made
        self.answered += other.answered
        self.overturned += other.overturned

    def add(self, row: "_Row") -> None:
        self.made += 1
        self.answered += row.outcome != Appeal.Outcome.OPEN
        self.overturned += row.outcome == Appeal.Outcome.OVERTURNED

    @property
    def share(self) -> Share:
        return share_of(self.overturned, self.answered)


class _Row(NamedTuple):
    made_at: datetime
    answered_at: datetime | None
    outcome: str
    reason: str
    person: int | None
    thread: int


@dataclass(slots=True)
class _Sums:
    total: Tally = field(default_factory=Tally)
    threads: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    names: dict[str, dict[str, Tally]] = field(
        default_factory=lambda: {name: defaultdict(Tally) for name in ("maker", "reason", "month")}
    )
    times: Times = field(default_factory=Times)


def appeals_read(*, period: Period) -> Appeals:
    """Return what became of the appeals made in the period, up to now.

    One query over the appeals, of which there are far fewer than decisions, and those for sections.
    """
    sums = _Sums()
    for row in _rows(period):
        named = sums.names
        for tally in (
            sums.total,
            sums.threads[row.thread],
            named["maker"][MACHINE if row.person is None else PERSON],
            named["reason"][row.reason or NONE],
            named["month"][period.month_of(row.made_at)],
        ):
            tally.add(row)
        if row.answered_at is not None:
            sums.times.add((row.answered_at - row.made_at).total_seconds())
    return _appeals(sums, period)


def _rows(period: Period) -> Iterator[_Row]:
    found: Any = Appeal.objects.filter(created_at__gte=period.begin, created_at__lt=period.end).values_list(
        "created_at",
        "decided_at",
        "outcome",
        "decision__reason_code",
        "decision__person_id",
        "comment__thread_id",
    )
    return (_Row(*row) for row in found.iterator(chunk_size=_CHUNK))


def _appeals(sums: _Sums, period: Period) -> Appeals:
    sections = by_section(sums.threads, make=Tally)
    named = {
        "maker": names_bound(sums.names["maker"], size=_made, make=Tally),
        "reason": names_bound(sums.names["reason"], size=_made, make=Tally),
        "section": names_bound(sections, size=_made, make=Tally),
        "month": months_filled(sums.names["month"], months=period.months, make=Tally),
    }
    return Appeals(
        made=sums.total.made,
        waiting=sums.total.made - sums.total.answered,
        overturned=sums.total.share,
        answer=sums.times.spread(),
        by={
            dimension: [AppealsRow(name, one.made, one.share) for name, one in rows]
            for dimension, rows in named.items()
        },
    )


def _made(tally: Tally) -> int:
    return tally.made
