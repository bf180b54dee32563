import logging
import queue
from collections.abc import Callable, Iterator

import pytest

from parley.kernel.bus import GAP, Announcement, LocalBus, bus_configure, bus_get
from parley.kernel.bus_redis import RedisBus
from tests.kernel.redis_server import RedisServer

PATIENCE = 20  # seconds
COMMENT = Announcement(
    sequence=7,
    topic="thread:a",
    kind="comment.published",
    payload={"text": "günaydın", "n": [1, None]},
    surrogate_keys=("thread:a", "page:1"),
)


def test_every_listener_hears_before_publish_returns() -> None:
    bus = LocalBus()
    heard: list[tuple[str, Announcement]] = []
    bus.subscribe(lambda announcement: heard.append(("one", announcement)))
    end = bus.subscribe(lambda announcement: heard.append(("two", announcement)))
    bus.publish(COMMENT)
    assert heard == [("one", COMMENT), ("two", COMMENT)]
    end()
    end()
    bus.publish(COMMENT)
    assert [name for name, _ in heard] == ["one", "two", "one"]


def test_a_failing_listener_harms_no_other(caplog: pytest.LogCaptureFixture) -> None:
    bus = LocalBus()
    heard = []

    def fails(_announcement: Announcement) -> None:
        raise RuntimeError("deaf")

    bus.subscribe(fails)
    bus.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(COMMENT)
    assert heard == [COMMENT]
    assert "comment.published" in caplog.text


def test_the_same_listener_may_be_subscribed_twice_and_ended_once() -> None:
    bus = LocalBus()
    heard = []
    listener = heard.append
    first = bus.subscribe(listener)
    bus.subscribe(listener)
    first()
    bus.publish(COMMENT)
    assert heard == [COMMENT]


@pytest.fixture
def make_bus(redis_server: RedisServer) -> Iterator[Callable[[], RedisBus]]:
    buses: list[RedisBus] = []

    def make() -> RedisBus:
        buses.append(RedisBus(url=redis_server.url))
        return buses[-1]

    yield make
    for bus in buses:
        bus.close()


def listen(bus: RedisBus) -> "queue.Queue[Announcement]":
    """Subscribe, and wait until the connection is made, which is announced as a gap."""
    heard: queue.Queue[Announcement] = queue.Queue()
    bus.subscribe(heard.put)
    assert heard.get(timeout=PATIENCE).kind == GAP
    return heard


def test_another_process_hears_the_same(make_bus: Callable[[], RedisBus]) -> None:
    here, there = make_bus(), make_bus()
    heard_here, heard_there = listen(here), listen(there)
    here.publish(COMMENT)
    assert heard_here.get_nowait() == COMMENT  # before publish returned
    assert heard_there.get(timeout=PATIENCE) == COMMENT
    # One's own does not come back: the next heard here is what the other says.
    reply = Announcement(sequence=8, topic="t", kind="thread.changed")
    there.publish(reply)
    assert heard_here.get(timeout=PATIENCE) == reply


def test_who_only_publishes_needs_no_thread(make_bus: Callable[[], RedisBus]) -> None:
    here, there = make_bus(), make_bus()
    heard = listen(there)
    here.publish(COMMENT)
    assert heard.get(timeout=PATIENCE) == COMMENT
    assert here._thread is None


def test_after_a_lost_connection_listeners_learn_of_the_gap(
    make_bus: Callable[[], RedisBus], redis_server: RedisServer
) -> None:
    here, there = make_bus(), make_bus()
    heard = listen(there)
    redis_server.stop()
    redis_server.start()
    assert heard.get(timeout=PATIENCE).kind == GAP
    here.publish(COMMENT)
    assert heard.get(timeout=PATIENCE) == COMMENT


def test_a_message_it_does_not_understand_counts_as_a_gap(
    make_bus: Callable[[], RedisBus], caplog: pytest.LogCaptureFixture
) -> None:
    here, there = make_bus(), make_bus()
    heard = listen(there)
    here._redis.publish("parley:bus", "no json")
    here.publish(COMMENT)
    assert [heard.get(timeout=PATIENCE).kind for _ in range(2)] == [GAP, COMMENT.kind]
    assert "does not understand" in caplog.text


def test_publishing_without_redis_tells_those_here_and_then_fails(
    make_bus: Callable[[], RedisBus], redis_server: RedisServer
) -> None:
    """The outbox then keeps the row and announces it again."""
    bus = make_bus()
    heard = listen(bus)
    redis_server.stop()
    try:
        with pytest.raises(ConnectionError):
            bus.publish(COMMENT)
        assert heard.get(timeout=PATIENCE) == COMMENT
    finally:
        redis_server.start()


def test_the_settings_choose_the_bus(redis_server: RedisServer) -> None:
    bus_configure(redis_server.url)
    chosen = bus_get()
    assert isinstance(chosen, RedisBus)
    chosen.close()
    bus_configure("")
    assert isinstance(bus_get(), LocalBus)
