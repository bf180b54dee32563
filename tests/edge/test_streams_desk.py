"""The moderators' stream: who gets it, that it says no more than that something changed, and how seldom."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from parley.edge.streams_beats import BEATS
from parley.edge.streams_desk import DeskStreams
from parley.kernel.bus import GAP, Announcement
from parley.kernel.tickets import Tickets
from tests.edge.harness import PATIENCE, Clock
from tests.edge.streaming import HEADERS, FollowedWorld, Follower, refused_as

PATH = "/admin/desk/events"
KIND = "desk.changed"
LASTING = 600


class DeskWorld(FollowedWorld):
    """An edge with moderators' streams. Both clocks are one."""

    def __init__(self, **limits: Any) -> None:
        clock = Clock()
        self.tickets = Tickets(secret="a secret", purpose="desk stream", clock=clock)
        self.streams = DeskStreams(path=PATH, tickets=self.tickets, kinds=[KIND], clock=clock, **limits)
        super().__init__(self.streams, clock=clock)

    def follow(self, *, person: int = 1, ticket: str | None = None, **wishes: Any) -> Follower:
        if ticket is None:
            ticket = self.tickets.make(person=person, seconds=LASTING)
        return self.open(f"{PATH}?ticket={ticket}", **wishes)

    def poke(self, kind: str = KIND, *, times: int = 1) -> None:
        """Announce a change so many times in one go."""

        def publish() -> None:
            for _ in range(times):
                self.world.bus.publish(Announcement(sequence=0, topic="desk", kind=kind))

        self.on_loop(publish)

    def tick(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.clock.now += 1
            self.on_loop(self.streams.tick)


Make = Callable[..., DeskWorld]


@pytest.fixture
def make_desk() -> Iterator[Make]:
    worlds: list[DeskWorld] = []

    def make(**limits: Any) -> DeskWorld:
        worlds.append(DeskWorld(**limits))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def desk(make_desk: Make) -> DeskWorld:
    return make_desk()


def told(follower: Follower) -> int:
    """Return how often the client was told of a change; at its beginning it is told once."""
    return follower.body.count(b"event: changed\ndata: {}\n\n")


def ended(follower: Follower) -> bool:
    assert follower.done is not None
    follower.done.result(PATIENCE)
    return follower.finished


def empty(desk: DeskWorld) -> None:
    """See that nothing is left of any stream."""
    desk.until(lambda: desk.streams._counts.total == 0)
    assert not desk.streams._until
    assert not desk.streams._counts._each
    assert len(desk.streams._beats) == 0
    assert desk.world.edge._active == 0


def test_a_change_as_the_browser_reads_it(desk: DeskWorld) -> None:
    follower = desk.follow()
    assert follower.status == 200
    assert follower.headers == HEADERS
    retry, *rest = follower.body.decode().split("\n\n")
    assert 2000 <= int(retry.removeprefix("retry: ")) <= 5000
    assert rest == ["event: changed\ndata: {}", ""]
    desk.poke()
    desk.until(lambda: told(follower) == 2)
    desk.leave(follower)
    empty(desk)
    assert desk.world.site.calls == []


def test_many_changes_at_once_are_one_word_to_each(desk: DeskWorld) -> None:
    followers = [desk.follow(person=person) for person in range(3)]
    desk.poke(times=50)
    for follower in followers:
        desk.until(lambda follower=follower: told(follower) == 2)
    assert desk.streams._due is None
    desk.poke()
    for follower in followers:
        desk.until(lambda follower=follower: told(follower) == 3)
        assert follower.pieces == 3


def test_who_takes_nothing_for_a_while_lacks_one_word_however_much_changed(desk: DeskWorld) -> None:
    slow, quick = desk.follow(), desk.follow()
    desk.on_loop(slow.taking.clear)
    for times in range(2, 6):
        desk.poke()
        desk.until(lambda times=times: told(quick) == times)
    desk.on_loop(slow.taking.set)
    desk.until(lambda: told(slow) == 3)  # what was on its way, and one for the rest
    desk.poke()
    desk.until(lambda: told(slow) == 4)


def test_a_change_before_the_first_word_has_arrived_is_told(desk: DeskWorld) -> None:
    follower = desk.follow(taking=False)
    desk.until(lambda: follower.status == 200)
    last = desk.streams._changes.last
    desk.poke()
    desk.until(lambda: desk.streams._changes.last > last)
    desk.on_loop(follower.taking.set)
    desk.until(lambda: told(follower) == 2)


def test_other_kinds_are_no_change_and_a_gap_may_hide_one(desk: DeskWorld) -> None:
    follower = desk.follow()
    desk.poke("comment.valued")
    assert desk.streams._due is None
    desk.poke(GAP)
    desk.until(lambda: told(follower) == 2)


def test_without_anybody_there_a_change_costs_nothing(desk: DeskWorld) -> None:
    desk.poke()
    assert desk.streams._due is None
    desk.leave(desk.follow())
    desk.poke()
    assert desk.streams._due is None


def test_a_change_at_the_desk_makes_no_page_stale(desk: DeskWorld) -> None:
    desk.follow()
    desk.client.get("/page/")
    desk.poke()
    assert desk.client.get("/page/").how == "hit"


# --- who gets one -----------------------------------------------------------------------------------
def test_without_a_good_ticket_there_is_no_stream(desk: DeskWorld) -> None:
    made = desk.tickets.make(person=1, seconds=LASTING)
    others = Tickets(secret="another secret", purpose="desk stream", clock=desk.clock)
    for ticket in ("", "nonsense", made[:-1], f"2{made[1:]}", others.make(person=1, seconds=LASTING)):
        assert refused_as(desk.follow(ticket=ticket)) == (403, "forbidden"), ticket
    assert refused_as(desk.open(PATH)) == (403, "forbidden")
    desk.clock.now += LASTING
    assert refused_as(desk.follow(ticket=made)) == (403, "forbidden")
    empty(desk)


def test_a_stream_ends_with_its_ticket_and_another_ticket_opens_another(desk: DeskWorld) -> None:
    follower = desk.follow()
    desk.clock.now += LASTING - 2
    desk.tick()
    longer = desk.follow()
    desk.tick()
    assert ended(follower)
    assert not longer.finished
    assert desk.follow().status == 200


def test_one_person_has_so_many_from_wherever(make_desk: Make) -> None:
    desk = make_desk(most_each=2)
    first = desk.follow(person=1, address="192.0.2.1")
    desk.follow(person=1, address="192.0.2.2")
    refused = desk.follow(person=1, address="192.0.2.3")
    assert refused_as(refused) == (429, "too_many")
    assert refused.headers["retry-after"] == "60"
    assert desk.follow(person=2, address="192.0.2.1").status == 200
    desk.leave(first)
    assert desk.follow(person=1).status == 200


def test_the_process_has_so_many(make_desk: Make) -> None:
    desk = make_desk(most=2)
    for person in range(2):
        assert desk.follow(person=person).status == 200
    refused = desk.follow(person=9)
    assert refused_as(refused) == (503, "too_many_streams")
    assert 30 <= int(refused.headers["retry-after"]) <= 90


def test_head_opens_none_and_other_methods_are_refused(desk: DeskWorld) -> None:
    head = desk.follow(method="HEAD")
    assert (head.status, head.body, head.finished) == (200, b"", True)
    for method in ("POST", "OPTIONS"):
        refused = desk.follow(method=method)
        assert refused_as(refused) == (405, "method_not_allowed")
        assert refused.headers["allow"] == "GET, HEAD"
    empty(desk)


def test_other_paths_are_django_s(desk: DeskWorld) -> None:
    for path in (f"{PATH}/", f"{PATH}s", "/admin/desk/"):
        assert desk.client.get(path).status == 200
    assert len(desk.world.site.calls) == 3


# --- signs of life, and the end ---------------------------------------------------------------------
def test_signs_of_life_come_and_who_takes_nothing_is_cut_off(make_desk: Make) -> None:
    desk = make_desk(stall=60)
    slow, quick = desk.follow(), desk.follow()
    before = quick.body
    desk.tick(BEATS)
    assert quick.body == before + b":\n\n"
    desk.on_loop(slow.taking.clear)
    desk.poke()
    desk.until(lambda: told(quick) == 2)
    desk.tick(60 + BEATS)
    assert slow.done is not None
    slow.done.result(PATIENCE)
    assert not quick.finished


def test_at_the_end_streams_are_ended_and_none_begins(desk: DeskWorld) -> None:
    followers = [desk.follow() for _ in range(3)]
    desk.poke()
    desk.on_loop(desk.streams.close)
    assert all(ended(follower) for follower in followers)
    assert refused_as(desk.follow()) == (503, "busy")
    empty(desk)
