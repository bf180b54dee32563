"""What is known of a comment when it is screened, as the learning's facts, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone

from parley.discussion.screening import Submission
from parley.discussion.verdicts import Given
from parley.moderation.learning.features import Facts
from parley.moderation.phases.house_rules import Asked, HouseRules
from parley.moderation.rules import RuleSet
from parley.moderation.scoring import Scored

#: Scores are asked, and kept, with so many decimals: what is learned later is what was known then.
DECIMALS: Final = 4
_EMBEDDING_DECIMALS: Final = 2
_KEPT: Final = ("scores", "embedding", "rules", "is_guest", "letters", "links", "depth", "hour")


def facts_of(
    *, submission: Submission, given: Sequence[Given], depth: int | None, published: int, rejected: int
) -> Facts:
    """Return what is known of a text; `given`: what the phases said so far.

    `published`, `rejected`: of the writer's other comments. Rules in shadow don't count: they are on trial.
    """
    scored = submission.findings.get("toxicity")
    return Facts(
        **facts_scored(scored if isinstance(scored, Scored) else None),
        rules=_rules_hit(submission, given),
        published=published,
        rejected=rejected,
        is_guest=True,  # nobody has an account to comment with
        letters=len(submission.text),
        links=submission.links_count,
        depth=depth,
        hour=timezone.localtime(submission.at).hour,
    )


def facts_scored(scored: Scored | None) -> dict[str, Any]:
    """Return those facts that are the toxicity model's, by their names; empty where it said nothing."""
    if scored is None or not scored.scores:
        return {"scores": {}, "embedding": (), "scored_by": ""}
    return {
        "scores": {name: round(score, DECIMALS) for name, score in scored.scores.items()},
        "embedding": tuple(round(number, _EMBEDDING_DECIMALS) for number in scored.embedding),
        "scored_by": scored.model,
    }


def facts_row(facts: Facts) -> dict[str, Any]:
    """Return the facts as JSON, without those that have columns of their own: the record and `scored_by`."""
    return {name: getattr(facts, name) for name in _KEPT}


def facts_read(row: Mapping[str, Any], *, published: int, rejected: int) -> Facts:
    """Read what `facts_row` made, but for `scored_by`; what is missing is unknown."""
    known = {name: row[name] for name in _KEPT if name in row}
    return replace(Facts(**known), published=published, rejected=rejected)


def _rules_hit(submission: Submission, given: Sequence[Given]) -> dict[str, int]:
    asked = submission.findings.get(HouseRules.name)
    if not isinstance(asked, Asked):
        return {}
    names = {
        reason.rule
        for one in given
        if one.phase == HouseRules.name
        for reason in one.verdict.reasons
        if not reason.is_shadow
    }
    counts: dict[str, int] = {}
    if names:
        severities = _severities(asked.rules)
        for name in names & severities.keys():
            counts[severities[name]] = counts.get(severities[name], 0) + 1
    return counts


@lru_cache(maxsize=2)
def _severities(rules: RuleSet) -> dict[str, str]:
    return {rule.name: str(rule.severity) for rule in rules.rules}
