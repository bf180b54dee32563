"""How many follow each thread live just now, told by every process of a site to all of them. Imports no Django.

Time is cut into windows. Each process adds what it counts to the window that has begun, and who asks is given the one
before, which is complete. Nothing has to be taken back: what a process that died had counted expires.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from parley.kernel.store import StoreUnavailableError, store_get

WINDOW_SECONDS: Final = 10
#: Of one process, the threads that most follow; and threads asked about at once.
TOLD_MAX: Final = 200
ASKED_MAX: Final = 200
#: Windows that have keys of their own; when the first of them comes round again, what it held has expired.
_ROUND: Final = 3
_LASTING: Final = WINDOW_SECONDS * (_ROUND - 0.5)

Clock = Callable[[], float]


def window_now(*, clock: Clock = time.time) -> int:
    """Return the number of the window; processes on several machines need clocks that agree to a second or two."""
    return int(clock()) // WINDOW_SECONDS


def readers_tell(*, counts: Mapping[str, int], window: int) -> None:
    """Add a process's `counts` by thread to a window, once for each. May block; what can't be told is left out."""
    most = sorted(counts.items(), key=lambda item: -item[1])[:TOLD_MAX]
    store = store_get()
    try:
        for thread, count in most:
            if count > 0:
                store.incr(_key(thread, window), by=count, ttl=_LASTING)
    except StoreUnavailableError:
        return


def readers_of(threads: Sequence[str], *, clock: Clock = time.time) -> dict[str, int]:
    """Return how many followed each thread in the last whole window, where any did; {} if the store is away.

    The first ASKED_MAX different threads are looked up.
    """
    window = window_now(clock=clock) - 1
    store = store_get()
    found: dict[str, int] = {}
    try:
        for thread in list(dict.fromkeys(threads))[:ASKED_MAX]:
            if (count := store.get(_key(thread, window))) is not None:
                found[thread] = int(count)
    except StoreUnavailableError:
        return {}
    return found


def _key(thread: str, window: int) -> str:
    return f"readers:{thread}:{window % _ROUND}"
