"""The chapters on how much there was: comments, decisions, sanctions, reports."""

from django.utils.translation import gettext as _

from parley.discussion.models import Comment
from parley.moderation.ledger.counts import Decisions
from parley.moderation.ledger.pages import Chapter, Table, chapters_of_errors
from parley.moderation.ledger.reading import Ledger
from parley.moderation.ledger.wording import (
    NOTHING,
    action_words,
    maker_words,
    number,
    reason_words,
    report_words,
    sanction_words,
)


def chapters(ledger: Ledger) -> list[Chapter]:
    """Return the whole ledger."""
    return [*chapters_of_errors(ledger), _decisions(ledger), _sanctions(ledger), _reports(ledger)]


def _decisions(ledger: Ledger) -> Chapter:
    decisions = ledger.decisions
    labels = dict(Comment.Status.choices)
    return Chapter(
        key="decisions",
        title=_("Comments and decisions"),
        meaning=_(
            "Every decision, by machines and by people. A comment that is published unseen is none; a comment may "
            "have several."
        ),
        facts=[
            (_("Comments written"), number(sum(ledger.comments.values())), _("in the period")),
            *(
                (str(labels[status]).capitalize(), number(count), _("of them, now"))
                for status, count in ledger.comments.items()
            ),
            (_("Decisions"), number(decisions.total), _("in the period")),
            (_("By machines"), number(decisions.automated), _("of the decisions")),
            (_("Taken back"), number(decisions.undone), _("decisions that undo another; not counted above")),
        ],
        charts=[],
        tables=[_by_action(decisions), _by_month(decisions)],
    )


def _by_action(decisions: Decisions) -> Table:
    head = (
        _("Action"),
        _("Reason"),
        _("Category of the Digital Services Act"),
        _("Decided by"),
        _("Decisions"),
    )
    rows = [
        (
            action_words(row.action),
            reason_words(row.reason),
            row.category or NOTHING,
            maker_words(automated=row.automated),
            number(row.count),
        )
        for row in decisions.rows
    ]
    return Table(_("Decisions by action, reason and maker"), head, rows)


def _by_month(decisions: Decisions) -> Table:
    head = (_("Month"), _("By machines"), _("By people"))
    rows = [(month, number(machines), number(people)) for month, machines, people in decisions.by_month]
    return Table(_("Decisions by month"), head, rows)


def _sanctions(ledger: Ledger) -> Chapter:
    rows = [(sanction_words(row.kind), number(row.imposed), number(row.lifted)) for row in ledger.sanctions]
    return Chapter(
        key="sanctions",
        title=_("Sanctions"),
        meaning=_(
            "Limits on writers that were imposed in the period, and how many of them were lifted early."
        ),
        facts=[],
        charts=[],
        tables=[Table(_("Sanctions by kind"), (_("Kind"), _("Imposed"), _("Lifted")), rows)],
    )


def _reports(ledger: Ledger) -> Chapter:
    rows = [
        (report_words(row.reason), number(row.open), number(row.upheld), number(row.dismissed))
        for row in ledger.reports
    ]
    head = (_("Reason"), _("Open"), _("Upheld"), _("Dismissed"))
    return Chapter(
        key="reports",
        title=_("Reports"),
        meaning=_("Comments that readers reported in the period, and what became of the reports."),
        facts=[],
        charts=[],
        tables=[Table(_("Reports by the reader’s reason"), head, rows)],
    )
