"""House rules: a text that a newsroom writes, and what its rules say about a comment. No Django, no database."""

from parley.moderation.rules.matching import RuleSet, strictest_action
from parley.moderation.rules.problems import Problem, RulesInvalid
from parley.moderation.rules.replaying import Decided, Flip, Move, Replay, RuleTally, Standing, Tally, replay
from parley.moderation.rules.rule import Action, Conditions, Inbox, Mode, Rule, Severity
from parley.moderation.rules.seen import Hit, Seen

__all__ = [
    "Action",
    "Conditions",
    "Decided",
    "Flip",
    "Hit",
    "Inbox",
    "Mode",
    "Move",
    "Problem",
    "Replay",
    "Rule",
    "RuleSet",
    "RuleTally",
    "RulesInvalid",
    "Seen",
    "Severity",
    "Standing",
    "Tally",
    "replay",
    "strictest_action",
]
