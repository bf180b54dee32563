"""What the edge takes from one client: so much, so long, and not from impostors."""

import asyncio
import threading
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest

from parley.edge.body import BodyTooLargeError, BodyTooSlowError, body_read
from parley.edge.forwarded import Forwarded
from parley.edge.limits import Limits
from parley.edge.messages import Answer
from parley.edge.sending import answer_send
from tests.edge.harness import PATIENCE, World, page

SMALL = Limits(body=1000, body_in_memory=100)


# --- bodies -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"x", 200),
        (b"x" * 100, 200),
        (b"x" * 101, 200),
        (b"x" * 1000, 200),
        (b"x" * 1001, 413),
        ([b"x" * 500, b"y" * 500], 200),
        ([b"x" * 500, b"y" * 500, b"z"], 413),
        ([b"x" * 5000], 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_body_arrives_whole_or_not_at_all(make_world: Callable[..., World], body: Any, status: int) -> None:
    world = make_world(limits=SMALL)
    assert world.client.get(method="POST", body=body).status == status
    whole = body if isinstance(body, bytes) else b"".join(body)
    assert world.site.bodies == ([whole] if status == 200 else [])
    if status == 200:
        assert world.site.calls[0]["CONTENT_LENGTH"] == str(len(whole))


def test_a_declared_length_over_the_limit_is_refused_before_anything_is_read(
    make_world: Callable[..., World],
) -> None:
    world = make_world(limits=SMALL)
    asked = []

    async def receive() -> dict[str, Any]:
        asked.append(1)
        return {"type": "http.request", "body": b""}

    scope = world.client.scope("/", method="POST", headers=[(b"host", b"a"), (b"content-length", b"1001")])
    assert world.client.run(world.client.exchange(scope, receive)).status == 413
    assert asked == []


def test_a_client_that_sends_too_slowly_is_let_go(make_world: Callable[..., World]) -> None:
    """It promised ten bytes, sent three, and its time is up: no Django thread ever hears of it."""
    world = make_world(limits=Limits(body_grace=0.05, body_rate=10**9))

    async def receive(pieces: list[bytes] = [b"abc"]) -> dict[str, Any]:  # noqa: B006 -- used once
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": True}
        return await asyncio.Future()

    scope = world.client.scope("/", method="POST", headers=[(b"host", b"a"), (b"content-length", b"10")])
    assert world.client.run(world.client.exchange(scope, receive)).status == 408
    assert world.site.calls == []


def test_time_for_a_body_grows_with_what_has_come() -> None:
    deadlines: list[float] = []

    class Recorder:
        def __init__(self, when: float) -> None:
            deadlines.append(when - asyncio.get_running_loop().time())

        async def __aenter__(self) -> None: ...
        async def __aexit__(self, *error: object) -> None: ...

    async def main() -> None:
        pieces = [b"x" * 1000, b"x" * 1000, b""]

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asyncio, "timeout_at", Recorder)
            file, length = await body_read(
                receive=receive, declared=None, limits=Limits(body_grace=1000.0, body_rate=1)
            )
        file.close()
        assert length == 2000

    asyncio.run(main())
    assert [round(deadline, -2) for deadline in deadlines] == [1000, 2000, 3000]


def test_a_client_that_leaves_while_sending_is_forgotten(world: World) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    scope = world.client.scope("/", method="POST", headers=[(b"host", b"a"), (b"content-length", b"10")])
    assert world.client.run(world.client.exchange(scope, receive)).status == 0
    assert world.site.calls == []


def test_bodies_being_read_at_once_are_limited(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(bodies_at_once=1))

    async def receive() -> dict[str, Any]:
        return await asyncio.Future()

    scope = world.client.scope("/", method="POST", headers=[(b"host", b"a")])
    first = asyncio.run_coroutine_threadsafe(world.client.exchange(scope, receive), world.client._loop)
    world.client.settle()
    assert world.client.get(method="POST").status == 503
    first.cancel()
    world.client.settle()
    assert world.client.get(method="POST").status == 200


def test_a_slow_sender_holds_no_django_thread(make_world: Callable[..., World]) -> None:
    world = make_world(threads=1)
    sent = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await sent.wait()
        return {"type": "http.request", "body": b"at last"}

    scope = world.client.scope("/", method="POST", headers=[(b"host", b"a"), (b"content-length", b"7")])
    slow = asyncio.run_coroutine_threadsafe(world.client.exchange(scope, receive), world.client._loop)
    world.client.settle()
    assert world.client.get(method="POST", body=b"quick").status == 200
    world.client._loop.call_soon_threadsafe(sent.set)
    assert slow.result(PATIENCE).status == 200
    assert world.site.bodies == [b"quick", b"at last"]


