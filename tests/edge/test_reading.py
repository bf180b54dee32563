"""What a reader gets from the cache: the right bytes, in the right coding, or word that nothing has changed."""

import gzip
import random
from collections.abc import Callable

import brotli
import pytest

from tests.edge.harness import PAGE, World, page


def test_the_second_reader_gets_the_kept_answer(world: World) -> None:
    first, second = world.client.get(), world.client.get()
    assert (first.status, first.body, first.how) == (200, PAGE, "miss")
    assert (second.status, second.body, second.how) == (200, PAGE, "hit")
    assert len(world.site.calls) == 1


def test_server_timing_counts_hits_and_misses(world: World) -> None:
    for path in ("/", "/", "/other", "/"):
        last = world.client.get(path)
    assert last["server-timing"] == "edge;desc=hit, hits;desc=2, misses;desc=2"
    world.site.views["/mine"] = page(cache="private")
    for misses in (3, 4):  # the first asked on behalf of everybody, the second for itself
        assert (
            world.client.get("/mine")["server-timing"] == f"edge;desc=pass, hits;desc=2, misses;desc={misses}"
        )


def test_headers_reach_the_reader_but_for_those_of_the_edge(world: World) -> None:
    world.site.views["/"] = page(
        headers=[("X-Frame-Options", "DENY"), ("Connection", "close"), ("ETag", '"django"')]
    )
    for _ in range(2):
        answer = world.client.get()
        assert answer["x-frame-options"] == "DENY"
        assert answer["content-length"] == str(len(PAGE))
        assert answer["etag"] != '"django"'
        assert answer["connection"] is None
        assert answer["surrogate-key"] is None


def test_surrogate_keys_are_sent_where_a_cdn_wants_them(make_world: Callable[..., World]) -> None:
    world = make_world(send_surrogate_keys=True)
    world.site.views["/private"] = page(cache="private")
    for path in ("/", "/", "/private"):
        assert world.client.get(path)["surrogate-key"] == "site page:1"


def test_an_answer_is_kept_for_its_s_maxage(world: World) -> None:
    world.client.get()
    world.clock.now += 299
    assert world.client.get().how == "hit"
    world.clock.now += 1
    assert world.client.get().how == "miss"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"path": "/a"}, {"path": "/b"}),
        ({"path": "/a"}, {"path": "/a?x=1"}),
        ({"path": "/a?x=1"}, {"path": "/a?x=2"}),
        ({"host": "one.example"}, {"host": "two.example"}),
        ({"scheme": "http"}, {"scheme": "https"}),
    ],
)
def test_different_addresses_have_different_answers(
    world: World, first: dict[str, str], second: dict[str, str]
) -> None:
    world.client.get(**first)
    assert world.client.get(**second).how == "miss"
    assert world.client.get(**first).how == "hit"


def test_head_is_served_from_the_kept_page_and_keeps_it(world: World) -> None:
    for how in ("miss", "hit"):
        answer = world.client.get(method="HEAD")
        assert (answer.status, answer.body, answer["content-length"], answer.how) == (
            200,
            b"",
            str(len(PAGE)),
            how,
        )
    assert world.site.calls[0]["REQUEST_METHOD"] == "GET"
    assert world.client.get().body == PAGE


# --- content codings --------------------------------------------------------------------------------
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda body: body}


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip;q=0.5, br;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("identity;q=1, gzip;q=0.5", None),
        ("deflate", None),
        ("gzip;q=nonsense", None),
        ("gzip;q=7", None),
        ("gzip;v=1", "gzip"),
        ("gzip; q=0.8 , br ; q=0.2", "gzip"),
        ("identity;q=0", None),
    ],
)
def test_the_coding_is_what_the_client_wants_most(
    world: World, accept: str | None, coding: str | None
) -> None:
    headers = [] if accept is None else [("Accept-Encoding", accept)]
    for _ in range(2):  # built, then kept
        answer = world.client.get(headers=headers)
        assert answer["content-encoding"] == coding
        assert DECODERS[coding](answer.body) == PAGE
        assert answer["vary"] == "accept-encoding"
        assert int(answer["content-length"] or 0) == len(answer.body)


