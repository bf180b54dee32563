"""The weights that are in use just now, asked for each time: another process may have learned better ones."""

from functools import lru_cache
from typing import Final

from parley.kernel.sql import first_row
from parley.moderation.models import SpamModel
from parley.moderation.spam.features import VERSION
from parley.moderation.spam.model import Weights, WeightsInvalid, bundled

_LIVE: Final = "SELECT id, version FROM moderation_spammodel WHERE is_live = %s AND features = %s LIMIT 1"


def weights_live() -> Weights:
    """Return the learned weights, or the bundled ones where none are better or they are for other features.

    One query, and one more for weights that are new to this process. Raises WeightsInvalid.
    """
    row = first_row(_LIVE, True, VERSION)
    return bundled() if row is None else weights_read(*row)


@lru_cache(maxsize=2)
def weights_read(pk: int, version: str) -> Weights:
    """Read stored weights, once. Raises WeightsInvalid."""
    kept = SpamModel.objects.values_list("weights", flat=True).get(pk=pk)
    weights = Weights.from_bytes(bytes(kept))
    if weights.version != version:
        raise WeightsInvalid(f"The weights were changed since they were written: they are {weights.version}.")
    return weights
