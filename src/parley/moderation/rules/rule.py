"""One house rule, as the newsroom wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How grave it is when somebody breaks the rule."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class Action(StrEnum):
    """What becomes of the comment. NOTE counts and changes nothing."""

    NOTE = "note"
    HOLD = "hold"
    REJECT = "reject"


class Mode(StrEnum):
    """LIVE acts, SHADOW counts without effect, OFF is not asked."""

    LIVE = "live"
    SHADOW = "shadow"
    OFF = "off"


class Inbox(StrEnum):
    """What the newsroom is to see in a comment that hits the rule, for its inbox."""

    TIP = "tip"
    CORRECTION = "correction"
    QUESTION = "question"
    EXPERT = "expert"


#: From the mildest to the gravest; to order and to compare by.
SEVERITIES: Final = tuple(Severity)
ACTIONS: Final = tuple(Action)


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of those that are given must hold; an empty set or None is not given.

    `sections`: slugs. `articles`: public ids of threads. `account_age_below`: days. `min_links`: links in the comment.
    """

    sections: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    account_age_below: int | None = None
    min_links: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is unique in its set; `sentence` is what readers are told.

    `words`, `regexes` and `scores` (thresholds by attribute, above 0 and up to 1) are alternatives: any of them hits.
    A rule without them hits when its conditions hold. `inbox`: what a comment that hits it goes into the inbox as.
    """

    name: str
    sentence: str
    severity: Severity
    action: Action
    mode: Mode = Mode.LIVE
    words: tuple[str, ...] = ()
    regexes: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict, hash=False)
    conditions: Conditions = Conditions()
    inbox: Inbox | None = None

    @property
    def has_patterns(self) -> bool:
        return bool(self.words or self.regexes or self.scores)
