"""Everything that writes about moderation: scores, house rules, decisions, sanctions, appeals, and who is at what."""

from parley.moderation.actions.appeals import appeal_decide, appeal_make
from parley.moderation.actions.deciding import (
    Why,
    batch_undo,
    comment_decide,
    comments_decide,
    decision_undo,
)
from parley.moderation.actions.inbox import (
    inbox_answer,
    inbox_correct,
    inbox_dismiss,
    inbox_mark,
    inbox_undo,
)
from parley.moderation.actions.leases import lease_release, lease_take, leases_of
from parley.moderation.actions.looks import look_add
from parley.moderation.actions.notes import desk_note_add, desk_note_settle
from parley.moderation.actions.sanctions import sanction_impose, sanction_lift
from parley.moderation.actions.scores import RescoreCounts, comments_rescore, rules_set, score_keep

__all__ = [
    "RescoreCounts",
    "Why",
    "appeal_decide",
    "appeal_make",
    "batch_undo",
    "comment_decide",
    "comments_decide",
    "comments_rescore",
    "decision_undo",
    "desk_note_add",
    "desk_note_settle",
    "inbox_answer",
    "inbox_correct",
    "inbox_dismiss",
    "inbox_mark",
    "inbox_undo",
    "lease_release",
    "lease_take",
    "leases_of",
    "look_add",
    "rules_set",
    "sanction_impose",
    "sanction_lift",
    "score_keep",
]
