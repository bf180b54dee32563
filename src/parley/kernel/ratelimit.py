"""How often one client may do one thing: the generic cell rate algorithm over the store.

A client may do `count` things at once and then one more each `seconds / count`, so there is no window whose edge
lets through twice as many (ITU-T I.371, annex A; en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
"""

import logging
import math
import re
from dataclasses import dataclass

from parley.kernel.store import MICROSECONDS, StoreUnavailableError, store_get

logger = logging.getLogger(__name__)
_RATE = re.compile(r"(\d+)/(\d+)s")


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` times in `seconds`."""

    count: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """Read "6/60s" as six times a minute. Raises ValueError."""
        match = _RATE.fullmatch(text)
        if match is None or not (int(match[1]) and int(match[2])):
            raise ValueError(f"A rate is written as count/seconds, such as 6/60s, not {text!r}")
        return cls(count=int(match[1]), seconds=int(match[2]))


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether it is allowed now, how many more are, and in how many seconds one will be (0 when allowed)."""

    allowed: bool
    remaining: int
    retry_after_seconds: int


def rate_limit_take(*, bucket: str, key: str, rate: Rate) -> Taken:
    """Count one `bucket` (what is done) by `key` (who does it) against `rate`.

    When the store can't be reached it is allowed: readers must be able to speak while a counter is away.
    """
    step = rate.seconds * MICROSECONDS // rate.count
    limit = step * rate.count
    try:
        pace = store_get().pace(f"rate:{bucket}:{key}", step=step, limit=limit)
    except StoreUnavailableError:
        logger.warning("Rate of %s not counted: the store is away", bucket, exc_info=True)
        return Taken(allowed=True, remaining=0, retry_after_seconds=0)
    if pace.taken:
        return Taken(allowed=True, remaining=(limit - pace.ahead) // step, retry_after_seconds=0)
    return Taken(
        allowed=False, remaining=0, retry_after_seconds=math.ceil((pace.ahead - limit) / MICROSECONDS)
    )
