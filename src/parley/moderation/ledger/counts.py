"""How much there was: comments, decisions, sanctions, reports. Each is one aggregate along an index on time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from parley.discussion.models import Comment, Report
from parley.moderation.ledger.periods import Period
from parley.moderation.models import Decision, Sanction

#: Kinds of decision (action, reason, category, maker) that are told apart; the rest stands in the total alone.
KINDS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class DecisionsRow:
    """`category`: the DSA's name for the reason; `automated`: no person made it."""

    action: str
    reason: str
    category: str
    automated: bool
    count: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """Without those that undo another, which `undone` counts. `by_month`: (month, by machines, by people)."""

    total: int
    automated: int
    undone: int
    rows: list[DecisionsRow]
    by_month: list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class SanctionsRow:
    kind: str
    imposed: int
    lifted: int


@dataclass(frozen=True, slots=True)
class ReportsRow:
    """Reports made in the period for one reason, by what has become of them."""

    reason: str
    open: int
    upheld: int
    dismissed: int


def comments_count(*, period: Period) -> Mapping[str, int]:
    """Return how many comments were written, by the status they have now. The index holds all that is asked."""
    found = Comment.objects.filter(
        status__in=Comment.Status.values, created_at__gte=period.begin, created_at__lt=period.end
    )
    counted = dict(found.order_by().values_list("status").annotate(count=Count("pk")))
    return {status: counted.get(status, 0) for status in Comment.Status.values}


def decisions_count(*, period: Period) -> Decisions:
    """Return how many decisions there were, by what, why, and whether a person made them."""
    kinds: dict[tuple[str, str, str, bool], int] = defaultdict(int)
    months = {month: [0, 0] for month in period.months}
    undone = 0
    for month, automated, undoing, action, reason, category, count in _decided(period):
        if undoing:
            undone += count
            continue
        kinds[action, reason, category, automated] += count
        months[month][not automated] += count
    rows = [DecisionsRow(*kind, count) for kind, count in kinds.items()]
    rows.sort(key=lambda row: (-row.count, row.action, row.reason, row.category, row.automated))
    return Decisions(
        total=sum(kinds.values()),
        automated=sum(row.count for row in rows if row.automated),
        undone=undone,
        rows=rows[:KINDS_MAX],
        by_month=[(month, machines, people) for month, (machines, people) in months.items()],
    )


def sanctions_count(*, period: Period) -> list[SanctionsRow]:
    """Return the sanctions imposed in the period, and how many of them were lifted since, by kind."""
    found = Sanction.objects.filter(imposed__created_at__gte=period.begin, imposed__created_at__lt=period.end)
    rows = (
        found.order_by()
        .values_list("kind")
        .annotate(imposed_count=Count("pk"), lifted_count=Count("pk", filter=Q(lifted__isnull=False)))
    )
    counted = {kind: SanctionsRow(kind, imposed, lifted) for kind, imposed, lifted in rows}
    return [counted[kind] for kind in Sanction.Kind.values if kind in counted]


def reports_count(*, period: Period) -> list[ReportsRow]:
    """Return the reports made in the period, by reason and what became of them, the most first."""
    found = Report.objects.filter(
        state__in=Report.State.values, created_at__gte=period.begin, created_at__lt=period.end
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for reason, state, count in found.order_by().values_list("reason_code", "state").annotate(Count("pk")):
        counts[reason][state] = count
    rows = [
        ReportsRow(reason, *(by_state.get(state, 0) for state in ("open", "upheld", "dismissed")))
        for reason, by_state in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.open - row.upheld - row.dismissed, row.reason))


def _decided(period: Period) -> "QuerySet[Any, tuple[Any, ...]]":
    found = Decision.objects.filter(created_at__gte=period.begin, created_at__lt=period.end)
    rows: QuerySet[Any, tuple[Any, ...]] = (
        found.order_by()
        .annotate(
            ledger_month=period.month_case("created_at"),
            ledger_automated=_truth(Q(person=None)),
            ledger_undoing=_truth(Q(undoes__isnull=False)),
        )
        .values_list(
            "ledger_month", "ledger_automated", "ledger_undoing", "action", "reason_code", "category"
        )
        .annotate(count=Count("pk"))
    )
    return rows


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
