"""Scores, screenings, house rules, decisions, what is learned from them, and what waits at the desk."""

from parley.moderation.models.decisions import Appeal, Decision, DecisionSeal, Sanction
from parley.moderation.models.house_rules import NOTE_LENGTH, HouseRules, RuleHit
from parley.moderation.models.inbox import InboxItem
from parley.moderation.models.learning import LearnedModel, PassThreshold, ScreenedFeatures
from parley.moderation.models.legal import LEGAL_REASON_MAX, LegalHold
from parley.moderation.models.queue import AuditLook, AuditSample, DeskNote, Lease, QueueEntry
from parley.moderation.models.scores import LANGUAGE_LENGTH, MODEL_LENGTH, CommentScore
from parley.moderation.models.screenings import Screening
from parley.moderation.models.similar import SignatureBand, TextSignature
from parley.moderation.models.spam import SpamModel

__all__ = [
    "LANGUAGE_LENGTH",
    "LEGAL_REASON_MAX",
    "MODEL_LENGTH",
    "NOTE_LENGTH",
    "Appeal",
    "AuditLook",
    "AuditSample",
    "CommentScore",
    "Decision",
    "DecisionSeal",
    "DeskNote",
    "HouseRules",
    "InboxItem",
    "LearnedModel",
    "Lease",
    "LegalHold",
    "PassThreshold",
    "QueueEntry",
    "RuleHit",
    "Sanction",
    "ScreenedFeatures",
    "Screening",
    "SignatureBand",
    "SpamModel",
    "TextSignature",
]
