"""The breaker: after some failures in a row it does not call, later one call tries."""

import logging
import threading

import pytest

from parley.kernel.breaker import Breaker, BreakerOpenError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("Post office", failures=3, seconds=30, clock=clock)


def _work(*, fails: bool) -> None:
    if fails:
        raise OSError("gone")


def _call(breaker: Breaker, *, fails: bool = False) -> str:
    """What came of a call: "done", "failed" or "spared"."""
    try:
        with breaker.guarded():
            _work(fails=fails)
    except BreakerOpenError:
        return "spared"
    except OSError:
        return "failed"
    return "done"


def test_only_failures_in_a_row_open_it(breaker: Breaker) -> None:
    said = [_call(breaker, fails=fails) for fails in (True, True, False, True, True, False, False)]
    assert said == ["failed", "failed", "done", "failed", "failed", "done", "done"]
    assert [_call(breaker, fails=True) for _ in range(3)] == ["failed"] * 3
    assert [_call(breaker) for _ in range(3)] == ["spared"] * 3


def test_after_the_pause_one_call_tries_and_a_success_closes_it(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        _call(breaker, fails=True)
    clock.now += 29.9
    assert _call(breaker) == "spared"
    clock.now += 0.1
    assert _call(breaker) == "done"
    assert not breaker.is_open
    # As new: it takes three failures again.
    assert [_call(breaker, fails=True) for _ in range(2)] == ["failed", "failed"]
    assert _call(breaker) == "done"


def test_a_try_that_fails_begins_the_pause_anew(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        _call(breaker, fails=True)
    clock.now += 30
    assert _call(breaker, fails=True) == "failed"
    clock.now += 29
    assert _call(breaker) == "spared"
    clock.now += 1
    assert _call(breaker) == "done"


def test_while_one_tries_the_others_are_spared(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        _call(breaker, fails=True)
    clock.now += 30
    others: list[str] = []
    with breaker.guarded():
        threads = [threading.Thread(target=lambda: others.append(_call(breaker))) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert others == ["spared"] * 5
    assert _call(breaker) == "done"


def test_it_is_told_once_that_it_opens_and_once_that_it_closes(
    breaker: Breaker, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(10):
        _call(breaker, fails=True)
    clock.now += 30
    _call(breaker, fails=True)
    clock.now += 30
    for _ in range(5):
        _call(breaker)
    assert [record.getMessage() for record in caplog.records] == [
        "Post office failed 3 times in a row and is not asked for 30 seconds",
        "Post office answers again",
    ]
