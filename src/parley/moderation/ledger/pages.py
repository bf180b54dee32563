"""The ledger as chapters of a page: what each figure means, a chart, and the tables it was drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parley.moderation.ledger.charts import Point, bars_svg, lines_svg
from parley.moderation.ledger.reading import Ledger
from parley.moderation.ledger.shares import Share
from parley.moderation.ledger.wording import (
    NOTHING,
    count_of,
    duration,
    interval,
    number,
    percent,
    row_words,
)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: cells in words; the first of each is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """`facts`: (name, figure, what it is made of); `charts`: SVG, each with its figures in one of `tables`."""

    key: str
    title: str
    meaning: str
    facts: list[tuple[str, str, str]]
    charts: list[SafeString]
    tables: list[Table]


Named = tuple[str, int, Share]


def chapters_of_errors(ledger: Ledger) -> list[Chapter]:
    """Return the chapters on errors: false holds, false passes, appeals, time to decision."""
    return [_holds(ledger), _passes(ledger), _appeals(ledger), _waits(ledger)]


def share_fact(name: str, share: Share) -> tuple[str, str, str]:
    """Return a share as a fact, with its interval and its counts."""
    if share.value is None:
        return name, NOTHING, _("nothing to count yet")
    made_of = _("%(counts)s; 95 %% interval %(interval)s")
    return name, percent(share.value), made_of % {"counts": count_of(share), "interval": interval(share)}


def _holds(ledger: Ledger) -> Chapter:
    holds = ledger.holds
    named = {by: [(row.name, row.holds, row.false) for row in rows] for by, rows in holds.by.items()}
    share = _("False holds")
    return Chapter(
        key="false-holds",
        title=share,
        meaning=_(
            "A phase held the comment, and a person then published the very same text. Counted among the holds that "
            "people have decided on; comments held when readers reported them are not in it."
        ),
        facts=[
            share_fact(share, holds.false),
            (_("Held"), number(holds.holds), _("by phases, in the period")),
            (_("Not decided yet"), number(holds.undecided), _("they say nothing either way")),
            (_("Changed first"), number(holds.changed), _("by their writers, before a person decided")),
        ],
        charts=[
            *_line("holds-month", _("False holds by month"), named["month"]),
            *_bars("holds-phase", _("False holds by phase"), named["phase"], by="phase"),
        ],
        tables=_tables(named, share, _("Held")),
    )


def _passes(ledger: Ledger) -> Chapter:
    passes, caught = ledger.passes, ledger.caught
    named = {by: [(row.name, row.drawn, row.false) for row in rows] for by, rows in passes.by.items()}
    share = _("False passes")
    return Chapter(
        key="false-passes",
        title=share,
        meaning=_(
            "The comment was published unseen, and a person to whom it came by chance rejected or removed it. Each "
            "sample stands for as many comments as its chance of being drawn says. What was removed later anyway is "
            "a lower bound beside it: nobody looks for the rest."
        ),
        facts=[
            share_fact(share, passes.false),
            (_("Drawn by chance"), number(passes.drawn), _("comments published unseen")),
            (_("They stand for"), number(passes.passed), _("comments published unseen, estimated")),
            share_fact(_("Removed later"), caught.removed),
            (
                _("After reports"),
                number(caught.reported),
                _("of those removed later, readers’ reports were upheld"),
            ),
        ],
        charts=_line("passes-month", _("False passes by month"), named["month"]),
        tables=_tables(named, share, _("Drawn by chance")),
    )


def _appeals(ledger: Ledger) -> Chapter:
    appeals = ledger.appeals
    named = {by: [(row.name, row.made, row.overturned) for row in rows] for by, rows in appeals.by.items()}
    share = _("Overturned")
    return Chapter(
        key="appeals",
        title=_("Appeals"),
        meaning=_(
            "A writer objected to a decision, and somebody who had not made it answered. Overturned: the comment was "
            "published after all. Counted among those that are answered; not everybody who is wronged objects."
        ),
        facts=[
            (_("Made"), number(appeals.made), _("in the period")),
            (_("Waiting"), number(appeals.waiting), _("for an answer")),
            share_fact(share, appeals.overturned),
            (_("Time to answer"), duration(appeals.answer.median), _ninth(appeals.answer.ninth)),
        ],
        charts=_line("appeals-month", _("Appeals overturned, by month"), named["month"]),
        tables=_tables(named, share, _("Made")),
    )


def _waits(ledger: Ledger) -> Chapter:
    waits = ledger.waits
    head = (_("Month"), _("Decided"), _("Half within"), _("Nine in ten within"))
    rows = [
        (month, number(spread.count), duration(spread.median), duration(spread.ninth))
        for month, spread in waits.by_month
    ]
    return Chapter(
        key="time-to-decision",
        title=_("Time to decision"),
        meaning=_(
            "From the moment a machine or readers’ reports held a comment to the first decision of a person on it. "
            "Those that still wait are not in it."
        ),
        facts=[
            (_("Half within"), duration(waits.spread.median), _ninth(waits.spread.ninth)),
            (_("Decided"), number(waits.spread.count), _("comments that were held in the period")),
            (_("No decision yet"), number(waits.waiting), _("or taken back by their writers")),
        ],
        charts=[],
        tables=[Table(_("Time to decision by month held"), head, rows)],
    )


def _ninth(seconds: float | None) -> str:
    return _("half within that; nine in ten within %(time)s") % {"time": duration(seconds)}


def _tables(named: dict[str, list[Named]], share: str, counted: str) -> list[Table]:
    heads = {
        "phase": _("Phase"),
        "rule": _("Phase and rule"),
        "model": _("Version of the model"),
        "section": _("Section"),
        "maker": _("Decided by"),
        "reason": _("Reason"),
        "month": _("Month"),
    }
    return [
        Table(
            caption=_("%(figure)s, by: %(what)s") % {"figure": share, "what": heads[by]},
            head=(heads[by], counted, share, _("Counted"), _("95 % interval")),
            rows=[
                (row_words(by, name), number(of), percent(one.value), count_of(one), interval(one))
                for name, of, one in rows
            ],
        )
        for by, rows in named.items()
        if rows
    ]


def _line(key: str, title: str, rows: Sequence[Named]) -> list[SafeString]:
    points = _points(rows, by="month")
    return [lines_svg(key=key, title=title, description=_beside(), points=points)] if points else []


def _bars(key: str, title: str, rows: Sequence[Named], *, by: str) -> list[SafeString]:
    points = _points(rows, by=by)
    return [bars_svg(key=key, title=title, description=_beside(), points=points)] if points else []


def _beside() -> str:
    return _("The lines show the 95 % intervals. The same figures stand in the table below.")


def _points(rows: Sequence[Named], *, by: str) -> list[Point]:
    """Return what a chart shows; nothing where it would be empty."""
    points = [
        Point(
            name=row_words(by, name),
            value=None if one.value is None else one.value * 100,
            words=percent(one.value),
            low=one.low * 100,
            high=one.high * 100,
        )
        for name, _of, one in rows
    ]
    return points if any(point.value is not None for point in points) else []
