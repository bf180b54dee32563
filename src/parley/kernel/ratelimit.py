"""How often one client may do one thing: the generic cell rate algorithm over the store.

A client may do `count` things at once and then one more each `seconds / count`, so there is no window whose edge
lets through twice as many (ITU-T I.371, annex A; en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
"""

import logging
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
    """Whether it is allowed now, how many more are, and in how many seconds one will be (0 when allowed).

    In `reset_seconds` all of `rate` will be there again.
    """

    allowed: bool
    remaining: int
    retry_after_seconds: int
    reset_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """One count, as it is told to the client."""

    bucket: str
    rate: Rate
    taken: Taken


_noted: ContextVar[list[Counted] | None] = ContextVar("parley_rates", default=None)


@contextmanager
def rate_limits_noted() -> Iterator[list[Counted]]:
    """Collect what is counted inside, whoever counts it: for the headers of an answer, also of one that succeeds."""
    noted: list[Counted] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


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
        taken = Taken(
            allowed=True,
            remaining=(limit - pace.ahead) // step,
            retry_after_seconds=0,
            reset_seconds=math.ceil(pace.ahead / MICROSECONDS),
        )
    else:
        # `ahead` is what it would have been with the step that was not taken.
        wait = math.ceil((pace.ahead - limit) / MICROSECONDS)
        taken = Taken(
            allowed=False,
            remaining=0,
            retry_after_seconds=wait,
            reset_seconds=math.ceil((pace.ahead - step) / MICROSECONDS),
        )
    noted = _noted.get()
    if noted is not None:
        noted.append(Counted(bucket=bucket, rate=rate, taken=taken))
    return taken
