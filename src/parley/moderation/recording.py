"""Keeping what the phases said beside the text that they said it about (settings.PARLEY_SCREENING_RECORDER)."""

from collections.abc import Sequence
from typing import Any

from parley.discussion.actions.comments import STATUS_BY_OUTCOME
from parley.discussion.models import Comment
from parley.discussion.screening import Submission
from parley.discussion.verdicts import Given, Outcome, Reason, ScreeningResult
from parley.kernel.clock import now
from parley.moderation.inbox import rules_keep
from parley.moderation.learned.keeping import features_keep
from parley.moderation.models import RuleHit, Screening
from parley.moderation.phases.house_rules import HouseRules
from parley.moderation.pokes import desk_poke
from parley.moderation.rules import Mode

#: Passages and rules that one verdict may name; a text may hit a rule in every word.
REASONS_MAX = 50


def screening_record(
    *, comment: Comment, submission: Submission, given: Sequence[Given], result: ScreeningResult
) -> None:
    """Write down all verdicts about the text that `comment` now has, what came of them, and what to learn from."""
    screening = Screening.objects.create(
        comment=comment,
        version=comment.revision_count + 1,
        outcome=result.verdict.outcome.value,
        phase=result.phase,
        code=result.verdict.code,
        verdicts=[verdict_row(one) for one in given],
        failures=sum(one.failed for one in given),
        screened_at=now(),
    )
    if screening.failures:
        desk_poke()
    hits = [hit for one in given if one.phase == HouseRules.name for hit in _hits(one, screening)]
    if hits:
        RuleHit.objects.bulk_create(hits)
        rules_keep(comment=comment, submission=submission, rules=_rules_hit(given))
    # A changed text that is to be held stands as published still.
    stands = comment.status == Comment.Status.PUBLISHED
    status = STATUS_BY_OUTCOME[result.verdict.outcome] if stands else comment.status
    features_keep(
        comment=comment, submission=submission, given=given, status=status, at=screening.screened_at
    )


def _rules_hit(given: Sequence[Given]) -> list[str]:
    """Return the names of the rules that were hit, the strictest first."""
    return [reason.rule for one in given if one.phase == HouseRules.name for reason in one.verdict.reasons]


def _hits(given: Given, screening: Screening) -> list[RuleHit]:
    """Return one row for each rule, with the mode that it was in."""
    rules = {reason.rule: reason for reason in reversed(given.verdict.reasons)}
    return [
        RuleHit(
            screening=screening,
            rule=reason.rule,
            version=reason.version,
            mode=str(Mode.SHADOW if reason.is_shadow else Mode.LIVE),
            hit_at=screening.screened_at,
        )
        for reason in rules.values()
    ]


def verdict_row(given: Given) -> dict[str, Any]:
    """A phase's verdict as JSON: its name and the milliseconds it took; and, if it had an opinion or failed, that."""
    verdict = given.verdict
    row: dict[str, Any] = {"phase": given.phase, "ms": round(given.milliseconds, 2)}
    if verdict.outcome is not Outcome.NO_OPINION:
        row |= {"outcome": verdict.outcome.value, "code": verdict.code}
    if verdict.is_precaution:
        row["precaution"] = True
    if given.failed:
        row["failed"] = True
    if verdict.reasons:
        row["reasons"] = [_reason_row(reason) for reason in verdict.reasons[:REASONS_MAX]]
    return row


def _reason_row(reason: Reason) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": reason.rule}
    if reason.version:
        row["version"] = reason.version
    if reason.score is not None:
        row["score"] = round(reason.score, 4)
    if reason.begin is not None and reason.end is not None:
        row |= {"begin": reason.begin, "end": reason.end}
    if reason.is_shadow:
        row["shadow"] = True
    return row
