"""The numbers in which drift is looked for: what is known of a text, and what the model makes of it and its writer."""

from typing import Final

import numpy as np

from parley.moderation.learning.checks import Floats
from parley.moderation.learning.features import OF_TEXT
from parley.moderation.learning.model import Model

KINDS: Final = len(OF_TEXT) + 1


def drift_kinds(model: Model, features: Floats) -> Floats:
    """(n, d) features in, (n, KINDS) out: a column for each kind, the model's probability last."""
    kinds: Floats = np.column_stack([features[:, list(OF_TEXT)], model.probabilities(features)])
    return kinds
