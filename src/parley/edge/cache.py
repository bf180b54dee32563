"""Finished public answers: least recently used go first, each is dropped by any of its surrogate keys.

Thread-safe. Readers take no lock: CPython's dictionaries keep single operations whole. Writers, who come from the
threads that commit comments and from those that rebuild pages, take one.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from parley.edge.entry import Entry

Key = tuple[str, bytes, bytes, bytes] | tuple[str, bytes, bytes, bytes, tuple[bytes, ...]]
# Purges remembered by key. Past it they are forgotten and whatever was being rebuilt meanwhile counts as stale.
_REMEMBERED = 10_000


class Cache:
    """At most `max_bytes` of answers, as counted by Entry.size."""

    def __init__(
        self, *, max_bytes: int, max_variants: int = 32, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_bytes = max_bytes
        self._max_variants = max_variants
        self.clock = clock
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._by_surrogate: dict[str, set[Key]] = {}
        self._variants_of: dict[Key, dict[Key, None]] = {}  # in the order in which they came
        self._bytes = 0
        self._lock = threading.Lock()
        # Counts purges. A rebuild notes it before it reads the database; what was purged since tells if it is stale.
        self.epoch = 0
        self._purged_at: dict[str, int] = {}
        self._all_purged_at = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        return self._bytes

    def find(self, key: Key) -> Entry | None:
        """Return the entry kept under `key`, if it is still fresh. Called for every read, so it does little."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.expires <= self.clock():
            self.drop(key, entry)
            return None
        try:
            self._entries.move_to_end(key)
        except (
            KeyError
        ):  # purged by another thread since: the request came first, so the answer was right when asked
            return entry
        return entry

    def store(self, key: Key, entry: Entry, *, began: int) -> bool:
        """Keep `entry` unless one of its keys was purged after epoch `began`; return whether it is kept."""
        with self._lock:
            if self._stale(entry.surrogate_keys, began) or entry.size > self._max_bytes:
                return False
            base = key[:4]
            self._remove(key)
            if entry.vary:
                self._variant_admit(base, key, entry)
            self._entries[key] = entry
            self._bytes += entry.size
            for name in entry.surrogate_keys:
                self._by_surrogate.setdefault(name, set()).add(key)
            self._evict()
            return True

    def grow(self, key: Key, entry: Entry, added: int) -> None:
        """Count `added` bytes more for `entry`, which got another coding."""
        with self._lock:
            entry.size += added
            if self._entries.get(key) is entry:
                self._bytes += added
                self._evict()

    def purge(self, names: Iterable[str]) -> int:
        """Drop what carries any of these surrogate keys; return how many entries went.

        When it returns, no later `find` sees them and no rebuild begun before is stored.
        """
        with self._lock:
            self.epoch += 1
            gone = 0
            for name in names:
                self._purged_at[name] = self.epoch
                for key in tuple(self._by_surrogate.get(name, ())):
                    self._remove(key)
                    gone += 1
            if len(self._purged_at) > _REMEMBERED:
                self._purged_at.clear()
                self._all_purged_at = self.epoch
            return gone

    def purge_all(self) -> None:
        with self._lock:
            self.epoch += 1
            self._all_purged_at = self.epoch
            self._purged_at.clear()
            self._entries.clear()
            self._by_surrogate.clear()
            self._variants_of.clear()
            self._bytes = 0

    def drop(self, key: Key, entry: Entry) -> None:
        """Remove `entry` if it is still the one kept under `key`."""
        with self._lock:
            if self._entries.get(key) is entry:
                self._remove(key)

    def _stale(self, names: Iterable[str], began: int) -> bool:
        return self._all_purged_at > began or any(self._purged_at.get(name, 0) > began for name in names)

    def _variant_admit(self, base: Key, key: Key, entry: Entry) -> None:
        """Note under the bare URL what its answers vary by. Of too many answers the one that came first goes.

        To refuse the last instead would let anybody who makes up header values keep out all others for as long as
        those are fresh.
        """
        sign = self._entries.get(base)
        if sign is None or sign.vary != entry.vary or sign.variants:
            # Answers filed under other headers would be found by values that mean something else.
            for old in tuple(self._variants_of.get(base, ())):
                self._remove(old)
            self._remove(base)
            self._entries[base] = sign = Entry.signpost(vary=entry.vary)
            self._bytes += sign.size
        sign.expires = max(sign.expires, entry.expires)
        if key not in self._variants_of.get(base, ()):
            while len(self._variants_of.get(base, ())) >= self._max_variants:
                self._remove(next(iter(self._variants_of[base])))
        self._variants_of.setdefault(base, {})[key] = None

    def _remove(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= entry.size
        for name in entry.surrogate_keys:
            keys = self._by_surrogate[name]
            keys.discard(key)
            if not keys:
                del self._by_surrogate[name]
        siblings = self._variants_of.get(key[:4])
        if siblings is not None:
            siblings.pop(key, None)
            if not siblings:
                del self._variants_of[key[:4]]

    def _evict(self) -> None:
        while self._bytes > self._max_bytes:
            self._remove(next(iter(self._entries)))
