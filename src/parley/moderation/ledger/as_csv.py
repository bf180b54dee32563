"""The ledger as CSV: the figures of its JSON, one a line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from parley.moderation.ledger.as_json import Data, ledger_json
from parley.moderation.ledger.reading import Ledger

CSV_HEAD: Final = ("part", "figure", "by", "name", "count", "of", "share", "low", "high", "seconds")
#: A spreadsheet takes a cell that begins so for a formula (owasp.org, "CSV Injection").
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def ledger_csv(ledger: Ledger) -> str:
    """Return the same figures, one a line under CSV_HEAD, in CSV (RFC 4180). No cell is a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(CSV_HEAD)
    for row in _cells(ledger_json(ledger)):
        writer.writerow([cell_safe(row.get(name, "")) for name in CSV_HEAD])
    return written.getvalue()


def cell_safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: a text that begins like one gets a ' in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _cells(data: Data) -> Iterator[Data]:
    for name in ("from", "to", "made_at"):
        yield {"part": "report", "figure": name, "name": data[name]}
    for status, count in data["comments"].items():
        yield {"part": "comments", "figure": "written", "by": "status", "name": status, "count": count}
    for part, counts, share in (
        ("false_holds", ("holds", "undecided", "changed"), "share"),
        ("false_passes", ("drawn", "passed_estimate"), "share"),
        ("caught_later", ("reported",), "share"),
        ("appeals", ("made", "waiting"), "overturned"),
    ):
        yield from _part_cells(part, data[part], counts, share)
    times = data["time_to_decision"]
    yield from _time_cells("appeals", "time_to_answer", data["appeals"]["time_to_answer"])
    yield {"part": "time_to_decision", "figure": "waiting", "count": times["waiting"]}
    yield from _time_cells("time_to_decision", "", times)
    for row in times["by_month"]:
        yield from _time_cells("time_to_decision", "", row, by="month")
    yield from _counted_cells(data)


def _part_cells(part: str, data: Data, counts: Sequence[str], share: str) -> Iterator[Data]:
    for name in counts:
        yield {"part": part, "figure": name, "count": data[name]}
    yield {"part": part, "figure": share, **data[share]}
    for dimension, rows in data.get("by", {}).items():
        for row in rows:
            yield {"part": part, "figure": share, "by": dimension, "name": row["name"], **row[share]}


def _time_cells(part: str, figure: str, spread: Mapping[str, Any], *, by: str = "") -> Iterator[Data]:
    for name in ("median", "p90"):
        yield {
            "part": part,
            "figure": f"{figure}_{name}".lstrip("_"),
            "by": by,
            "name": spread.get("name", ""),
            "of": spread["count"],
            "seconds": spread[f"{name}_seconds"],
        }


def _counted_cells(data: Data) -> Iterator[Data]:
    decisions = data["decisions"]
    for name in ("total", "automated", "undone"):
        yield {"part": "decisions", "figure": name, "count": decisions[name]}
    for row in decisions["rows"]:
        maker = "automated" if row["automated"] else "by_people"
        name = "/".join(filter(None, (row["reason"], row["category"], maker)))
        yield {"part": "decisions", "figure": row["action"], "by": "reason/category/maker", "name": name} | {
            "count": row["count"]
        }
    for row in decisions["by_month"]:
        for maker in ("automated", "by_people"):
            yield {"part": "decisions", "figure": maker, "by": "month", "name": row["name"]} | {
                "count": row[maker]
            }
    for part, by, states in (
        ("sanctions", "kind", ("imposed", "lifted")),
        ("reports", "reason", ("open", "upheld", "dismissed")),
    ):
        for row in data[part]:
            for state in states:
                yield {"part": part, "figure": state, "by": by, "name": row[by], "count": row[state]}
