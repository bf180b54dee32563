"""URLs whose answers were not for everybody: asked again, they go straight to Django."""

import time
from collections import OrderedDict
from collections.abc import Callable

from parley.edge.cache import Key


class Passes:
    """Remembers up to `size` keys for `seconds` each. Used on the event loop only."""

    def __init__(self, *, size: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._seconds = seconds
        self._clock = clock
        self._until: OrderedDict[Key, float] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        until = self._until.get(key)
        return until is not None and until > self._clock()

    def note(self, key: Key) -> None:
        self._until[key] = self._clock() + self._seconds
        self._until.move_to_end(key)
        if len(self._until) > self._size:
            self._until.popitem(last=False)
