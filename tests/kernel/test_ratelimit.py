from collections.abc import Iterator

import pytest

from parley.kernel import store as store_module
from parley.kernel.ratelimit import Rate, rate_limit_take
from parley.kernel.store import LocalStore, store_configure
from tests.kernel.redis_server import RedisServer
from tests.servers import port_free


class Clock:
    now = 12345.678

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(store_module, "_store", LocalStore(clock=clock))
    return clock


def take(*, key: str = "reader", bucket: str = "comment", rate: str = "6/60s") -> tuple[bool, int, int]:
    taken = rate_limit_take(bucket=bucket, key=key, rate=Rate.parse(rate))
    return taken.allowed, taken.remaining, taken.retry_after_seconds


def test_as_many_as_the_rate_says_may_come_at_once(clock: Clock) -> None:
    assert [take() for _ in range(7)] == [
        (True, 5, 0),
        (True, 4, 0),
        (True, 3, 0),
        (True, 2, 0),
        (True, 1, 0),
        (True, 0, 0),
        (False, 0, 10),
    ]


def test_then_one_more_for_each_share_of_the_time(clock: Clock) -> None:
    for _ in range(6):
        take()
    clock.now += 9.5
    assert take() == (False, 0, 1)
    clock.now += 0.5
    assert take() == (True, 0, 0)
    assert take() == (False, 0, 10)
    clock.now += 60
    assert [take()[0] for _ in range(7)] == [True] * 6 + [False]


def test_no_more_than_the_burst_and_the_rate_pass_in_any_time(clock: Clock) -> None:
    passed = 0
    for _ in range(600):  # every tenth of a second for a minute
        passed += take()[0]
        clock.now += 0.1
    assert 11 <= passed <= 12


def test_who_is_refused_is_not_held_back_longer(clock: Clock) -> None:
    for _ in range(100):
        take()
    clock.now += 10
    assert take()[0]


def test_clients_and_deeds_are_counted_apart(clock: Clock) -> None:
    assert take(rate="1/60s")[0]
    assert not take(rate="1/60s")[0]
    assert take(rate="1/60s", key="other")[0]
    assert take(rate="1/60s", bucket="report")[0]


@pytest.mark.parametrize(
    "text", ["", "6", "6/60", "6/m", "0/60s", "6/0s", "-1/60s", "6/60s ", "six/60s", "6/60s/2"]
)
def test_a_rate_that_makes_no_sense_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="count/seconds"):
        Rate.parse(text)


def test_rates_are_read() -> None:
    assert Rate.parse("6/60s") == Rate(count=6, seconds=60)


def test_the_same_over_redis(redis_server: RedisServer) -> None:
    store_configure(redis_server.url)
    taken = [take(rate="3/3000s") for _ in range(4)]
    store_module.store_get().close()
    assert taken[:3] == [(True, 2, 0), (True, 1, 0), (True, 0, 0)]
    allowed, _, wait = taken[3]
    assert not allowed
    assert 900 < wait <= 1000


@pytest.fixture
def absent_store() -> Iterator[None]:
    store_configure(f"redis://127.0.0.1:{port_free()}/0")
    yield
    store_module.store_get().close()


def test_readers_may_speak_while_the_counter_is_away(absent_store: None) -> None:
    assert [take(rate="1/60s")[0] for _ in range(3)] == [True] * 3
