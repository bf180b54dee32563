"""Start and stop: what runs beside starts with the server, and no running request is cut off."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from parley.edge.limits import Limits
from tests.edge.harness import PATIENCE, World


class Beside:
    def __init__(self) -> None:
        self.events: list[str] = []
        self.stopped = threading.Event()

    def start(self) -> None:
        self.events.append("start")

    def stop(self) -> None:
        self.events.append("stop")
        self.stopped.set()


class Lifespan:
    """Speaks the lifespan protocol with the edge."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.sent: list[str] = []
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.run_coroutine_threadsafe(
            world.edge({"type": "lifespan"}, self._inbox.get, self._send), world.client._loop
        )

    async def _send(self, message: dict[str, Any]) -> None:
        self.sent.append(message["type"])

    def say(self, what: str) -> None:
        self._world.client.run(self._inbox.put({"type": f"lifespan.{what}"}))
        self._world.client.settle()

    def wait(self) -> None:
        self._task.result(PATIENCE)


def test_services_run_from_start_to_end(make_world: Callable[..., World]) -> None:
    beside = Beside()
    world = make_world(services=[beside])
    lifespan = Lifespan(world)
    lifespan.say("startup")
    assert (beside.events, lifespan.sent) == (["start"], ["lifespan.startup.complete"])
    lifespan.say("shutdown")
    lifespan.wait()
    assert beside.events == ["start", "stop"]
    assert lifespan.sent[-1] == "lifespan.shutdown.complete"


def test_running_requests_finish_and_new_ones_are_refused(make_world: Callable[..., World]) -> None:
    beside = Beside()
    world = make_world(services=[beside])
    lifespan = Lifespan(world)
    lifespan.say("startup")
    gate = world.site.gated("/")
    running = world.client.start(method="POST")
    gate.wait_entered()
    lifespan.say("shutdown")
    refused = world.client.get("/other")
    assert (refused.status, refused["retry-after"]) == (503, "5")
    assert not beside.stopped.is_set()
    gate.leave.release()
    assert running.result(PATIENCE).status == 200
    lifespan.wait()
    assert beside.stopped.is_set()


def test_a_request_that_never_ends_does_not_keep_the_server(
    make_world: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(limits=Limits(drain=0.05))
    lifespan = Lifespan(world)
    gate = world.site.gated("/")
    stuck = world.client.start(method="POST")
    gate.wait_entered()
    lifespan.say("shutdown")
    lifespan.wait()
    assert "Stopping with 1 requests unfinished" in caplog.text
    gate.leave.release()
    stuck.result(PATIENCE)


def test_a_websocket_is_closed(world: World) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    world.client.run(world.edge({"type": "websocket"}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_an_unknown_protocol_is_an_error(world: World) -> None:
    with pytest.raises(ValueError, match="telnet"):
        world.client.run(world.edge({"type": "telnet"}, None, None))
