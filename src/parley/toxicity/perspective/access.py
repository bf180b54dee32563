"""Who may ask, and how often."""

import math
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from parley.toxicity.perspective.keys import Key, KeyFile
from parley.toxicity.perspective.refusals import key_invalid, key_missing, quota_exceeded

ANYBODY: Final = "open"
_MINUTE: Final = 60.0


class Access(Protocol):
    """Decides about each request for scores. Safe to call from several threads."""

    def admit(self, *, key: str | None, help_url: str) -> str:
        """Return the name under which the caller is known. Raises Refusal."""
        ...


class OpenAccess:
    """Anybody, with any key or none: some clients can't do without one."""

    def admit(self, *, key: str | None, help_url: str) -> str:  # noqa: ARG002 -- the protocol's names
        return ANYBODY


class KeyAccess:
    """Whoever has a key of the file. As long as there is no file everybody has access; emptying it shuts all out."""

    def __init__(self, keys: KeyFile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._pace = Pace(clock=clock)

    def admit(self, *, key: str | None, help_url: str) -> str:
        """Raises KeyFileError too: keys that can't be read admit nobody."""
        if not self._keys.exists():
            return ANYBODY
        if not key:
            raise key_missing()
        found = self._keys.find(key)
        if found is None:
            raise key_invalid()
        self._count(found, help_url=help_url)
        return found.name

    def _count(self, key: Key, *, help_url: str) -> None:
        if key.per_minute is None:
            return
        wait = self._pace.take(key.digest, per_minute=key.per_minute)
        if wait:
            raise quota_exceeded(
                name=key.name, per_minute=key.per_minute, retry_after=math.ceil(wait), help_url=help_url
            )


class Pace:
    """How often one does something: `per_minute` at once, then one more each 60/`per_minute` seconds.

    The generic cell rate algorithm (ITU-T I.371, annex A): there is no window whose edge lets twice as many through.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # One number for each key of the file, so it needs no upper limit of its own.
        self._due: dict[str, float] = {}

    def take(self, who: str, *, per_minute: int) -> float:
        """Count one; return 0, or how many seconds too early it is (and then it does not count)."""
        step = _MINUTE / per_minute
        now = self._clock()
        with self._lock:
            due = max(self._due.get(who, now), now) + step
            # A tiny bit of grace, since adding `step` up gives not quite a minute.
            early = due - now - _MINUTE - step / 1000
            if early > 0:
                return early
            self._due[who] = due
            return 0.0


def key_of(*, query: Mapping[str, str], headers: Mapping[str, str]) -> str | None:
    """Return the key that a request carries in either of the two places."""
    return query.get("key") or headers.get("x-goog-api-key") or None
