"""The cache against a model that is too simple to be wrong: in any order of events nothing stale, no excess."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from parley.edge.cache import Cache, Key
from parley.edge.entry import Entry
from parley.edge.messages import Answer

MAX_BYTES = 30_000
PATHS = st.integers(0, 3)
SIZES = st.sampled_from([0, 400, 3000, 9000])
NAMES = st.frozensets(st.sampled_from(["site", "a", "b", "c"]), max_size=3)

Rebuild = tuple[int, frozenset[str], int, int, int, dict[str, int]]


def key_of(path: int) -> Key:
    return "http", b"h", b"/%d" % path, b""


class CacheModel(RuleBasedStateMachine):
    """`published` counts the changes of each surrogate key; an answer carries the counts it was built from."""

    rebuilds = Bundle("rebuilds")

    @initialize()
    def begin(self) -> None:
        self.now = 0.0
        self.cache = Cache(max_bytes=MAX_BYTES, clock=lambda: self.now)
        # Under "" stands what touches everything: the bus was lost.
        self.published = {"": 0, "site": 0, "a": 0, "b": 0, "c": 0}
        self.built: dict[int, dict[str, int]] = {}
        self.entries: list[Entry] = []

    def fresh(self, seen: dict[str, int]) -> bool:
        return all(self.published[name] == count for name, count in seen.items())

    @rule(target=rebuilds, path=PATHS, names=NAMES, size=SIZES, seconds=st.integers(1, 50))
    def rebuild_begins(self, path: int, names: frozenset[str], size: int, seconds: int) -> Rebuild:
        seen = {name: self.published[name] for name in {"", *names}}
        return path, names, size, seconds, self.cache.epoch, seen

    @rule(rebuild=consumes(rebuilds))
    def rebuild_ends(self, rebuild: Rebuild) -> None:
        path, names, size, seconds, began, seen = rebuild
        entry = Entry.of(
            answer=Answer(200, [(b"content-type", b"text/html")], b"x" * size, size),
            expires=self.now + seconds,
            surrogate_keys=tuple(names),
        )
        self.built[id(entry)] = seen
        self.entries.append(entry)  # so that no id is used twice
        expected = self.fresh(seen) and entry.size <= MAX_BYTES
        assert self.cache.store(key_of(path), entry, began=began) is expected

    @rule(path=PATHS, names=NAMES, size=SIZES, coding=st.sampled_from(["identity", "br", "gzip"]))
    def visit(self, path: int, names: frozenset[str], size: int, coding: str) -> None:
        """What the edge does for a reader: look, rebuild what is missing, add a coding that is missing."""
        entry = self.cache.find(key_of(path))
        if entry is None:
            self.rebuild_ends(self.rebuild_begins(path=path, names=names, size=size, seconds=30))
            return
        assert self.fresh(self.built[id(entry)])
        assert entry.expires > self.now
        self.cache.grow(key_of(path), entry, entry.encode(coding))

    @rule(names=NAMES)
    def publish(self, names: frozenset[str]) -> None:
        for name in names:
            self.published[name] += 1
        self.cache.purge(names)

    @precondition(lambda self: len(self.entries) % 8 == 7)  # now and then: it empties the cache
    @rule()
    def lose_the_bus(self) -> None:
        self.published[""] += 1
        self.cache.purge_all()

    @rule(seconds=st.integers(1, 30))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @invariant()
    def within_bounds(self) -> None:
        if hasattr(self, "cache"):
            held = list(self.cache._entries.values())
            assert self.cache.bytes == sum(entry.size for entry in held) <= MAX_BYTES
            indexed = {key for keys in self.cache._by_surrogate.values() for key in keys}
            assert indexed == {key for key, entry in self.cache._entries.items() if entry.surrogate_keys}


TestCacheModel = CacheModel.TestCase
TestCacheModel.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
