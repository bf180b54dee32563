"""Who gets no stream, whose stream ends, and what is left of it: nothing."""

import json
from collections.abc import Callable

import pytest

from parley.edge.streams_counts import StreamCounts
from parley.edge.streams_hub import MISSING_MOST, MISSING_SECONDS
from parley.edge.streams_topic import Topic
from parley.kernel.bus import Announcement
from tests.edge.harness import PATIENCE
from tests.edge.streaming import THREAD, TOPIC, StreamWorld, refused_as

Make = Callable[..., StreamWorld]


def empty(live: StreamWorld) -> None:
    """See that nothing is left of any stream."""
    live.until(lambda: live.streams._counts.total == 0)
    assert not live.hub._topics
    assert not live.streams._counts._each
    assert len(live.hub._beats) == 0
    assert live.world.edge._active == 0


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ("?after=x", ""),
        ("?after=-1", ""),
        ("?after=", ""),
        ("?after=1.5", ""),
        ("", "no"),
        ("?after=1", "9" * 19),
    ],
)
def test_a_position_that_is_no_number_is_refused(live: StreamWorld, query: str, last: str) -> None:
    assert refused_as(live.follow(query=query, last=last)) == (400, "malformed")
    assert live.outbox.reads == []


def test_no_thread_no_stream_and_the_answer_is_remembered_for_a_while(live: StreamWorld) -> None:
    for _ in range(3):
        assert refused_as(live.follow(thread="fedcba9876543210")) == (404, "not_found")
    assert len(live.outbox.reads) == 1
    live.clock.now += MISSING_SECONDS + 1
    live.outbox.write(thread="fedcba9876543210")
    assert live.follow(thread="fedcba9876543210").status == 200


def test_what_is_remembered_of_threads_that_are_not_is_bounded(live: StreamWorld) -> None:
    for number in range(MISSING_MOST + 50):
        live.follow(thread=f"{number:016d}")
    assert len(live.hub._missing) <= MISSING_MOST + 1
    live.clock.now += MISSING_SECONDS + 1
    live.tick()
    assert not live.hub._missing
    empty(live)


def test_a_thread_that_is_hidden_ends_its_streams(live: StreamWorld) -> None:
    followers = [live.follow() for _ in range(3)]
    live.outbox.hidden.add(THREAD)
    live.announce(live.outbox.write("thread.changed"))
    for follower in followers:
        assert follower.done is not None
        follower.done.result(PATIENCE)
        assert follower.finished
        assert follower.ids() == []
    assert refused_as(live.follow()) == (404, "not_found")
    empty(live)


def test_a_thread_hidden_without_a_word_ends_its_streams_at_the_next_check(live: StreamWorld) -> None:
    follower = live.follow()
    live.outbox.hidden.add(THREAD)
    live.tick(20)
    live.until(lambda: follower.finished)


