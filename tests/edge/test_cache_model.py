"""The cache against a model that is too simple to be wrong: in any order of events nothing stale, no excess."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from parley.edge.cache import Cache, Key
from parley.edge.entry import Entry
from parley.edge.messages import Answer

MAX_BYTES = 30_000
PATHS = st.integers(0, 5)
NAMES = st.frozensets(st.sampled_from(["site", "a", "b", "c"]), max_size=3)


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

    @rule(target=rebuilds, path=PATHS, names=NAMES, size=st.integers(0, 9000), seconds=st.integers(1, 50))
    def rebuild_begins(self, path: int, names: frozenset[str], size: int, seconds: int) -> object:
        seen = {name: self.published[name] for name in {"", *names}}
        return path, names, size, seconds, self.cache.epoch, seen

    @rule(rebuild=consumes(rebuilds))
    def rebuild_ends(self, rebuild: tuple) -> None:
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

    @rule(path=PATHS)
    def read(self, path: int) -> None:
        entry = self.cache.find(key_of(path))
        if entry is None:
            return
        assert self.fresh(self.built[id(entry)])
        assert entry.expires > self.now

    @rule(path=PATHS, coding=st.sampled_from(["br", "gzip"]))
    def another_coding(self, path: int, coding: str) -> None:
        entry = self.cache.find(key_of(path))
        if entry is not None:
            self.cache.grow(key_of(path), entry, entry.encode(coding))

    @rule(names=NAMES)
    def publish(self, names: frozenset[str]) -> None:
        for name in names:
            self.published[name] += 1
        self.cache.purge(names)

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
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
