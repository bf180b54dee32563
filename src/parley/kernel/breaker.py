"""Sparing a service that is down: after some failures in a row it is not asked for a while. Imports no Django."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

logger = logging.getLogger(__name__)

#: So many failures in a row are no accident any more; fewer would let one slow minute stop the asking.
FAILURES: Final = 5
#: Seconds until one call may try again: short enough that nobody waits long for a service that was only restarted.
PAUSE_SECONDS: Final = 30.0


class BreakerOpenError(Exception):
    """The service failed too often and is not asked for now."""


class Breaker:
    """Counts the failures of one service within this process. Safe for threads.

    Closed, it lets every call through. `failures` in a row open it: for `seconds` each call fails at once. Then one
    call tries while the others still fail; if it succeeds the breaker closes, otherwise the pause begins again.
    It is logged when it opens and when it closes, not for each call between.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = FAILURES,
        seconds: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened_at: float | None = None
        self._is_trying = False

    @property
    def is_open(self) -> bool:
        return self._opened_at is not None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Make one call inside; whatever it raises counts as a failure. Raises BreakerOpenError without making it."""
        self._enter()
        succeeded = False
        try:
            yield
            succeeded = True
        finally:
            self._leave(succeeded=succeeded)

    def _enter(self) -> None:
        with self._lock:
            if self._opened_at is None:
                return
            if self._is_trying or self._clock() - self._opened_at < self._seconds:
                raise BreakerOpenError(f"{self.name} failed too often and is not asked for now")
            self._is_trying = True

    def _leave(self, *, succeeded: bool) -> None:
        with self._lock:
            was_open = self.is_open
            self._is_trying = False
            self._failed = 0 if succeeded else self._failed + 1
            if succeeded:
                self._opened_at = None
            elif was_open or self._failed >= self._most:
                self._opened_at = self._clock()
            is_open = self.is_open
        if is_open and not was_open:
            logger.warning(
                "%s failed %d times in a row and is not asked for %g seconds",
                self.name,
                self._most,
                self._seconds,
            )
        elif was_open and not is_open:
            logger.warning("%s answers again", self.name)
