"""What passes by a threshold, in the numbers in which drift is looked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from parley.moderation.learned.facts import facts_read
from parley.moderation.learning.checks import Floats
from parley.moderation.learning.features import VERSION, features_matrix
from parley.moderation.learning.kinds import KINDS, drift_kinds
from parley.moderation.learning.model import Model
from parley.moderation.models import ScreenedFeatures

#: Both sides of a comparison are rounded alike: what is equal must stay so when it is kept as JSON.
DECIMALS: Final = 4
_COLUMNS: Final = ("facts", "published", "rejected", "is_free")


@dataclass(frozen=True, slots=True)
class Passing:
    """`kinds` (passing, KINDS): of the texts that pass, each kind a column. `share`: of the `texts` read, 0..1."""

    kinds: Floats
    share: float
    texts: int


def passing_read(
    model: Model, below: float, begins: datetime, ends: datetime, *, most: int, order: str
) -> Passing:
    """Read the first `most` texts of a time in `order`; keep what lies below the threshold. One query.

    What other phases hold doesn't pass, and may change as it likes.
    """
    found = ScreenedFeatures.objects.filter(
        features=VERSION,
        scored_by__in=("", model.scored_by),
        screened_at__gte=begins,
        screened_at__lte=ends,
    ).order_by(order)
    rows = list(found.values_list(*_COLUMNS)[:most])
    if not rows:
        return Passing(np.zeros((0, KINDS)), 0.0, 0)
    table = features_matrix(
        facts_read(facts, published=published, rejected=rejected)
        for facts, published, rejected, _is_free in rows
    )
    scores = model.probabilities(table)
    passes = np.array([row[3] for row in rows], dtype=np.bool_) & (scores < below)
    kinds = drift_kinds(model, table[passes])
    return Passing(np.round(kinds, DECIMALS), float(passes.mean()), len(rows))