def test_one_rebuild_serves_every_coding_each_under_its_own_strong_tag(world: World) -> None:
    tags = set()
    for accept in ("identity", "gzip", "br"):
        answer = world.client.get(headers=[("Accept-Encoding", accept)])
        assert not (answer["etag"] or "").startswith("W/")
        tags.add(answer["etag"])
    assert len(tags) == 3
    assert len(world.site.calls) == 1


@pytest.mark.parametrize(
    ("kind", "body"), [("image/jpeg", PAGE), ("text/html", b"short"), ("font/woff2", PAGE)]
)
def test_what_gains_nothing_is_sent_as_it_is(world: World, kind: str, body: bytes) -> None:
    world.site.views["/"] = page(kind=kind, body=body)
    for _ in range(2):
        answer = world.client.get(headers=[("Accept-Encoding", "br, gzip")])
        assert (answer.body, answer["content-encoding"], answer["vary"]) == (body, None, None)


def test_a_body_that_compression_would_lengthen_is_sent_as_it_is(world: World) -> None:
    noise = random.Random(1).randbytes(700)
    world.site.views["/"] = page(body=noise)
    answer = world.client.get(headers=[("Accept-Encoding", "gzip")])
    assert answer["content-encoding"] is None
    assert world.client.get(headers=[("Accept-Encoding", "gzip")]).how == "hit"


def test_django_is_asked_for_the_whole_plain_page_whatever_one_client_wants(world: World) -> None:
    world.client.get(
        headers=[
            ("Accept-Encoding", "br"),
            ("If-None-Match", '"x"'),
            ("If-Modified-Since", "Sun, 22 Nov 2026 12:00:00 GMT"),
            ("Range", "bytes=0-1"),
            ("Accept-Language", "de"),
        ]
    )
    asked = world.site.calls[0]
    assert asked.keys().isdisjoint(
        {"HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"}
    )
    assert asked["HTTP_ACCEPT_LANGUAGE"] == "de"


# --- conditions -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ('"other",{etag},W/"third"', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
        ("nonsense", 200),
    ],
)
@pytest.mark.parametrize("accept", ["identity", "br"])
@pytest.mark.parametrize("kept", [True, False])
def test_if_none_match(*, world: World, condition: str, status: int, accept: str, kept: bool) -> None:
    etag = world.client.get(headers=[("Accept-Encoding", accept)])["etag"] or ""
    if not kept:
        world.purge("page:1")
    answer = world.client.get(
        headers=[("Accept-Encoding", accept), ("If-None-Match", condition.format(etag=etag))]
    )
    assert answer.status == status
    assert answer["etag"] == etag
    if status == 304:
        assert answer.body == b""
        assert answer["content-length"] is None
        assert answer["cache-control"] is not None
        assert answer["vary"] == "accept-encoding"


def test_a_tag_of_one_coding_is_not_one_of_another(world: World) -> None:
    etag = world.client.get(headers=[("Accept-Encoding", "br")])["etag"] or ""
    assert world.client.get(headers=[("If-None-Match", etag)]).status == 200


def test_if_modified_since_repeats_the_date_given(world: World) -> None:
    date = "Sun, 22 Nov 2026 12:00:00 GMT"
    world.site.views["/"] = page(headers=[("Last-Modified", date)])
    world.client.get()
    assert world.client.get(headers=[("If-Modified-Since", date)]).status == 304
    assert world.client.get(headers=[("If-Modified-Since", "Sun, 22 Nov 2026 11:00:00 GMT")]).status == 200
    # If-None-Match counts more (RFC 9110, 13.1.3).
    assert world.client.get(headers=[("If-Modified-Since", date), ("If-None-Match", '"old"')]).status == 200


def test_a_changed_page_has_another_tag(world: World) -> None:
    old = world.client.get()["etag"] or ""
    world.purge("page:1")
    world.site.views["/"] = page(body=PAGE + b"more")
    answer = world.client.get(headers=[("If-None-Match", old)])
    assert (answer.status, answer.body) == (200, PAGE + b"more")


def test_a_redirect_is_kept_but_never_unmodified(world: World) -> None:
    world.site.views["/old"] = page(status="301 Moved", body=b"", headers=[("Location", "/new")])
    for how in ("miss", "hit"):
        answer = world.client.get("/old", headers=[("If-None-Match", "*")])
        assert (answer.status, answer["location"], answer.how) == (301, "/new", how)
