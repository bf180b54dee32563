"""What the language model may cost in a day, counted for all processes of a site in their store.

A day ends at midnight UTC. Without Redis the count is this process's and begins anew when it is started again.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from parley.kernel.store import store_get

logger = logging.getLogger(__name__)
#: The count of a day is kept until nobody can add to it any more.
_KEPT_SECONDS: Final = 2 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Reserved:
    """Tokens put aside for one call, which must be settled where it is known what the call has cost."""

    key: str
    tokens: int

    def settle(self, *, used: int) -> None:
        """Put the true cost in the place of what was put aside."""
        store_get().incr(self.key, ttl=_KEPT_SECONDS, by=used - self.tokens)


def tokens_reserve(*, tokens: int, per_day: int, at: datetime) -> Reserved | None:
    """Put tokens aside before a call; None where fewer are left of the day's. `per_day` 0: any number.

    Before and not after, so that calls made at once can't pass the limit together. Raises StoreUnavailableError.
    """
    day = at.astimezone(UTC).date().isoformat()
    reserved = Reserved(f"llm-tokens:{day}", tokens)
    counted = store_get().incr(reserved.key, ttl=_KEPT_SECONDS, by=tokens)
    if not per_day or counted <= per_day:
        return reserved
    reserved.settle(used=0)
    if store_get().add(f"llm-tokens-told:{day}", "1", ttl=_KEPT_SECONDS):
        logger.warning("The language model is not asked any more today: %d tokens are used up", per_day)
    return None
