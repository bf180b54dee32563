"""The model and the threshold by which comments pass just now, read each time: every process must heed an alarm."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings

from parley.moderation.learning.features import Facts, features_of
from parley.moderation.learning.model import Model
from parley.moderation.learning.tries import is_young
from parley.moderation.models import PassThreshold

AUTO_PASS: Final = "auto_pass"  # noqa: S105 -- a phase
AUTO_HOLD: Final = "auto_hold"


@dataclass(frozen=True, slots=True)
class Live:
    """Comments that `model` scores below `threshold` pass, or above it are held.

    While that `is_young`, people still read a large sample of what passes.
    """

    model: Model
    version: str
    threshold: float
    is_young: bool = False

    def score(self, facts: Facts) -> float | None:
        """Return the probability, 0..1, that a person would reject the comment; None where another toxicity model
        scored it than those the model was learned from.
        """
        if not self.model.reads(facts.scored_by):
            return None
        return float(self.model.probabilities(features_of(facts)[None, :])[0])


@dataclass(slots=True)
class Look:
    """What `auto_pass` or `auto_hold` found out about one submission; `facts` and `score` once it was asked.

    `live` is None while nothing may pass by itself.
    """

    live: Live | None
    depth: int | None = 0
    facts: Facts | None = None
    score: float | None = None


def threshold_newest() -> PassThreshold | None:
    """Return the last try to find a threshold, with its model, whatever came of it. One query.

    `sample` is read when somebody asks for it, by one more: it is too large for each comment.
    """
    return PassThreshold.objects.select_related("model").defer("sample").order_by("-pk").first()


def threshold_shut() -> PassThreshold | None:
    """Return the last threshold that was found, if drift has closed it since. One query."""
    found = PassThreshold.objects.exclude(score=None).defer("sample").order_by("-pk").first()
    return found if found is not None and found.closed_at is not None else None


def is_open(row: PassThreshold | None) -> bool:
    """Tell whether comments may pass by this threshold: it is one, for the error allowed now and the model in use.

    Without an audit slice nobody would see what goes wrong, so then nothing passes.
    """
    return (
        row is not None
        and row.score is not None
        and _counts(row)
        and row.alpha == settings.PARLEY_AUTO_PASS_ALPHA
        and settings.PARLEY_AUDIT_SHARE > 0
    )


def _counts(row: PassThreshold) -> bool:
    """Whether nothing has closed it, and it is of the model in use."""
    return row.closed_at is None and row.model.is_live


def live_now() -> Live | None:
    """Return what comments pass by; None while nothing may pass. One query. Raises ModelInvalid."""
    row = threshold_newest()
    if row is None or row.score is None or not is_open(row):
        return None
    return Live(model_read(row.model.parameters), row.model.version, row.score, is_young(row.labels))


def hold_now() -> Live | None:
    """Return what comments are held by; None where there is nothing. One query. Raises ModelInvalid."""
    row = threshold_newest()
    if row is None or row.hold_score is None or not _counts(row):
        return None
    if row.hold_beta != settings.PARLEY_AUTO_HOLD_BETA:
        return None
    return Live(model_read(row.model.parameters), row.model.version, row.hold_score)


@lru_cache(maxsize=4)
def model_read(parameters: str) -> Model:
    """Read a stored model, once for each. Raises ModelInvalid."""
    return Model.from_json(parameters)
