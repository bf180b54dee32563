"""Comments reach everybody who follows a thread: each once and in order, also those who are cut off in between."""

import asyncio
import random
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.flows.articles import article_with_thread
from tests.flows.live_clients import LiveClient, clients_open, clients_wait, files_missing
from tests.servers import ParleyServer

pytestmark = [pytest.mark.server, pytest.mark.slow]

CLIENTS = 2000
COMMENTS = 100
PATIENCE = 240  # seconds, for a busy machine


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    data = tmp_path_factory.mktemp("live") / "data"
    with ParleyServer(data=data, PARLEY_STREAMS_PER_ADDRESS="100000") as running:
        yield running


class Poster:
    """Posts comments into the thread of an article, one after the other."""

    def __init__(self, url: str) -> None:
        page = httpx.get(article_with_thread(url)).text
        found = re.search(r"/threads/(\w{16})/", page)
        assert found
        self.thread = found[1]
        self.numbers: list[int] = []
        self._api = f"{url}/api/v1/threads/{self.thread}"
        self.start = self._read()["sequence"]

    async def post(self, count: int) -> None:
        token = self._read()["token"]
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            for _ in range(count):
                text = f"Comment {len(self.numbers)}: {random.random()}"
                body = {"author_name": "Ada", "text": text, "token": token}
                answer = await client.post(f"{self._api}/comments", json=body)
                assert answer.status_code == 201, answer.text
                self.numbers.append(answer.json()["number"])

    def _read(self) -> dict[str, int]:
        body: dict[str, int] = httpx.get(self._api, timeout=PATIENCE).raise_for_status().json()
        return body

    def check(self, clients: list[LiveClient]) -> None:
        for client in clients:
            assert client.numbers == self.numbers
            assert client.sequences == sorted(set(client.sequences))
            assert client.resets == 0


def test_two_thousand_clients_hear_a_hundred_comments_once_and_in_order(server: ParleyServer) -> None:
    if missing := files_missing(clients=CLIENTS):
        pytest.skip(missing)
    poster = Poster(server.url)
    random_ = random.Random(7)
    cuts = [random_.randint(5, COMMENTS - 5) if one % 10 == 0 else None for one in range(CLIENTS)]

    async def run() -> list[LiveClient]:
        clients = [
            LiveClient(port=server.port, thread=poster.thread, start=poster.start, cut_after=cut)
            for cut in cuts
        ]
        try:
            async with asyncio.timeout(PATIENCE):
                await clients_open(clients)
                await poster.post(COMMENTS)
                await clients_wait(clients, lambda client: len(client.numbers) >= COMMENTS)
        finally:
            for client in clients:
                client.leave()
            await asyncio.sleep(0)
        return clients

    clients = asyncio.run(run())
    poster.check(clients)
    assert sum(client.connections for client in clients) == CLIENTS + CLIENTS // 10
    assert "Traceback" not in server.output


def test_a_restart_in_the_middle_loses_nothing(server: ParleyServer) -> None:
    poster = Poster(server.url)

    async def run() -> list[LiveClient]:
        clients = [LiveClient(port=server.port, thread=poster.thread, start=poster.start) for _ in range(200)]
        try:
            async with asyncio.timeout(PATIENCE):
                await clients_open(clients)
                await poster.post(20)
                # At once, with some of it still on its way; the clients keep trying until it is there again.
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)
                await poster.post(20)
                await clients_wait(clients, lambda client: len(client.numbers) >= len(poster.numbers))
        finally:
            for client in clients:
                client.leave()
            await asyncio.sleep(0)
        return clients

    clients = asyncio.run(run())
    poster.check(clients)
    assert all(client.connections > 1 for client in clients)
