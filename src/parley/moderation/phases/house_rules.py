from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from parley.discussion.models import Thread
from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.house_rules import rules_live
from parley.moderation.marks import marks_blank
from parley.moderation.rules import Action, Hit, Mode, RuleSet, Seen, strictest_action
from parley.moderation.scoring import Scored

_OUTCOMES: Final = {Action.HOLD: Outcome.HOLD, Action.REJECT: Outcome.REJECT}


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules to ask, and the slug of the thread's section; "" where no rule asks for it."""

    rules: RuleSet
    section: str


class HouseRules:
    """Holds or rejects a comment that breaks one of the newsroom's house rules, and tells its writer which.

    Rules in shadow are counted and have no effect. Thresholds in rules look at the scores that the phase `toxicity`
    found; where it is turned off they are never reached.
    """

    name = "house_rules"

    def prepare(self, draft: Draft) -> Asked:
        """Read the rules that count, and the section where one of them asks for it."""
        rules = rules_live()
        return Asked(rules, section_of(draft.thread) if rules.asks_for_sections else "")

    def verdict(self, submission: Submission) -> Verdict:
        asked = submission.findings[self.name]
        if not isinstance(asked, Asked):
            raise TypeError(f"{self.name} found {asked!r}")
        rules = asked.rules
        hits = rules.match(_seen(submission, asked.section))
        if not hits:
            return NO_OPINION
        reasons = tuple(_reasons(hits, rules.version))
        action = strictest_action(hits)
        if action not in _OUTCOMES:
            return Verdict(Outcome.NO_OPINION, reasons=reasons)
        told = next(hit.rule for hit in hits if hit.rule.mode is Mode.LIVE and hit.rule.action is action)
        return Verdict(_OUTCOMES[action], "house_rule", told.sentence, reasons=reasons)


def _seen(submission: Submission, section: str) -> Seen:
    scored = submission.findings.get("toxicity")
    return Seen(
        text=marks_blank(submission.text),
        scores=scored.scores if isinstance(scored, Scored) else {},
        section=section,
        article=submission.thread.public_id,
        links_count=submission.links_count,
    )


def section_of(thread: Thread) -> str:
    """Return the slug of the section that the thread's page stands in; "" where it has none, as on other sites."""
    if not settings.PARLEY_THREAD_SECTION:
        return ""
    section: str = import_string(settings.PARLEY_THREAD_SECTION)(thread=thread)
    return section


def _reasons(hits: Sequence[Hit], version: str) -> Iterator[Reason]:
    for hit in hits:
        yield Reason(
            hit.rule.name,
            version,
            hit.score,
            hit.begin,
            hit.end,
            is_shadow=hit.rule.mode is Mode.SHADOW,
        )
