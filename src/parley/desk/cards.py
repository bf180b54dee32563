"""A comment as it is judged: in its context, with everything that is known about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString

from parley.desk.words import DONE_WORDS, NO_OBJECTION, kind_words, reason_words
from parley.discussion.models import Comment, CommentRevision, Quote, Report
from parley.discussion.notes import Mark, Note, comment_notes, marks_of
from parley.moderation.models import Decision, DeskNote, Screening
from parley.moderation.queries_decisions import Record, decisions_of, desk_notes_of, record_of
from parley.moderation.reasons import decision_reason
from parley.moderation.words import held_words, verdict_words
from parley.moderation.writers import writer_of
from parley.publishing.comment_marks import text_marked

PARENTS_MAX: Final = 3
REVISIONS_MAX: Final = 10
REPORTS_MAX: Final = 20
#: Of what was said about a text; a rule may be hit in every word.
REASONS_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Said:
    """What one phase said about the text, in words; `failed`: it could not say."""

    words: str
    reasons: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class ReportShown:
    report: Report
    reason: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision by a person: what was done, why in words, and whether it can be taken back still."""

    decision: Decision
    done: str
    reason: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Card:
    """`parents`: the nearest last. `version`: of the text shown. `marks`: why passages of it are marked.

    `proposed`: the sanction that is due by the strikes, in words.
    """

    comment: Comment
    version: int
    text: SafeString
    marks: tuple[str, ...]
    parents: tuple[Comment, ...]
    quotes: tuple[Quote, ...]
    notes: tuple[Note, ...]
    said: tuple[Said, ...]
    revisions: tuple[CommentRevision, ...]
    reports: tuple[ReportShown, ...]
    desk_notes: tuple[DeskNote, ...]
    record: Record | None
    proposed: str
    earlier: tuple[Earlier, ...]


def card_make(*, comment: Comment, at: datetime) -> Card:
    """Read all of it: a dozen queries along indexes, whatever the size of thread and queue.

    `comment` comes with its thread and parent. What tells a sampled comment from one that waits is left out: its
    status, and what phases decided.
    """
    notes = comment_notes(comments=[comment]).get(comment.pk, [])
    verdicts = _verdicts(comment)
    marks = marks_of(notes) + _rule_marks(verdicts)
    decisions = decisions_of(comment=comment)
    record = record_of(writer=writer_of(comment), at=at)
    return Card(
        comment=comment,
        version=comment.revision_count + 1,
        text=text_marked(text=comment.text, marks=marks),
        marks=_shown(marks, comment),
        parents=_parents(comment),
        quotes=tuple(comment.quotes.select_related("passage__target").order_by("pk")[:PARENTS_MAX]),
        notes=tuple(notes),
        said=tuple(_said(verdicts)) or (Said(str(NO_OBJECTION)),),
        revisions=tuple(comment.revisions.order_by("-number")[:REVISIONS_MAX])
        if comment.revision_count
        else (),
        reports=_reports(comment),
        desk_notes=tuple(desk_notes_of(comment=comment)),
        record=record,
        proposed=kind_words(record.proposed) if record else "",
        earlier=_earlier(decisions),
    )


def _verdicts(comment: Comment) -> list[Mapping[str, Any]]:
    found = Screening.objects.filter(comment=comment, version=comment.revision_count + 1)
    return found.values_list("verdicts", flat=True).first() or []


def _said(verdicts: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Return what phases objected to; a hold that is a mere precaution says nothing of the text."""
    found = []
    for verdict in verdicts:
        reasons = [one for one in verdict.get("reasons", []) if not one.get("shadow")]
        failed = bool(verdict.get("failed"))
        objects = verdict.get("outcome") in {"hold", "reject"} and not verdict.get("precaution")
        if not (objects or failed):
            continue
        words = verdict_words(code=verdict.get("code", "phase_failed"), phase=verdict["phase"])
        named = dict.fromkeys(
            reason_words(one) for one in reasons if "begin" not in one or "score" not in one
        )
        found.append(Said(words, tuple(named)[:REASONS_SHOWN], failed))
    return found


def _rule_marks(verdicts: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Return the passages that house rules named; those of the toxicity model come with its note."""
    return [
        Mark(one["begin"], one["end"], str(one.get("rule", "")))
        for verdict in verdicts
        if verdict.get("phase") == "house_rules"
        for one in verdict.get("reasons", [])
        if "begin" in one and not one.get("shadow")
    ]


def _shown(marks: Sequence[Mark], comment: Comment) -> tuple[str, ...]:
    """Return why passages are marked, in the order of the text and each reason once."""
    fitting = [mark for mark in marks if 0 <= mark.begin < mark.end <= len(comment.text)]
    words = dict.fromkeys(str(mark.words) for mark in sorted(fitting, key=lambda one: one.begin))
    return tuple(words)[:REASONS_SHOWN]


def _parents(comment: Comment) -> tuple[Comment, ...]:
    found: list[Comment] = []
    above = comment.parent
    while above is not None and len(found) < PARENTS_MAX:
        found.append(above)
        above = above.parent
    return tuple(reversed(found))


def _reports(comment: Comment) -> tuple[ReportShown, ...]:
    words = settings.PARLEY_REPORT_REASONS
    found = Report.objects.filter(comment=comment).order_by("-pk")[:REPORTS_MAX]
    return tuple(ReportShown(one, str(words.get(one.reason_code, one.reason_code))) for one in found)


def _earlier(decisions: Sequence[Decision]) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(
            decision=one,
            done=done_words(one),
            reason=reason_label(one.reason_code),
            is_last=place == 0 and one.undoes_id is None and bool(one.from_status),
        )
        for place, one in enumerate(decisions)
        if one.person_id
    )


def done_words(decision: Decision) -> str:
    return str(DONE_WORDS.get(decision.action, decision.action))


def reason_label(code: str) -> str:
    """Return a reason's label; of codes that are none of the list, what we call them elsewhere."""
    reason = decision_reason(code)
    return str(reason.label) if reason else held_words(code)
