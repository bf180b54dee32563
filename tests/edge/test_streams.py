"""What followers of a thread are sent: each event once, in order, whatever the bus and the connections do."""

import json
import random
import threading
from collections.abc import Callable

import pytest

from parley.edge import streams_hub
from parley.kernel.bus import GAP, RESET, Announcement
from tests.edge.streaming import HEADERS, THREAD, TOPIC, Follower, StreamWorld

Make = Callable[..., StreamWorld]


def reached(live: StreamWorld, follower: Follower, ids: list[int]) -> None:
    """Wait until the follower has at least as many events, and see that they are these."""
    live.until(lambda: len(follower.ids()) >= len(ids))
    assert follower.ids() == ids


def test_an_event_as_the_browser_reads_it(live: StreamWorld) -> None:
    follower = live.follow()
    assert follower.status == 200
    assert follower.headers == {**HEADERS, "vary": "Origin"}
    retry = follower.body.decode().split("\n")[0].split(": ")
    assert retry[0] == "retry"
    assert 2000 <= int(retry[1]) <= 5000
    payload = {"number": 7, "words": "a line\nand “another”\r\nid: 9"}
    live.announce(live.outbox.write("comment.published", **payload))
    reached(live, follower, [1])
    [(_, kind, data)] = follower.events()
    assert (kind, json.loads(data)) == ("comment.published", payload)


def test_each_follower_hears_its_own_thread_from_now_on(live: StreamWorld) -> None:
    live.outbox.write()
    one, two = live.follow(), live.follow()
    live.announce(live.outbox.write(thread="other"))
    live.announce()
    for follower in (one, two):
        reached(live, follower, [3])


@pytest.mark.parametrize("how", ["twice", "late", "not at all", "as a gap", "backwards"])
def test_the_bus_may_be_unreliable(live: StreamWorld, how: str) -> None:
    """Announcements only say that there is something: the outbox says what."""
    follower = live.follow()
    rows = [live.outbox.write() for _ in range(4)]
    if how == "twice":  # as the relay does with what a process had announced when it was killed
        for row in rows + rows:
            live.announce(row)
            live.quiet()
    elif how == "late":
        live.announce(rows[3])
        reached(live, follower, [1, 2, 3, 4])
        for row in rows[:3]:
            live.announce(row)
    elif how == "backwards":
        for row in reversed(rows):
            live.announce(row)
    elif how == "as a gap":
        live.announce(Announcement(sequence=0, topic="", kind=GAP))
        live.tick()
    else:
        live.tick(int(streams_hub.CHECK) + 1)
    live.quiet()
    reached(live, follower, [1, 2, 3, 4])


def test_a_change_committed_while_the_thread_was_first_read_is_not_lost(live: StreamWorld) -> None:
    live.outbox.gate = threading.Event()
    follower = live.follow(taking=False)
    live.until(lambda: ("recent", THREAD, 0) in live.outbox.reads)  # and it has seen no rows
    live.on_loop(follower.taking.set)
    row = live.outbox.write()
    live.announce(row)
    gate, live.outbox.gate = live.outbox.gate, None
    gate.set()
    # It asked to hear from now on, and the change came after it had asked.
    reached(live, follower, [1])


@pytest.mark.parametrize("by", ["header", "query"])
@pytest.mark.parametrize("missed", [0, 1, 5, streams_hub.KEPT + 40])
def test_a_follower_that_comes_back_gets_what_it_missed(live: StreamWorld, by: str, missed: int) -> None:
    """From memory, and where more was missed than is kept there, from the outbox."""
    for _ in range(3):
        live.outbox.write()
        live.outbox.write(thread="other")
    seen = len(live.outbox.rows) - 1
    first = live.follow()
    for _ in range(missed):
        live.outbox.write()
    live.announce(live.outbox.write())
    live.leave(first)
    follower = live.follow(last=str(seen)) if by == "header" else live.follow(query=f"?after={seen}")
    wanted = list(range(seen + 2, len(live.outbox.rows) + 1))
    reached(live, follower, wanted)
    live.announce()
    reached(live, follower, [*wanted, len(live.outbox.rows)])


def test_the_header_counts_more_than_the_address(live: StreamWorld) -> None:
    """A browser comes back to the address it first asked for, with the last event it has seen in the header."""
    rows = [live.outbox.write() for _ in range(5)]
    assert live.follow(query="?after=0", last="3").ids() == [4, 5]
    assert live.follow(query="?after=0").ids() == [row.sequence for row in rows]


def test_a_restart_in_between_loses_nothing(make_streams: Make) -> None:
    before, after = make_streams(), make_streams()
    follower = before.follow()
    before.announce()
    before.until(lambda: follower.ids() == [1])
    after.outbox.rows = [*before.outbox.rows]
    for _ in range(3):
        after.outbox.write()
    back = after.follow(last=str(follower.ids()[-1]))
    assert back.ids() == [2, 3, 4]
    assert [how for how, _thread, _after in after.outbox.reads] == ["recent"]


