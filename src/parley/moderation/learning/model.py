"""A logistic regression on a comment's features: how likely a person would reject it.

Few numbers, fitted the same way each time, and each one can be shown; its promise comes from risk.py, not from itself.
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Final, NoReturn, Self

import numpy as np

from parley.moderation.learning import features as feature_vector
from parley.moderation.learning.checks import Floats

_LOG_ODDS_MAX: Final = 35.0
_JSON_MAX: Final = 100_000  # characters of a model; ours have some 4,000


class ModelInvalid(ValueError):  # noqa: N818 -- named for what is wrong
    """What was read is no model, is damaged, or was made for other features."""


@dataclass(frozen=True, slots=True)
class Model:
    """Log-odds of rejection: `constant` + sum over features of `slopes` * (value - `means`) / `scales`.

    `scored_by`: the toxicity model whose scores and embeddings it reads, "" where it was fitted without any.
    `rows`: how many decisions it was fitted on; `until`: the time of the latest, None for none. Only later
    ones can judge it, or calibrate thresholds on its scores.
    """

    features: int
    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    slopes: tuple[float, ...]
    constant: float
    rows: int
    until: float | None
    scored_by: str = ""

    @property
    def version(self) -> str:
        """A hash over all of its numbers."""
        return hashlib.blake2b(_canonical(asdict(self)).encode(), digest_size=6).hexdigest()

    def reads(self, scored_by: str) -> bool:
        """Tell whether a text scored by that toxicity model, or "" by none, can be looked at."""
        return scored_by in ("", self.scored_by)

    def contributions(self, features: Floats) -> Floats:
        """(n, d) features in, (n, d) out: how much each feature adds to the log-odds. Raises ValueError."""
        table = np.asarray(features, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != len(self.names):  # noqa: PLR2004 -- rows and columns
            raise ValueError(f"{len(self.names)} features are needed, not a table of shape {table.shape}.")
        if not np.isfinite(table).all():
            raise ValueError("Features must be finite.")
        added: Floats = (table - np.array(self.means)) / np.array(self.scales) * np.array(self.slopes)
        return added

    def probabilities(self, features: Floats) -> Floats:
        """(n, d) features in, (n,) probabilities of rejection out. Raises ValueError."""
        return logistic(self.contributions(features).sum(axis=1) + self.constant)

    def to_json(self) -> str:
        return _canonical({**asdict(self), "version": self.version})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote. Raises ModelInvalid."""
        if len(text) > _JSON_MAX:
            raise ModelInvalid(f"A model has at most {_JSON_MAX} characters.")
        try:
            fields: dict[str, Any] = json.loads(text, parse_constant=_no_number)
            version = fields.pop("version")
            lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
            model = cls(**{**fields, **lists})
            intact = model.version == version
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise ModelInvalid(f"This is no model: {error}") from error
        if not intact:
            raise ModelInvalid("The model was changed since it was written: its hash is another.")
        if model.features != feature_vector.VERSION or model.names != feature_vector.NAMES:
            raise ModelInvalid(f"The model is for features of version {model.features}.")
        return model


def model_constant(*, rate: float) -> Model:
    """A model that gives every comment the same probability `rate`, 0..1: what a first model has to be better than."""
    names = feature_vector.NAMES
    ones = (1.0,) * len(names)
    share = min(max(rate, 1e-6), 1 - 1e-6)
    return Model(
        features=feature_vector.VERSION,
        names=names,
        means=(0.0,) * len(names),
        scales=ones,
        slopes=(0.0,) * len(names),
        constant=math.log(share / (1 - share)),
        rows=0,
        until=None,
    )


def logistic(log_odds: Floats) -> Floats:
    """Probabilities for log-odds, of any size."""
    bounded = np.clip(log_odds, -_LOG_ODDS_MAX, _LOG_ODDS_MAX)
    probability: Floats = 1 / (1 + np.exp(-bounded))
    return probability


def _canonical(fields: dict[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number.")
