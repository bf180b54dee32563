"""A comment as a row of numbers: what was known about it when it was screened, in an order that never changes.

A feature that is added or changed takes a new VERSION; a model made for another one is not used.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from parley.moderation.learning.checks import Floats
from parley.moderation.rules.rule import SEVERITIES
from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.results import EMBEDDING_SIZE

VERSION: Final = 2

#: Scores count in log-odds, within those of 0.001 and 0.999: beyond, they differ more than what they stand for.
_SCORE_LEAST: Final = 1e-3
_COUNT_MAX: Final = 1e6
#: In units of spread: what lies farther out counts as if it lay there.
_EMBEDDING_MOST: Final = 6.0
#: The share of a writer's comments that was rejected starts at one in ten of ten imagined ones.
_RECORD_PRIOR: Final = (1.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a comment before anybody decides; of its writer, as it was before this comment.

    `scores`: 0..1 by attribute, empty where the model doesn't know the language. `embedding`: where the text lies among
    others to the same model, EMBEDDING_SIZE numbers or none. `scored_by`: that model, with its version; what another
    one says is not comparable. `rules`: how many house rules of each severity were hit. `account_days`: None for
    guests. `letters`: code points of the text. `hour`: 0..23, the site's; kept, and no feature (docs/why/learning.md).
    Numbers that are missing, none or negative count as unknown.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    embedding: Sequence[float] = ()
    scored_by: str = ""
    rules: Mapping[str, int] = field(default_factory=dict)
    published: int | None = None
    rejected: int | None = None
    account_days: float | None = None
    is_guest: bool = False
    letters: int | None = None
    links: int | None = None
    depth: int | None = None
    hour: int | None = None


NAMES: Final = (
    *(f"score_{name.lower()}" for name in ATTRIBUTES),
    "score_highest",
    "unscored",
    *(f"rules_{severity}" for severity in SEVERITIES),
    "published",
    "rejected",
    "rejected_share",
    "account_days",
    "account_unknown",
    "guest",
    "letters",
    "links",
    "depth",
    *(f"embedding_{place}" for place in range(EMBEDDING_SIZE)),
)

#: Columns that are known of the text alone, for looking for drift: records of writers grow by themselves.
OF_TEXT: Final = tuple(
    NAMES.index(name)
    for name in (*(f"score_{one.lower()}" for one in ATTRIBUTES), "unscored", "letters", "links")
)


def features_of(facts: Facts) -> Floats:
    """Return the features of one comment, (len(NAMES),): finite, whatever the facts are."""
    scores = [_log_odds(facts.scores.get(name)) for name in ATTRIBUTES]
    known = [score for score in scores if score is not None]
    published, rejected = _count(facts.published) or 0.0, _count(facts.rejected) or 0.0
    days = None if facts.is_guest else _count(facts.account_days)
    row = [
        *(score or 0.0 for score in scores),
        max(known, default=0.0),
        float(not known),
        *(_grown(facts.rules.get(severity)) for severity in SEVERITIES),
        math.log1p(published),
        math.log1p(rejected),
        (rejected + _RECORD_PRIOR[0]) / (published + rejected + _RECORD_PRIOR[1]),
        _grown(days),
        float(days is None),
        float(facts.is_guest),
        _grown(facts.letters),
        _grown(facts.links),
        _grown(facts.depth),
        *_embedding(facts.embedding),
    ]
    return np.array(row, dtype=np.float64)


def features_matrix(each: Iterable[Facts]) -> Floats:
    """Return (comments, len(NAMES)), a row for each."""
    rows = [features_of(facts) for facts in each]
    return np.stack(rows) if rows else np.zeros((0, len(NAMES)))


def _log_odds(score: float | None) -> float | None:
    if score is None or not 0 <= score <= 1:
        return None
    within = min(max(score, _SCORE_LEAST), 1 - _SCORE_LEAST)
    return math.log(within / (1 - within))


def _count(number: float | None) -> float | None:
    """The number, bounded; None for what can be no count."""
    return None if number is None or not number >= 0 else min(float(number), _COUNT_MAX)


def _grown(number: float | None) -> float:
    """The logarithm: from one link to two is more than from eleven to twelve. 0 where it is unknown."""
    return math.log1p(_count(number) or 0.0)


def _embedding(numbers: Sequence[float]) -> list[float]:
    """In the middle of all texts where it is unknown."""
    if len(numbers) != EMBEDDING_SIZE or not all(math.isfinite(number) for number in numbers):
        return [0.0] * EMBEDDING_SIZE
    return [min(max(float(number), -_EMBEDDING_MOST), _EMBEDDING_MOST) for number in numbers]
