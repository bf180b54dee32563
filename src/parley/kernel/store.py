"""Small short-lived facts shared by all processes of a site: counters, marks, paces. Imports no Django.

Nothing here is needed to be right after a restart; what must last is in the database.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

MICROSECONDS = 1_000_000


class StoreUnavailableError(Exception):
    """The store can't be reached."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Whether a step was taken, and how far ahead of now the pace lies (with that step), in microseconds."""

    taken: bool
    ahead: int


class Store(Protocol):
    """Each operation is atomic. `ttl` is in seconds. Any may raise StoreUnavailableError."""

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, value: str, *, ttl: float) -> None: ...

    def add(self, key: str, value: str, *, ttl: float) -> bool:
        """Set `key` if it is not set; return whether it was."""

    def incr(self, key: str, *, ttl: float, by: int = 1) -> int:
        """Add `by`, which may be negative, to the number under `key`; return it. `ttl` runs from the first time."""

    def delete(self, key: str) -> None: ...

    def pace(self, key: str, *, step: int, limit: int) -> Pace:
        """Move the instant under `key` on by `step`, from now at the earliest, unless it gets beyond now + `limit`.

        All in whole microseconds, so that sums are exact. It is the step of the generic cell rate algorithm
        (ITU-T I.371, annex A), which kernel.ratelimit is made of.
        """


class LocalStore:
    """A store within one process, of at most `size` keys; past that the one written longest ago goes."""

    def __init__(self, *, size: int = 50_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._values: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: str) -> str | None:
        with self._lock:
            return self._get(key)

    def set(self, key: str, value: str, *, ttl: float) -> None:
        with self._lock:
            self._set(key, value, self._clock() + ttl)

    def add(self, key: str, value: str, *, ttl: float) -> bool:
        with self._lock:
            if self._get(key) is not None:
                return False
            self._set(key, value, self._clock() + ttl)
            return True

    def incr(self, key: str, *, ttl: float, by: int = 1) -> int:
        with self._lock:
            before = self._get(key)
            count = int(before or 0) + by
            self._set(key, str(count), self._values[key][1] if before is not None else self._clock() + ttl)
            return count

    def delete(self, key: str) -> None:
        with self._lock:
            self._values.pop(key, None)

    def pace(self, key: str, *, step: int, limit: int) -> Pace:
        with self._lock:
            now = round(self._clock() * MICROSECONDS)
            instant = max(int(self._get(key) or 0), now) + step
            taken = instant - now <= limit
            if taken:
                self._set(key, str(instant), instant / MICROSECONDS)
            return Pace(taken=taken, ahead=instant - now)

    def _get(self, key: str) -> str | None:
        found = self._values.get(key)
        if found is None:
            return None
        value, expires = found
        if expires <= self._clock():
            del self._values[key]
            return None
        return value

    def _set(self, key: str, value: str, expires: float) -> None:
        self._values[key] = (value, expires)
        self._values.move_to_end(key)
        while len(self._values) > self._size:
            self._values.popitem(last=False)


_store: Store = LocalStore()


def store_get() -> Store:
    """Return the process's store."""
    return _store


def store_configure(url: str) -> None:
    """Use the Redis or Valkey at `url`, or with "" a store within the process. Called once, as Django starts."""
    global _store  # noqa: PLW0603 -- one store a process, chosen once
    if url:
        from parley.kernel.store_redis import RedisStore  # noqa: PLC0415 -- redis is installed on large sites only

        _store = RedisStore(url=url)
    else:
        _store = LocalStore()
