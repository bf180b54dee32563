"""Which answers are kept for everybody, and which requests are never answered from what is kept."""

from collections.abc import Callable
from typing import Any

import pytest

from parley.edge.limits import Limits
from tests.edge.harness import PAGE, World, page, page_by


def kept(world: World, **request: object) -> bool:
    """Ask twice; whether the second answer came from the cache."""
    world.client.get(**request)
    return world.client.get(**request).how == "hit"


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ({}, True),
        ({"cache": "public, s-maxage=1"}, True),
        ({"cache": 'Public, S-MaxAge="60"'}, True),
        ({"cache": "s-maxage=60"}, False),
        ({"cache": "public"}, False),
        ({"cache": "public, max-age=60"}, False),
        ({"cache": "public, max-age=31536000, immutable"}, True),
        ({"cache": "max-age=31536000, immutable"}, False),
        ({"cache": "public, s-maxage=0"}, False),
        ({"cache": "public, s-maxage=0, max-age=9, immutable"}, False),
        ({"cache": "public, s-maxage=-5"}, False),
        ({"cache": "public, s-maxage=soon"}, False),
        ({"cache": "public, s-maxage=60, private"}, False),
        ({"cache": "public, s-maxage=60, no-store"}, False),
        ({"cache": "public, s-maxage=60, no-cache"}, False),
        ({"cache": "private, no-store"}, False),
        ({"cache": ""}, False),
        ({"headers": [("Set-Cookie", "a=b")]}, False),
        ({"headers": [("Vary", "Cookie")]}, False),
        ({"headers": [("Vary", "Accept-Encoding, cookie")]}, False),
        ({"headers": [("Vary", "Accept-Encoding"), ("Vary", "Cookie")]}, False),
        ({"headers": [("Vary", "Authorization")]}, False),
        ({"headers": [("Vary", "*")]}, False),
        ({"headers": [("Vary", "Accept-Encoding")]}, True),
        ({"headers": [("Content-Encoding", "gzip")]}, False),
        ({"headers": [("Content-Range", "bytes 0-1/9")]}, False),
        ({"status": "301 Moved Permanently"}, True),
        ({"status": "404 Not Found"}, True),
        ({"status": "410 Gone"}, True),
        ({"status": "302 Found"}, False),
        ({"status": "400 Bad Request"}, False),
        ({"status": "403 Forbidden"}, False),
        ({"status": "500 Internal Server Error"}, False),
        ({"status": "206 Partial Content"}, False),
        ({"body": b"x" * (1024 * 1024)}, True),
        ({"body": b"x" * (1024 * 1024 + 1)}, False),
        ({"status": "404 Not Found", "body": b"x" * (64 * 1024 + 1)}, False),
    ],
    ids=lambda value: str(value)[:60],
)
def test_which_answers_are_kept(*, world: World, view: dict[str, Any], expected: bool) -> None:
    world.site.views["/"] = page(**view)
    assert kept(world) is expected
    assert len(world.site.calls) == (1 if expected else 2)


def test_a_missing_page_is_kept_for_seconds_only(world: World) -> None:
    world.site.views["/"] = page(status="404 Not Found")
    assert kept(world)
    world.clock.now += 10
    assert world.client.get().how == "miss"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, True),
        ({"headers": [("Cookie", "parley_guest=abc; theme=dark")]}, True),
        ({"headers": [("Cookie", "sessionid=abc")]}, False),
        ({"headers": [("Cookie", "a=b;sessionid=abc")]}, False),
        ({"headers": [("Cookie", "sessionid =abc")]}, False),
        ({"headers": [("Cookie", "parley_waiting=1")]}, False),
        ({"headers": [("Cookie", "a=b"), ("Cookie", "sessionid=abc")]}, False),
        ({"headers": [("Cookie", "sessionid=abc"), ("Cookie", "a=b")]}, False),
        ({"headers": [("Authorization", "Bearer x")]}, False),
        # A client must not be able to make Django work by asking for it.
        ({"headers": [("Cache-Control", "no-cache, no-store"), ("Pragma", "no-cache")]}, True),
        ({"headers": [("Range", "bytes=0-9")]}, True),
        ({"method": "POST"}, False),
        ({"method": "OPTIONS"}, False),
        ({"path": "/" + "a" * 2000}, True),
        ({"path": "/" + "a" * 2048}, False),
        ({"path": "/?" + "a" * 2048}, False),
        ({"host": None}, False),
        ({"host": ""}, False),
    ],
    ids=lambda value: str(value)[:60],
)
def test_which_requests_share_an_answer(*, world: World, request_: dict[str, Any], expected: bool) -> None:
    world.client.get(path=request_.get("path", "/"))
    world.client.get(path=request_.get("path", "/"))
    before = len(world.site.calls)
    answer = world.client.get(**request_)
    assert answer.status == 200
    assert (answer.how == "hit") is expected
    assert len(world.site.calls) == (before if expected else before + 1)


def test_a_request_with_a_body_never_makes_the_page_others_see(world: World) -> None:
    world.client.get(headers=[("Content-Length", "3")], body=[b"fat"])
    assert world.site.bodies == [b"fat"]
    assert world.client.get().how == "miss"


