"""Both stores keep the same promises."""

import threading
from collections.abc import Callable, Iterator

import pytest
import redis

from parley.kernel.redis_away import PAUSE, RedisAway
from parley.kernel.store import LocalStore, Store, StoreUnavailableError, store_configure, store_get
from parley.kernel.store_redis import RedisStore
from tests.kernel.redis_server import RedisServer
from tests.servers import port_free

SECOND = 1_000_000


@pytest.fixture(params=["local", "redis"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "local":
        yield LocalStore()
        return
    made = RedisStore(url=request.getfixturevalue("redis_server").url)
    yield made
    made.close()


def test_values_come_back_until_they_are_deleted(store: Store) -> None:
    assert store.get("a") is None
    store.set("a", "çok güzel", ttl=60)
    assert store.get("a") == "çok güzel"
    store.set("a", "b", ttl=60)
    assert store.get("a") == "b"
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None


def test_only_the_first_adds(store: Store) -> None:
    assert store.add("a", "first", ttl=60) is True
    assert store.add("a", "second", ttl=60) is False
    assert store.get("a") == "first"


def test_counting(store: Store) -> None:
    assert [store.incr("a", ttl=60) for _ in range(3)] == [1, 2, 3]
    assert store.incr("b", ttl=60) == 1
    assert [store.incr("c", ttl=60, by=by) for by in (500, -30, -480, 1)] == [500, 470, -10, -9]


def test_a_pace_takes_steps_up_to_its_limit(store: Store) -> None:
    paces = [store.pace("a", step=100 * SECOND, limit=300 * SECOND) for _ in range(4)]
    assert [pace.taken for pace in paces] == [True, True, True, False]
    # A refused step changes nothing.
    assert store.pace("a", step=100 * SECOND, limit=400 * SECOND).taken


@pytest.mark.parametrize("what", ["incr", "add", "pace"])
def test_many_threads_at_once_lose_nothing(store: Store, what: str) -> None:
    results: list[object] = []
    start = threading.Barrier(8)
    calls: dict[str, Callable[[], object]] = {
        "incr": lambda: store.incr("n", ttl=60),
        "add": lambda: store.add("n", "x", ttl=60),
        "pace": lambda: store.pace("n", step=1000 * SECOND, limit=50_000 * SECOND).taken,
    }

    def work() -> None:
        start.wait()
        results.extend(calls[what]() for _ in range(25))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if what == "incr":
        assert sorted(results) == list(range(1, 201))  # type: ignore[type-var]
    else:
        assert results.count(True) == {"add": 1, "pace": 50}[what]


def test_redis_forgets_in_time(redis_server: RedisServer) -> None:
    store = RedisStore(url=redis_server.url)
    store.set("set", "x", ttl=50)
    store.add("add", "x", ttl=50)
    store.incr("incr", ttl=50)
    store.incr("incr", ttl=5000)  # the time runs from the first
    store.pace("pace", step=50 * SECOND, limit=100 * SECOND)
    for name in ("set", "add", "incr", "pace"):
        assert 40_000 < store._redis.pttl(f"parley:{name}") <= 50_000
    store.close()


class Clock:
    now = 500.0

    def __call__(self) -> float:
        return self.now


def test_the_local_store_forgets_in_time() -> None:
    clock = Clock()
    store = LocalStore(clock=clock)
    store.set("a", "x", ttl=10)
    store.incr("n", ttl=10)
    clock.now += 9
    assert (store.get("a"), store.incr("n", ttl=10)) == ("x", 2)
    clock.now += 1
    assert (store.get("a"), store.incr("n", ttl=10)) == (None, 1)
    assert store.add("a", "y", ttl=1)


def test_the_local_store_is_bounded() -> None:
    store = LocalStore(size=3)
    for name in "abc":
        store.set(name, name, ttl=60)
    store.set("a", "again", ttl=60)
    store.set("d", "d", ttl=60)
    assert [store.get(name) for name in "abcd"] == ["again", None, "c", "d"]
    assert len(store) == 3


def test_a_store_that_is_away_says_so() -> None:
    store = RedisStore(url=f"redis://127.0.0.1:{port_free()}/0")
    with pytest.raises(StoreUnavailableError):
        store.get("a")
    store.close()


def test_after_a_failure_nobody_waits_for_another_attempt() -> None:
    at = 100.0
    away = RedisAway(error=StoreUnavailableError, clock=lambda: at)
    asked = []

    def ask(*, fails: bool) -> None:
        with away.translated():
            asked.append(at)
            if fails:
                raise redis.ConnectionError("refused")

    with pytest.raises(StoreUnavailableError, match="refused"):
        ask(fails=True)
    at += PAUSE / 2
    with pytest.raises(StoreUnavailableError, match="a moment ago"):
        ask(fails=False)
    at += PAUSE / 2
    ask(fails=False)
    ask(fails=False)
    assert asked == [100.0, 100.0 + PAUSE, 100.0 + PAUSE]


def test_the_settings_choose_the_store(redis_server: RedisServer) -> None:
    store_configure(redis_server.url)
    chosen = store_get()
    assert isinstance(chosen, RedisStore)
    chosen.close()
    store_configure("")
    assert isinstance(store_get(), LocalStore)
