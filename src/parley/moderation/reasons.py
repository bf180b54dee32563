"""The reasons for a decision that the settings name (PARLEY_DECISION_REASONS)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

#: One for each of the desk's keys.
REASONS_MAX = 9


@dataclass(frozen=True, slots=True)
class DecisionReason:
    """`label`: for moderators; `sentence`: for the writer; `points`: of a strike; `category`: the DSA's name for it."""

    code: str
    label: str | Promise
    sentence: str | Promise
    points: int = 0
    category: str = ""


def decision_reasons() -> tuple[DecisionReason, ...]:
    """Return them in the order of the settings, REASONS_MAX at most."""
    found = list(settings.PARLEY_DECISION_REASONS.items())[:REASONS_MAX]
    return tuple(DecisionReason(code=code, **one) for code, one in found)


def decision_reason(code: str) -> DecisionReason | None:
    return next((one for one in decision_reasons() if one.code == code), None)
