"""The ledger as JSON; docs/reference/transparency-report.md says what each name means."""

from dataclasses import asdict
from typing import Any, Final

from parley.moderation.ledger.reading import Ledger
from parley.moderation.ledger.shares import CONFIDENCE, Share, Spread

SCHEMA: Final = "parley-transparency-report/1"
Data = dict[str, Any]


def ledger_json(ledger: Ledger) -> Data:
    """Return the ledger as what `json.dumps` takes."""
    period = ledger.period
    return {
        "schema": SCHEMA,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "made_at": ledger.made_at.isoformat(),
        "confidence": CONFIDENCE,
        "comments": dict(ledger.comments),
        "false_holds": _holds(ledger),
        "false_passes": _passes(ledger),
        "caught_later": {"share": _share(ledger.caught.removed), "reported": ledger.caught.reported},
        "appeals": _appeals(ledger),
        "time_to_decision": {
            **_spread(ledger.waits.spread),
            "waiting": ledger.waits.waiting,
            "by_month": [{"name": name, **_spread(spread)} for name, spread in ledger.waits.by_month],
        },
        "decisions": {
            "total": ledger.decisions.total,
            "automated": ledger.decisions.automated,
            "undone": ledger.decisions.undone,
            "rows": [asdict(row) for row in ledger.decisions.rows],
            "by_month": [
                {"name": name, "automated": machines, "by_people": people}
                for name, machines, people in ledger.decisions.by_month
            ],
        },
        "sanctions": [asdict(row) for row in ledger.sanctions],
        "reports": [asdict(row) for row in ledger.reports],
    }


def _holds(ledger: Ledger) -> Data:
    holds = ledger.holds
    return {
        "holds": holds.holds,
        "undecided": holds.undecided,
        "changed": holds.changed,
        "share": _share(holds.false),
        "by": {
            dimension: [{"name": row.name, "holds": row.holds, "share": _share(row.false)} for row in rows]
            for dimension, rows in holds.by.items()
        },
    }


def _passes(ledger: Ledger) -> Data:
    passes = ledger.passes
    return {
        "drawn": passes.drawn,
        "passed_estimate": round(passes.passed),
        "share": _share(passes.false),
        "by": {
            dimension: [{"name": row.name, "drawn": row.drawn, "share": _share(row.false)} for row in rows]
            for dimension, rows in passes.by.items()
        },
    }


def _appeals(ledger: Ledger) -> Data:
    appeals = ledger.appeals
    return {
        "made": appeals.made,
        "waiting": appeals.waiting,
        "overturned": _share(appeals.overturned),
        "time_to_answer": _spread(appeals.answer),
        "by": {
            dimension: [
                {"name": row.name, "made": row.made, "overturned": _share(row.overturned)} for row in rows
            ]
            for dimension, rows in appeals.by.items()
        },
    }


def _share(share: Share) -> Data:
    value = None if share.value is None else round(share.value, 6)
    return {
        "count": share.count,
        "of": share.of,
        "share": value,
        "low": round(share.low, 6),
        "high": round(share.high, 6),
    }


def _spread(spread: Spread) -> Data:
    return {"count": spread.count, "median_seconds": spread.median, "p90_seconds": spread.ninth}