def test_a_personal_answer_is_never_kept_also_if_django_says_public(world: World) -> None:
    world.client.get(headers=[("Cookie", "sessionid=abc")])
    assert world.client.get().how == "miss"


def test_a_personal_request_is_asked_in_full(world: World) -> None:
    world.client.get(
        headers=[("Cookie", "sessionid=abc"), ("Accept-Encoding", "br"), ("If-None-Match", '"x"')]
    )
    asked = world.site.calls[0]
    assert (asked["HTTP_ACCEPT_ENCODING"], asked["HTTP_IF_NONE_MATCH"]) == ("br", '"x"')


def test_personal_answers_are_not_compressed(world: World) -> None:
    """Secrets beside what an attacker chooses leak through the length of compressed bodies (breachattack.com)."""
    world.site.views["/"] = page(cache="private")
    for _ in range(2):
        assert world.client.get(headers=[("Accept-Encoding", "br, gzip")])["content-encoding"] is None


def test_only_hosts_that_django_answers_to_are_kept(make_world: Callable[..., World]) -> None:
    world = make_world(host_allowed=lambda host: host == "news.example")
    assert kept(world)
    assert not kept(world, host="invented.example")
    assert len(world.cache) == 1


def test_an_address_that_is_never_shared_stops_waiting_in_line(world: World) -> None:
    world.site.views["/"] = page(cache="private")
    world.client.get()
    world.client.get(headers=[("Accept-Encoding", "br")])
    # The first was asked on behalf of everybody, the second for itself alone.
    assert ["HTTP_ACCEPT_ENCODING" in asked for asked in world.site.calls] == [False, True]
    world.site.views["/"] = page()
    assert world.client.get().how == "pass"
    world.clock.now += Limits().pass_seconds
    assert world.client.get().how == "miss"


# --- Vary -------------------------------------------------------------------------------------------
def test_answers_that_vary_by_a_header_are_kept_apart(world: World) -> None:
    world.site.views["/"] = page_by("Accept-Language")
    for _ in range(2):
        for language in ("de", "en", "fr"):
            answer = world.client.get(headers=[("Accept-Language", language)])
            assert (answer.body.decode(), answer["vary"]) == (language, "accept-language")
        assert world.client.get().body == b"none"
    assert len(world.site.calls) == 4


def test_variants_of_one_address_are_limited(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(variants=3))
    world.site.views["/"] = page_by("Accept-Language")
    for number in range(10):
        assert world.client.get(headers=[("Accept-Language", f"x-{number}")]).body == f"x-{number}".encode()
    assert len(world.cache) == 3 + 1  # and the sign that says by what they vary
    for number, how in (
        (9, "hit"),
        (7, "hit"),
        (2, "miss"),
        (2, "hit"),
    ):  # the one that came first goes first
        assert world.client.get(headers=[("Accept-Language", f"x-{number}")]).how == how
    assert len(world.cache) == 3 + 1


def test_a_variant_that_was_rebuilt_still_counts_as_one(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(variants=2))
    world.site.views["/"] = page_by("Accept-Language")
    for number in (0, 0, 1, 0, 2, 3):
        world.clock.now += 301  # each is out of date by the next time
        world.client.get(headers=[("Accept-Language", f"x-{number}")])
    assert len(world.cache) <= 2 + 1


def test_an_address_may_change_what_it_varies_by(world: World) -> None:
    world.site.views["/"] = page_by("Accept-Language")
    world.client.get(headers=[("Accept-Language", "same")])
    world.site.views["/"] = page_by("User-Agent", before=b"agent ")
    world.client.get(headers=[("Accept-Language", "other"), ("User-Agent", "one")])
    # "same" must not be found as the value of another header.
    assert world.client.get(headers=[("User-Agent", "same")]).body == b"agent same"
    world.site.views["/"] = page()
    world.client.get(headers=[("User-Agent", "third")])
    assert world.client.get(headers=[("User-Agent", "fourth")]).body == PAGE


def test_memory_is_bounded_whatever_is_asked(make_world: Callable[..., World]) -> None:
    world = make_world(cache_bytes=100_000)
    for number in range(200):
        world.client.get(f"/?{number}", headers=[("Accept-Encoding", ("br", "gzip", "identity")[number % 3])])
        assert world.cache.bytes <= 100_000
    assert world.client.get("/?199").how == "hit"
    assert world.client.get("/?0").how == "miss"


def test_what_is_read_stays_and_what_is_not_goes(make_world: Callable[..., World]) -> None:
    world = make_world(cache_bytes=40_000)  # six or seven pages
    for number in range(30):
        world.client.get(f"/?{number}")
        assert world.client.get("/?0").how == "hit"
    assert world.client.get("/?1").how == "miss"


def test_a_further_coding_that_fills_the_cache_makes_room(make_world: Callable[..., World]) -> None:
    world = make_world(cache_bytes=40_000)
    for number in range(30):
        world.client.get(f"/?{number}")
    full = len(world.cache)
    for number in range(30 - full, 30):
        world.client.get(f"/?{number}", headers=[("Accept-Encoding", "br")])
        assert world.cache.bytes <= 40_000
    assert len(world.cache) < full
