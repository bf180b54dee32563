"""The numbers in which drift is looked for: what is known of a text, and what the model makes of it and its writer."""

from typing import Final

import numpy as np

from parley.moderation.learning.checks import Floats
from parley.moderation.learning.features import OF_HOUR, OF_TEXT
from parley.moderation.learning.model import Model

KINDS: Final = len(OF_TEXT) + 1


def drift_kinds(model: Model, features: Floats) -> Floats:
    """(n, d) features in, (n, KINDS) out: a column for each kind, the model's probability last.

    At no hour of the day: a look covers some hours, and calibration whole days, so by the model's score as it is each
    look in the morning would find that comments have changed.
    """
    table = np.array(features, dtype=np.float64)
    table[:, list(OF_HOUR)] = 0.0
    kinds: Floats = np.column_stack([table[:, list(OF_TEXT)], model.probabilities(table)])
    return kinds