def test_a_slow_reader_holds_no_django_thread(make_world: Callable[..., World]) -> None:
    world = make_world(threads=1)
    world.site.views["/long"] = page(body=b"x" * 3_000_000, cache="private")
    taken = threading.Event()
    go_on = asyncio.Event()
    got = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        nonlocal got
        got += len(message.get("body", b""))
        taken.set()
        await go_on.wait()

    scope = world.client.scope("/long", method="POST", headers=[(b"host", b"a")])
    slow = asyncio.run_coroutine_threadsafe(world.edge(scope, receive, send), world.client._loop)
    assert taken.wait(PATIENCE)
    assert world.client.get(method="POST").status == 200
    world.client._loop.call_soon_threadsafe(go_on.set)
    slow.result(PATIENCE)
    assert got == 3_000_000


def test_a_reader_that_takes_nothing_is_dropped_and_the_file_closed(tmp_path: Any) -> None:
    (tmp_path / "long").write_bytes(b"x" * 200_000)
    file = (tmp_path / "long").open("rb")

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Future()

    async def main() -> None:
        await answer_send(
            answer=Answer(200, [], file, 200_000), head=False, timing=b"edge", send=send, stall=0.01
        )

    with pytest.raises(TimeoutError):
        asyncio.run(main())
    assert file.closed


@pytest.mark.parametrize("error", [BodyTooLargeError, BodyTooSlowError])
def test_a_body_given_up_leaves_no_open_file(error: type[Exception]) -> None:
    """An open temporary file would warn when it is collected, and warnings are errors here."""
    limits = Limits(body=200, body_in_memory=10, body_grace=0.01, body_rate=10**9)

    async def main() -> None:
        pieces = [b"x" * 100] + ([b"x" * 200] if error is BodyTooLargeError else [])

        async def receive() -> dict[str, Any]:
            return (
                {"type": "http.request", "body": pieces.pop(0), "more_body": True}
                if pieces
                else await asyncio.Future()
            )

        with pytest.raises(error):
            await body_read(receive=receive, declared=None, limits=limits)

    asyncio.run(main())


# --- refusals ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "TRACE"}, 405),
        ({"method": "CONNECT"}, 405),
        ({"method": "BREW"}, 501),
        ({"method": "get"}, 501),
        ({"method": "PUT"}, 200),
        ({"method": "PATCH"}, 200),
        ({"method": "DELETE"}, 200),
        ({"method": "OPTIONS"}, 200),
        ({"path": "/" + "a" * 8191}, 200),
        ({"path": "/" + "a" * 8192}, 414),
        ({"path": "/?" + "a" * 8192}, 414),
        ({"headers": [("X-A", "a" * 32_000)]}, 200),
        ({"headers": [("X-A", "a" * 33_000)]}, 431),
        ({"headers": [(f"X-{number}", "a") for number in range(99)]}, 200),
        ({"headers": [(f"X-{number}", "a") for number in range(100)]}, 431),
        ({"headers": [("Host", "other.example")]}, 400),
        ({"headers": [("Host", "news.example")]}, 400),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_is_refused_before_django_hears_of_it(
    world: World, request_: dict[str, Any], status: int
) -> None:
    answer = world.client.get(**request_)
    assert answer.status == status
    assert len(world.site.calls) == (status == 200)
    if status != 200:
        assert answer["cache-control"] == "no-store"
    if status == 405:
        assert "GET" in (answer["allow"] or "")


def test_health_is_answered_without_django(world: World) -> None:
    answer = world.client.get("/-/health")
    assert (answer.status, answer.body) == (200, b"ok\n")
    assert world.site.calls == []


# --- who it is --------------------------------------------------------------------------------------
PROXIES = ("10.0.0.0/8", "2001:db8:1::/48")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"),
        ("2001:db8:1::1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_is_the_last_that_no_trusted_proxy_has(
    peer: str, forwarded: str | None, address: str
) -> None:
    reader = Forwarded(proxies=map(ip_network, PROXIES))
    headers = {} if forwarded is None else {b"x-forwarded-for": forwarded.encode()}
    assert reader.address(peer=peer, headers=headers) == address


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "HTTPS", "https"),
        ("10.0.0.1", "https, http", "http"),
        ("10.0.0.1", "gopher", "http"),
        ("10.0.0.1", "", "http"),
        ("192.0.2.7", "https", "http"),
    ],
)
def test_the_scheme_is_what_a_trusted_proxy_says(
    make_world: Callable[..., World], peer: str, said: str, scheme: str
) -> None:
    world = make_world(forwarded=Forwarded(proxies=map(ip_network, PROXIES)))
    for method in ("GET", "POST"):
        world.client.get(method=method, client=(peer, "1"), headers=[("X-Forwarded-Proto", said)])
    assert [asked["wsgi.url_scheme"] for asked in world.site.calls] == [scheme, scheme]
    # What one scheme was told is not shown under the other.
    assert world.client.get(scheme=scheme).how == "hit"
    assert world.client.get(scheme="https" if scheme == "http" else "http").how == "miss"


def test_nobody_is_trusted_unless_named(world: World) -> None:
    world.client.get(
        method="POST",
        client=("127.0.0.1", "1"),
        headers=[("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https")],
    )
    assert world.site.calls[0]["REMOTE_ADDR"] == "127.0.0.1"
    assert world.site.calls[0]["wsgi.url_scheme"] == "http"
