"""How many follow a thread: summed over all processes, a window at a time, and never for long."""

import pytest

from parley.kernel import store as store_module
from parley.kernel.readers import ASKED_MAX, TOLD_MAX, WINDOW_SECONDS, readers_of, readers_tell, window_now
from parley.kernel.store import LocalStore, StoreUnavailableError


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(store_module, "_store", LocalStore(clock=clock))
    return clock


def _tell(clock: Clock, **counts: int) -> None:
    readers_tell(counts=counts, window=window_now(clock=clock))


def test_what_processes_count_adds_up_once_the_window_is_over(clock: Clock) -> None:
    _tell(clock, a=5, b=1)
    _tell(clock, a=2, c=0)
    assert readers_of(["a"], clock=clock) == {}
    clock.now += WINDOW_SECONDS
    assert readers_of(["a", "b", "c", "a"], clock=clock) == {"a": 7, "b": 1}


def test_a_window_is_forgotten_and_its_key_serves_again(clock: Clock) -> None:
    _tell(clock, a=5)
    for _ in range(2):
        clock.now += WINDOW_SECONDS
    assert readers_of(["a"], clock=clock) == {}
    clock.now += WINDOW_SECONDS
    _tell(clock, a=3)
    clock.now += WINDOW_SECONDS
    assert readers_of(["a"], clock=clock) == {"a": 3}


def test_the_threads_that_most_follow_are_told_and_so_many_are_asked_about(clock: Clock) -> None:
    _tell(clock, **{f"t{number}": number for number in range(1, TOLD_MAX + 51)})
    clock.now += WINDOW_SECONDS
    assert readers_of(["t50", "t51"], clock=clock) == {"t51": 51}
    asked = [f"none{number}" for number in range(ASKED_MAX)]
    assert readers_of([*asked, "t51"], clock=clock) == {}


def test_a_store_that_is_away_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away(LocalStore):
        def _get(self, key: str) -> str | None:
            raise StoreUnavailableError(key)

    monkeypatch.setattr(store_module, "_store", Away())
    readers_tell(counts={"a": 1}, window=7)
    assert readers_of(["a"]) == {}
