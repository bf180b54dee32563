"""One rebuild at a time, and never an answer older than what was published before the request came."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from parley.edge.limits import Limits
from tests.edge.harness import PATIENCE, Response, World, page, page_by


class News:
    """What the database holds: a view reads it as it starts, so a held view has read what was there before."""

    def __init__(self) -> None:
        self.text = b"old"

    def read(self) -> bytes:
        return self.text


def start_many(world: World, count: int, **wishes: object) -> "list[Future[Response]]":
    requests = [world.client.start(**wishes) for _ in range(count)]
    world.client.settle()
    return requests


def test_one_request_rebuilds_while_the_others_wait(world: World) -> None:
    gate = world.site.gated("/")
    first = world.client.start()
    gate.wait_entered()
    others = start_many(world, 20)
    gate.leave.release()
    assert first.result(PATIENCE).how == "miss"
    assert [other.result(PATIENCE).how for other in others] == ["hit"] * 20
    assert len(world.site.calls) == 1


def test_different_pages_are_rebuilt_at_the_same_time(world: World) -> None:
    gates = [world.site.gated(path) for path in ("/a", "/b", "/c")]
    requests = [world.client.start(path) for path in ("/a", "/b", "/c")]
    for gate in gates:
        gate.wait_entered()  # all three are held at once
    for gate in gates:
        gate.leave.release()
    assert {request.result(PATIENCE).status for request in requests} == {200}


def test_waiting_clients_get_their_own_coding(world: World) -> None:
    gate = world.site.gated("/")
    first = world.client.start()
    gate.wait_entered()
    others = [world.client.start(headers=[("Accept-Encoding", coding)]) for coding in ("gzip", "br", "gzip")]
    world.client.settle()
    gate.leave.release()
    first.result(PATIENCE)
    assert [other.result(PATIENCE)["content-encoding"] for other in others] == ["gzip", "br", "gzip"]
    assert len(world.site.calls) == 1


def test_a_coding_is_made_once_for_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    may = threading.Event()

    def slow_gzip(body: bytes) -> bytes:
        made.append("gzip")
        assert may.wait(PATIENCE)
        return b"compressed"

    monkeypatch.setitem(__import__("parley.edge.encodings", fromlist=["CODINGS"]).CODINGS, "gzip", slow_gzip)
    world.client.get()
    before = world.cache.bytes
    requests = start_many(world, 5, headers=[("Accept-Encoding", "gzip")])
    may.set()
    assert {request.result(PATIENCE).body for request in requests} == {b"compressed"}
    assert made == ["gzip"]
    assert world.cache.bytes > before


def test_what_was_published_before_a_request_is_in_its_answer(world: World) -> None:
    """The purge comes while a rebuild that has read the old text is under way."""
    news = News()
    gate = world.site.gated("/", page(body=news.read))
    before = world.client.start()
    gate.wait_entered()
    news.text = b"new"
    world.purge("page:1")
    after = world.client.start()
    world.client.settle()
    gate.leave.release()
    assert before.result(PATIENCE).body == b"old"  # it came before; that is no lie
    gate.wait_entered()  # the later one did not join, but asked again
    gate.leave.release()
    assert after.result(PATIENCE).body == b"new"
    assert world.client.get().how == "hit"
    assert world.client.get().body == b"new"
    assert len(world.site.calls) == 2


def test_a_result_made_stale_on_its_way_is_not_kept(world: World) -> None:
    gate = world.site.gated("/")
    request = world.client.start()
    gate.wait_entered()
    world.purge("page:1")
    gate.leave.release()
    request.result(PATIENCE)
    gate.leave.release()
    assert world.client.get().how == "miss"


def test_a_purge_of_other_pages_costs_a_rebuild_nothing(world: World) -> None:
    gate = world.site.gated("/")
    request = world.client.start()
    gate.wait_entered()
    world.purge("page:2", "lists")
    gate.leave.release()
    request.result(PATIENCE)
    assert world.client.get().how == "hit"


def test_a_rebuild_that_has_not_begun_may_be_joined_after_a_purge(make_world: Callable[..., World]) -> None:
    """It will read the database later than now."""
    world = make_world(threads=1)
    news = News()
    gate = world.site.gated("/busy", page(cache="private"))
    world.site.views["/"] = page(body=news.read)
    busy = world.client.start("/busy")
    gate.wait_entered()
    early = world.client.start()
    world.client.settle()
    news.text = b"new"
    world.purge("page:1")
    late = world.client.start()
    world.client.settle()
    gate.leave.release()
    assert {request.result(PATIENCE).body for request in (early, late)} == {b"new"}
    busy.result(PATIENCE)
    assert len(world.site.calls) == 2


def test_a_busy_page_is_never_rebuilt_twice_at_once(world: World) -> None:
    """Each of five purges calls for a newer answer; the rebuilds form a line of at most one."""
    gate = world.site.gated("/")
    requests = [world.client.start()]
    gate.wait_entered()
    for _ in range(5):
        world.purge("page:1")
        requests += start_many(world, 3)
    gate.leave.release()
    gate.wait_entered()
    assert len(world.site.calls) == 2
    gate.leave.release()
    assert {request.result(PATIENCE).status for request in requests} == {200}
    assert len(world.site.calls) == 2


def test_nobody_gets_an_answer_meant_for_another(world: World) -> None:
    numbers = iter(range(100))

    def personal() -> bytes:
        return b"for reader %d" % next(numbers)

    gate = world.site.gated("/", page(body=personal, cache="private, no-store"))
    first = world.client.start()
    gate.wait_entered()
    others = start_many(world, 5)
    for _ in range(6):
        gate.leave.release()
    answers = [request.result(PATIENCE).body for request in (first, *others)]
    assert len(set(answers)) == 6
    assert len(world.site.calls) == 6


def test_a_failing_page_fails_for_each_alone(world: World) -> None:
    gate = world.site.gated("/", page(status="500 Oh", cache="private"))
    first = world.client.start()
    gate.wait_entered()
    second = start_many(world, 1)[0]
    gate.leave.release()
    gate.leave.release()
    assert (first.result(PATIENCE).status, second.result(PATIENCE).status) == (500, 500)
    world.site.views["/"] = page()
    assert world.client.get().status == 200


def test_a_rebuild_goes_on_when_its_client_leaves(world: World) -> None:
    gate = world.site.gated("/")
    first = world.client.start()
    gate.wait_entered()
    second = start_many(world, 1)[0]
    first.cancel()
    world.client.settle()
    gate.leave.release()
    assert second.result(PATIENCE).how == "hit"
    assert world.client.get().how == "hit"
    assert len(world.site.calls) == 1


def test_too_many_in_line_are_sent_away(make_world: Callable[..., World]) -> None:
    world = make_world(threads=1, queue=2)
    world.site.views["/p"] = page(cache="private")
    gate = world.site.gated("/p", page(cache="private"))
    held = [world.client.start("/p", method="POST") for _ in range(3)]
    gate.wait_entered()
    world.client.settle()
    for refused in (world.client.get("/p", method="POST"), world.client.get("/other")):
        assert (refused.status, refused["retry-after"]) == (503, "2")
    for _ in held:
        gate.leave.release()
    assert {request.result(PATIENCE).status for request in held} == {200}
    assert world.client.get("/other").status == 200


def test_too_many_waiting_for_one_rebuild_are_sent_away(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(waiting=3))
    gate = world.site.gated("/")
    requests = [world.client.start()]
    gate.wait_entered()
    requests += start_many(world, 4)
    gate.leave.release()
    assert sorted(request.result(PATIENCE).status for request in requests) == [200, 200, 200, 503, 503]


def test_those_who_wait_with_another_language_get_their_own(world: World) -> None:
    gate = world.site.gated("/", page_by("Accept-Language"))
    first = world.client.start(headers=[("Accept-Language", "de")])
    gate.wait_entered()
    second = world.client.start(headers=[("Accept-Language", "en")])
    third = world.client.start(headers=[("Accept-Language", "de")])
    world.client.settle()
    gate.leave.release()
    gate.leave.release()
    assert [request.result(PATIENCE).body for request in (first, second, third)] == [b"de", b"en", b"de"]
    assert len(world.site.calls) == 2
