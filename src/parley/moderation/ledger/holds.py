"""False holds, and how long held comments waited.

A hold is false where people left the very text as published that a phase had held. One that nobody has decided on yet,
or whose writer changed it first, says nothing either way.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Case, CharField, Value, When

from parley.discussion.models import Comment
from parley.moderation.ledger.groups import NONE, by_section, months_filled, names_bound
from parley.moderation.ledger.periods import Period
from parley.moderation.ledger.shares import Share, Spread, Times, share_of
from parley.moderation.ledger.words import model_first, word_first_at, word_last
from parley.moderation.models import Decision
from parley.moderation.models.decisions import PHASE_PREFIX

#: Whose holds are laid at the model's door.
MODEL_PHASE: Final = "toxicity"
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class HoldsRow:
    """Holds under a name; `false`: of those that people have decided on."""

    name: str
    holds: int
    false: Share


@dataclass(frozen=True, slots=True)
class Holds:
    """`undecided`: that nobody has decided on yet; `changed`: that their writers changed first.

    `by`: rows by phase, rule, model, section and month.
    """

    holds: int
    undecided: int
    changed: int
    false: Share
    by: dict[str, list[HoldsRow]]


@dataclass(frozen=True, slots=True)
class Waits:
    """Time from when a machine held a comment to when a person first decided on it; `waiting`: where none has."""

    waiting: int
    spread: Spread
    by_month: list[tuple[str, Spread]]


@dataclass(slots=True)
class Tally:
    holds: int = 0
    undecided: int = 0
    changed: int = 0
    false: int = 0

    def merge(self, other: "Tally") -> None:
        self.holds += other.holds
        self.undecided += other.undecided
        self.changed += other.changed
        self.false += other.false

    def add(self, row: "_Row") -> None:
        self.holds += 1
        if row.word is None:
            changed = row.revisions + 1 > row.version
            self.changed += changed
            self.undecided += not changed
        else:
            self.false += row.word == Comment.Status.PUBLISHED

    @property
    def share(self) -> Share:
        return share_of(self.false, self.holds - self.undecided - self.changed)


class _Row(NamedTuple):
    maker: str
    rule: str
    thread: int
    version: int
    revisions: int
    held_at: datetime
    model: str | None
    first_at: datetime | None
    word: str | None


@dataclass(slots=True)
class _Sums:
    total: Tally = field(default_factory=Tally)
    threads: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    names: dict[str, dict[str, Tally]] = field(
        default_factory=lambda: {name: defaultdict(Tally) for name in ("phase", "rule", "model", "month")}
    )
    waiting: int = 0
    times: dict[str, Times] = field(default_factory=lambda: defaultdict(Times))


def holds_read(*, period: Period) -> tuple[Holds, Waits]:
    """Return what became of what machines held in the period, up to now.

    One query over the period's decisions along their index on time, with three look-ups for each hold, and those for
    sections: the time grows with the number of holds, and memory with that of threads (and 8 bytes a hold).
    """
    sums = _Sums()
    for row in _rows(period):
        _add(sums, row, period)
    return _holds(sums, period), _waits(sums, period)


def _rows(period: Period) -> Iterator[_Row]:
    found = Decision.objects.filter(
        created_at__gte=period.begin,
        created_at__lt=period.end,
        action=Decision.Action.HOLD,
        person=None,
        comment__isnull=False,
    ).annotate(
        ledger_model=Case(
            When(maker=PHASE_PREFIX + MODEL_PHASE, then=model_first("version")),
            default=Value(None),
            output_field=CharField(),
        ),
        ledger_first=word_first_at(),
        ledger_word=word_last(),
    )
    columns = ("maker", "rule", "comment__thread_id", "version", "comment__revision_count", "created_at")
    rows: Any = found.values_list(*columns, "ledger_model", "ledger_first", "ledger_word")
    return (_Row(*row) for row in rows.iterator(chunk_size=_CHUNK))


def _add(sums: _Sums, row: _Row, period: Period) -> None:
    month = period.month_of(row.held_at)
    if row.first_at is None:
        sums.waiting += 1
    else:
        sums.times[month].add((row.first_at - row.held_at).total_seconds())
    if not row.maker.startswith(PHASE_PREFIX):
        return
    phase = row.maker.removeprefix(PHASE_PREFIX)
    tallies = [sums.total, sums.threads[row.thread], sums.names["phase"][phase], sums.names["month"][month]]
    tallies.append(sums.names["rule"][f"{phase}: {row.rule}" if row.rule else NONE])
    if phase == MODEL_PHASE:
        tallies.append(sums.names["model"][row.model or NONE])
    for tally in tallies:
        tally.add(row)


def _holds(sums: _Sums, period: Period) -> Holds:
    names = {
        dimension: names_bound(sums.names[dimension], size=lambda one: one.holds, make=Tally)
        for dimension in ("phase", "rule", "model")
    }
    sections = by_section(sums.threads, make=Tally)
    names["section"] = names_bound(sections, size=lambda one: one.holds, make=Tally)
    names["month"] = months_filled(sums.names["month"], months=period.months, make=Tally)
    total = sums.total
    return Holds(
        holds=total.holds,
        undecided=total.undecided,
        changed=total.changed,
        false=total.share,
        by={
            dimension: [HoldsRow(name, one.holds, one.share) for name, one in rows]
            for dimension, rows in names.items()
        },
    )


def _waits(sums: _Sums, period: Period) -> Waits:
    every = Times()
    for times in sums.times.values():
        every.seconds.extend(times.seconds)
    by_month = [(month, sums.times[month].spread()) for month in period.months]
    return Waits(waiting=sums.waiting, spread=every.spread(), by_month=by_month)
