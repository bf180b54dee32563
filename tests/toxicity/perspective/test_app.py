"""The ASGI application: what it reads, in what time, and what happens when a client leaves."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

from parley.toxicity.perspective.app import App
from parley.toxicity.perspective.limits import Limits
from tests.toxicity.perspective.harness import ANALYZE, Asking

BODY = json.dumps({"comment": {"text": "You idiot, you."}, "requestedAttributes": {"TOXICITY": {}}}).encode()
Message = dict[str, Any]
FOREVER = object()


class Client:
    """Sends these messages one after the other, then nothing more until it leaves."""

    def __init__(self, *messages: Message | object) -> None:
        self._messages = iter(messages)
        self.sent: list[Message] = []
        self.left = asyncio.Event()
        self.waits = asyncio.Event()
        self.read = 0

    async def receive(self) -> Message:
        self.read += 1
        message = next(self._messages, FOREVER)
        if message is FOREVER:
            self.waits.set()
            await self.left.wait()
            return {"type": "http.disconnect"}
        assert isinstance(message, dict)
        return message

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        status: int = self.sent[0]["status"]
        return status


def chunk(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def scope(path: str = ANALYZE, *, method: str = "POST", **headers: str) -> Message:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 8100),
        "client": ("127.0.0.1", 5),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }


def run(asking: Asking, client: Client, what: Message) -> Client:
    asyncio.run(App(asking.service)(what, client.receive, client.send))
    return client


def test_a_body_in_pieces_is_put_together(asking: Asking) -> None:
    client = run(asking, Client(chunk(BODY[:9], more=True), chunk(b"", more=True), chunk(BODY[9:])), scope())
    assert client.status == 200
    assert json.loads(client.sent[1]["body"])["attributeScores"]
    assert (b"content-length", str(len(client.sent[1]["body"])).encode()) in client.sent[0]["headers"]


def test_a_declared_length_over_the_limit_is_refused_unread(asking: Asking) -> None:
    client = run(asking, Client(chunk(BODY)), scope(content_length="1048577"))
    assert (client.status, client.read) == (413, 0)
    assert (b"connection", b"close") in client.sent[0]["headers"]


def test_an_endless_body_is_read_no_further_than_the_limit(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(limits=Limits(body=1000, batch_body=3000))

    def pieces() -> Iterator[Message]:
        while True:
            yield chunk(b"x" * 500, more=True)

    for path, reads in ((ANALYZE, 3), ("/batch", 7)):
        client = run(asking, Client(*(next(pieces()) for _ in range(20))), scope(path))
        assert (client.status, client.read) == (413, reads)


def test_a_body_that_does_not_come_is_408(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(limits=Limits(body_grace=0.01))
    client = run(asking, Client(chunk(BODY[:9], more=True), FOREVER), scope())
    assert (client.status, json.loads(client.sent[1]["body"])["error"]["status"]) == (
        408,
        "DEADLINE_EXCEEDED",
    )


def test_a_client_that_leaves_within_its_body_gets_no_answer(asking: Asking) -> None:
    client = run(asking, Client(chunk(BODY[:9], more=True), {"type": "http.disconnect"}), scope())
    assert client.sent == []


def test_what_a_client_that_left_had_asked_is_not_scored(asking: Asking) -> None:
    async def leave() -> tuple[Client, Client]:
        app, staying, leaving = App(asking.service), Client(chunk(BODY)), Client(chunk(BODY))
        first = asyncio.create_task(app(scope(), staying.receive, staying.send))
        # The first is being scored when the second comes, which therefore waits.
        assert await asyncio.to_thread(asking.scorer.entered.acquire, timeout=30)
        second = asyncio.create_task(app(scope(), leaving.receive, leaving.send))
        await leaving.waits.wait()
        leaving.left.set()
        await second
        asking.scorer.go.set()
        await first
        return staying, leaving

    asking.scorer.go.clear()
    staying, leaving = asyncio.run(leave())
    assert (staying.status, leaving.sent) == (200, [])
    asking.service.close()
    assert asking.scorer.batches == [1]


def test_a_batch_waits_without_holding_the_event_loop(asking: Asking) -> None:
    part = (
        b"--x\r\nContent-Type: application/http\r\n\r\nPOST /v1alpha1/comments:analyze HTTP/1.1\r\n\r\n"
        + BODY
        + b"\r\n"
    )
    client = Client(chunk(part * 3 + b"--x--"))
    run(asking, client, scope("/batch", content_type="multipart/mixed; boundary=x"))
    assert client.status == 200
    assert client.sent[1]["body"].count(b"HTTP/1.1 200 OK") == 3


def test_time_runs_out_on_the_event_loop_too(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(limits=Limits(scoring=0.01))
    asking.scorer.go.clear()
    assert run(asking, Client(chunk(BODY)), scope()).status == 504


def test_a_host_that_is_none_is_not_repeated(asking: Asking) -> None:
    for host, address in (("scores.example:8080", "scores.example:8080"), ('x"><b>', "127.0.0.1:8100")):
        client = run(asking, Client(chunk(b"")), scope("/$discovery/rest", method="GET", host=host))
        assert json.loads(client.sent[1]["body"])["rootUrl"] == f"http://{address}/"


def test_a_head_has_no_body_and_websockets_are_left_alone(asking: Asking) -> None:
    client = run(asking, Client(chunk(b"")), scope("/healthz", method="HEAD"))
    assert (client.status, client.sent[1]["body"]) == (200, b"")
    assert run(asking, Client(), {"type": "websocket"}).sent == []


def test_starting_and_stopping(asking: Asking) -> None:
    client = Client({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    run(asking, client, {"type": "lifespan"})
    assert [message["type"] for message in client.sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert asking.analyze("You idiot, you.").status == 503
