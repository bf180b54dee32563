"""The bridge to WSGI: what Django is told of a request, and what becomes of its answer."""

import io
import logging
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.validate import validator

import pytest

from parley.edge import wsgi
from parley.edge.messages import Answer, Request
from parley.edge.wsgi import ThreadedWsgi, WsgiApp, environ_make
from tests.edge.harness import World


def answer(app: WsgiApp, **request: Any) -> Answer:
    backend = ThreadedWsgi(app, threads=1)
    try:
        return backend.answer(
            Request(**{"method": "GET", "path": b"/", "query": b"", "headers": [], **request})
        )
    finally:
        backend.stop()


def test_the_environment_says_what_the_request_was() -> None:
    environ = environ_make(
        Request(
            method="POST",
            path=b"/caf%C3%A9/a%2Fb",
            query=b"q=%C3%A9&x",
            headers=[
                (b"host", b"news.example"),
                (b"content-type", b"text/plain"),
                (b"content-length", b"999"),
                (b"cookie", b"a=1"),
                (b"cookie", b"b=2"),
                (b"x-two", b"1"),
                (b"x-two", b"2"),
            ],
            scheme="https",
            address="192.0.2.1",
            server=("127.0.0.1", "8000"),
            body=io.BytesIO(b"abc"),
            length=3,
        )
    )
    expected = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/café/a/b".encode().decode("latin-1"),
        "QUERY_STRING": "q=%C3%A9&x",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
        "HTTP_HOST": "news.example",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_X_TWO": "1,2",
        "wsgi.url_scheme": "https",
    }
    assert {name: environ[name] for name in expected} == expected


@pytest.mark.parametrize(
    "name",
    [
        "X_Forwarded_For",
        "content_length",
        "Proxy",
        "Connection",
        "Transfer-Encoding",
        "TE",
        "Upgrade",
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Surrogate-Key",
        "Surrogate-Control",
    ],
)
def test_headers_that_could_deceive_are_kept_from_django(world: World, name: str) -> None:
    world.client.get(method="POST", headers=[(name, "198.51.100.1"), ("X-Fine", "yes")])
    asked = world.site.calls[0]
    assert asked["HTTP_X_FINE"] == "yes"
    assert "HTTP_" + name.upper().replace("-", "_") not in asked
    assert asked["REMOTE_ADDR"] == "192.0.2.7"


def test_the_bridge_keeps_the_rules_of_wsgi() -> None:
    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        assert environ["wsgi.input"].read(5) == b"hello"
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"fine"]

    headers = [(b"host", b"a.example"), (b"content-type", b"text/plain")]
    result = answer(
        validator(app),
        method="POST",
        headers=headers,
        body=io.BytesIO(b"hello"),
        length=5,
        address="192.0.2.1",
    )
    assert (result.status, result.body) == (200, b"fine")


def test_pieces_from_write_come_before_those_returned() -> None:
    def app(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        write = start("200 OK", [])
        write(b"one ")
        write(b"two ")
        return [b"three"]

    assert answer(app).body == b"one two three"


def test_start_response_may_come_with_the_first_piece() -> None:
    def app(_environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        start("201 Created", [("X-A", "1")])
        yield b"late"

    result = answer(app)
    assert (result.status, result.headers, result.body) == (201, [(b"x-a", b"1")], b"late")


def test_an_application_may_change_its_mind_with_exc_info() -> None:
    def app(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("X-First", "1")])
        try:
            int("x")
        except ValueError as error:
            start("503 No", [("X-Second", "2")], (type(error), error, error.__traceback__))
        return [b"sorry"]

    result = answer(app)
    assert (result.status, result.headers) == (503, [(b"x-second", b"2")])


class Closing:
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        self.closed += 1


def failing() -> Iterator[bytes]:
    yield b"some"
    raise RuntimeError("in the middle")


def fails_at_once(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
    raise RuntimeError("at once")


def never_starts(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
    return [b"no status"]


def starts_twice(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [])
    start("200 OK", [])
    return []


def splits_headers(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("X-A", "1\r\nSet-Cookie: a=b")])
    return []


def no_such_status(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("fine", [])
    return []


@pytest.mark.parametrize("app", [fails_at_once, never_starts, starts_twice, splits_headers, no_such_status])
def test_a_broken_application_gives_a_plain_500_and_a_line_in_the_log(
    world: World, app: WsgiApp, caplog: pytest.LogCaptureFixture
) -> None:
    world.site.views["/"] = app
    with caplog.at_level(logging.ERROR):
        result = world.client.get(method="POST")
    assert (result.status, result.body) == (500, b"Internal server error\n")
    assert "The application failed on POST /" in caplog.text
    assert world.client.get("/other").status == 200


def test_the_iterable_is_closed_also_when_it_fails(caplog: pytest.LogCaptureFixture) -> None:
    for pieces, status in ((iter([b"a", b"b"]), 200), (failing(), 500)):
        closing = Closing(pieces)

        def app(_environ: dict[str, Any], start: Any, closing: Closing = closing) -> Iterable[bytes]:
            start("200 OK", [])
            return closing

        assert answer(app).status == status
        assert closing.closed == 1


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_gets_none(world: World, status: int) -> None:
    def app(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start(f"{status} X", [("Content-Length", "3")])
        return [b"abc"]

    world.site.views["/"] = app
    result = world.client.get(method="POST")
    assert (result.status, result.body, result["content-length"]) == (status, b"", None)


def test_a_long_answer_is_collected_on_disk_and_streamed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wsgi, "IN_MEMORY", 1000)
    pieces = [bytes([number]) * 700 for number in range(200)]

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "image/png"), ("Content-Length", "9")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"".join(pieces)), 700)

    world.site.views["/"] = app
    result = world.client.get(method="POST")
    assert result.body == b"".join(pieces)
    assert result["content-length"] == "140000"
    assert world.client.get(method="HEAD", headers=[("Authorization", "x")]).body == b""
    collected = answer(app)
    assert not isinstance(collected.body, bytes)
    collected.close()


def test_head_is_passed_on_and_its_body_dropped(world: World) -> None:
    result = world.client.get(method="HEAD", headers=[("Authorization", "x")])
    assert (result.status, result.body, result.how) == (200, b"", "pass")
    assert world.site.calls[0]["REQUEST_METHOD"] == "HEAD"