def test_head_tells_of_the_stream_and_opens_none(live: StreamWorld) -> None:
    head = live.follow(method="HEAD")
    assert (head.status, head.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (head.body, head.finished) == (b"", True)
    assert live.follow(method="HEAD", thread="fedcba9876543210").status == 404
    empty(live)


def test_other_methods_are_refused_and_a_question_about_origins_goes_to_django(live: StreamWorld) -> None:
    posted = live.follow(method="POST")
    assert refused_as(posted) == (405, "method_not_allowed")
    assert posted.headers["allow"] == "GET, HEAD, OPTIONS"
    assert live.world.site.calls == []
    assert live.client.get(f"/api/v1/threads/{THREAD}/events", method="OPTIONS").status == 200
    assert len(live.world.site.calls) == 1
    empty(live)


def test_a_stream_is_neither_kept_nor_answered_by_django(live: StreamWorld) -> None:
    for _ in range(2):
        live.leave(live.follow())
    assert live.world.site.calls == []
    assert not live.world.cache._entries


# --- origins ----------------------------------------------------------------------------------------
def test_pages_of_a_registered_origin_may_read(live: StreamWorld) -> None:
    follower = live.follow(origin="https://blog.example")
    assert follower.headers["access-control-allow-origin"] == "https://blog.example"
    assert follower.headers["vary"] == "Origin"
    live.announce()
    live.until(lambda: follower.ids() == [1])


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://blog.example.evil.example"])
def test_pages_of_other_origins_may_not(live: StreamWorld, origin: str) -> None:
    refused = live.follow(origin=origin)
    assert refused_as(refused) == (403, "foreign_origin")
    assert refused.headers["access-control-allow-origin"] == "*"  # so that the page can read why
    empty(live)


def test_our_own_pages_need_no_list(live: StreamWorld) -> None:
    follower = live.follow(origin="https://news.example")
    assert follower.status == 200
    assert "access-control-allow-origin" not in follower.headers
    assert ("origin", THREAD, 0) not in live.outbox.reads


# --- how many ---------------------------------------------------------------------------------------
def test_one_address_has_so_many_and_gets_its_places_back(make_streams: Make) -> None:
    live = make_streams(most_each=2)
    first, second = live.follow(), live.follow()
    refused = live.follow()
    assert refused_as(refused) == (429, "too_many")
    assert refused.headers["retry-after"] == "60"
    assert live.follow(address="192.0.2.8").status == 200
    live.leave(first)
    assert live.follow().status == 200
    live.leave(second)


def test_an_ipv6_household_counts_as_one() -> None:
    counts = StreamCounts(most=10, most_each=1)
    group = counts.take("2001:db8:1:2::1")
    assert counts.full_for("2001:db8:1:2:ffff::9")
    assert not counts.full_for("2001:db8:1:3::1")
    counts.give(group)
    assert not counts.full_for("2001:db8:1:2::1")
    assert not counts._each


def test_the_server_has_so_many_and_says_what_to_do_instead(make_streams: Make) -> None:
    live = make_streams(most=2)
    for number in range(2):
        assert live.follow(address=f"192.0.2.{number}").status == 200
    refused = live.follow(address="192.0.2.9")
    assert refused_as(refused) == (503, "too_many_streams")
    assert 30 <= int(refused.headers["retry-after"]) <= 90
    assert "/changes" in json.loads(refused.body)["detail"]


def test_with_none_allowed_there_are_none(make_streams: Make) -> None:
    assert refused_as(make_streams(most=0).follow()) == (503, "too_many_streams")


def test_the_more_threads_are_followed_the_less_is_kept_of_each(live: StreamWorld) -> None:
    for _ in range(300):
        live.outbox.write()
    live.follow()
    [topic] = live.hub._topics.values()
    assert len(topic._frames) == 256
    live.hub._topics |= {str(number): Topic(thread=str(number)) for number in range(4096)}
    assert live.hub._most() == 16
    topic.add([Announcement(301, TOPIC, "k", {})], most=live.hub._most())
    assert len(topic._frames) == len(topic._sequences) == 16
    assert topic.floor == 285
    live.hub._topics = {THREAD: topic}


# --- slow and gone ----------------------------------------------------------------------------------
def test_a_client_that_takes_nothing_is_cut_off_and_comes_back(make_streams: Make) -> None:
    live = make_streams(stall=60)
    slow, quick = live.follow(), live.follow()
    live.on_loop(slow.taking.clear)
    live.announce()
    live.until(lambda: quick.ids() == [1])
    live.tick(55)
    assert slow.done is not None
    assert not slow.done.done()
    live.tick(25)
    slow.done.result(PATIENCE)
    assert slow.ids() == []
    assert quick.done is not None
    assert not quick.done.done()
    assert live.follow(query="?after=0").ids() == [1]


def test_a_client_fallen_behind_what_is_kept_is_cut_off_and_comes_back(live: StreamWorld) -> None:
    slow, quick = live.follow(), live.follow()
    live.on_loop(slow.taking.clear)
    live.announce()
    live.until(lambda: quick.ids() == [1])
    for _ in range(299):
        live.announce()
        if not len(live.outbox.rows) % 50:
            live.until(lambda: quick.ids()[-1:] == [len(live.outbox.rows)])
    live.on_loop(slow.taking.set)
    live.until(lambda: slow.finished)
    assert slow.ids() == [1]  # what had been on its way
    assert live.follow(last="1").ids() == list(range(2, 301))


def test_a_client_that_leaves_leaves_nothing(live: StreamWorld) -> None:
    followers = [live.follow() for _ in range(5)]
    live.on_loop(followers[0].taking.clear)
    live.announce()
    live.quiet()
    for follower in followers:
        live.leave(follower)
    empty(live)


# --- the end ----------------------------------------------------------------------------------------
def test_at_the_end_streams_are_ended_and_none_begins(live: StreamWorld) -> None:
    followers = [live.follow() for _ in range(5)]
    live.on_loop(followers[0].taking.clear)
    live.announce()
    live.quiet()
    live.on_loop(live.streams.close)
    for follower in followers:
        assert follower.done is not None
        follower.done.result(PATIENCE)
    assert [follower.finished for follower in followers] == [False, True, True, True, True]
    refused = live.follow()
    assert refused_as(refused) == (503, "busy")
    assert refused.headers["retry-after"] == "5"
    empty(live)