def test_who_missed_too_much_is_told_to_read_anew(make_streams: Make) -> None:
    live = make_streams(replay=300)
    for _ in range(1000):
        live.outbox.write()
    follower = live.follow(last="1")
    assert follower.events() == [(1000, RESET, "{}")]
    live.announce()
    reached(live, follower, [1000, 1001])
    exactly = live.follow(last=str(1001 - 299))
    assert exactly.ids() == list(range(1001 - 298, 1002))


def test_what_was_trimmed_is_told_by_the_outbox_s_own_mark(live: StreamWorld) -> None:
    live.outbox.write(RESET)
    live.outbox.write()
    assert [kind for _id, kind, _data in live.follow(query="?after=0").events()] == [
        RESET,
        "comment.published",
    ]


def test_a_position_from_another_database_starts_anew(live: StreamWorld) -> None:
    """Restored from a backup, the site gives sequences a second time: whoever waited for old ones would miss them."""
    live.outbox.write()
    follower = live.follow(last="900")
    assert follower.events() == [(1, RESET, "{}")]
    live.announce()
    reached(live, follower, [1, 2])


def test_a_position_of_a_moment_ago_in_another_process(live: StreamWorld) -> None:
    first = live.follow()
    live.outbox.write()  # by another process, whose announcement is still on its way
    page = live.follow(query="?after=1")
    assert page.events() == []
    live.announce(live.outbox.rows[0])
    live.announce()
    reached(live, page, [2])
    reached(live, first, [1, 2])


def test_what_comes_while_a_piece_is_on_its_way_goes_out_as_one(live: StreamWorld) -> None:
    follower = live.follow()
    live.on_loop(follower.taking.clear)
    live.announce()
    live.quiet()
    for _ in range(5):
        live.announce()
    live.quiet()
    live.on_loop(follower.taking.set)
    reached(live, follower, [1, 2, 3, 4, 5, 6])
    assert follower.pieces == 3  # the beginning, the first event, the other five


def test_connections_cut_at_random_lose_and_double_nothing(make_streams: Make) -> None:
    live = make_streams(most_each=1000)
    random_ = random.Random(11)
    followers = [[live.follow()] for _ in range(30)]
    for _ in range(120):
        row = live.outbox.write()
        if random_.random() < 0.8:
            live.announce(row)
        if random_.random() < 0.3:
            live.announce(random_.choice(live.outbox.rows))
        for parts in random_.sample(followers, 3):
            live.leave(parts[-1])
            ids = [one for part in parts for one in part.ids()]
            parts.append(live.follow(last=str(ids[-1])) if ids else live.follow(query="?after=0"))
    live.announce()
    wanted = [row.sequence for row in live.outbox.rows]
    for parts in followers:
        live.until(lambda parts=parts: sum(len(part.ids()) for part in parts) >= len(wanted))
        assert [one for part in parts for one in part.ids()] == wanted


def test_signs_of_life_come_every_fifteen_seconds_and_not_to_all_at_once(live: StreamWorld) -> None:
    followers = [live.follow() for _ in range(15)]
    before = [follower.body for follower in followers]
    live.tick()
    assert sum(follower.body != was for follower, was in zip(followers, before, strict=True)) == 1
    live.tick(14)
    for follower, was in zip(followers, before, strict=True):
        assert follower.body == was + b":\n\n"
    assert followers[0].ids() == []


def test_what_everybody_is_sent_is_one_object(live: StreamWorld) -> None:
    live.follow()
    [topic] = live.hub._topics.values()
    live.outbox.write()
    live.announce()
    live.quiet()
    message = topic.after(0)
    assert message is not None
    assert message["body"].count(b"id: ") == 2
    assert topic.after(0) is message


def test_a_thread_nobody_follows_is_forgotten(live: StreamWorld) -> None:
    follower = live.follow()
    assert list(live.hub._topics) == [THREAD]
    live.leave(follower)
    assert not live.hub._topics
    reads = len(live.outbox.reads)
    live.announce()
    live.tick(60)
    assert len(live.outbox.reads) == reads


def test_a_database_that_is_away_for_a_while(live: StreamWorld, caplog: pytest.LogCaptureFixture) -> None:
    follower = live.follow()
    live.outbox.broken = True
    live.announce()
    live.until(lambda: "could not be read" in caplog.text)
    refused = live.follow(thread="fedcba9876543210")
    assert refused.status == 503
    assert refused.headers["retry-after"] == "5"
    live.outbox.broken = False
    live.tick(3)
    reached(live, follower, [1])


def test_the_moderators_topic_is_nobody_s_stream(live: StreamWorld) -> None:
    assert live.follow(thread="moderation").status == 404
    follower = live.follow()
    live.announce(Announcement(sequence=1, topic="moderation", kind="comment.held", payload={"secret": 1}))
    live.quiet()
    assert follower.ids() == []
    assert TOPIC.startswith(streams_hub.PREFIX)
