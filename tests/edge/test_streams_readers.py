"""The edge tells the other parts how many follow each thread."""

from collections.abc import Callable

import pytest

from parley.edge import streams_hub
from parley.kernel.readers import WINDOW_SECONDS, readers_of
from tests.edge.streaming import THREAD, StreamWorld


def test_followers_are_told_once_in_a_window(live: StreamWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    window = 7
    monkeypatch.setattr(streams_hub, "window_now", lambda: window)

    def told(of: int) -> Callable[[], bool]:
        after = (of + 1) * WINDOW_SECONDS
        return lambda: readers_of([THREAD], clock=lambda: after) == {THREAD: 2}

    one, _two = live.follow(), live.follow()
    live.tick(3)
    live.until(told(7))
    live.tick(2)
    live.quiet()
    assert told(7)()
    live.leave(one)
    live.follow()
    window = 8
    live.tick()
    live.until(told(8))
