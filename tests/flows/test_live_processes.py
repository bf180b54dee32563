"""Two serving processes over PostgreSQL and Redis: what is posted to one is heard at the other."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.live_clients import LiveClient, clients_open, clients_wait
from tests.flows.test_live import PATIENCE, Poster
from tests.kernel.redis_server import RedisServer
from tests.servers import ParleyServer
from tests.services import postgresql, postgresql_missing

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[ParleyServer, ParleyServer]]:
    if missing := postgresql_missing():
        pytest.skip(missing)
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("Redis is not installed (Debian: apt install redis-server)")
    redis = RedisServer(program=program, folder=os.fspath(tmp_path))
    redis.start()
    try:
        with postgresql() as database:
            services = {"DATABASE_URL": database, "REDIS_URL": redis.url}
            with (
                ParleyServer(data=tmp_path / "one", empty=False, port=None, **services) as one,
                ParleyServer(data=tmp_path / "two", empty=False, port=None, **services) as two,
            ):
                yield one, two
    finally:
        redis.stop()


def test_a_comment_posted_to_one_process_is_heard_at_the_other(
    servers: tuple[ParleyServer, ParleyServer],
) -> None:
    one, two = servers
    poster = Poster(one.url)

    async def run() -> list[LiveClient]:
        clients = [
            LiveClient(port=server.port, thread=poster.thread, start=poster.start)
            for server in (one, two)
            for _ in range(10)
        ]
        try:
            async with asyncio.timeout(PATIENCE):
                await clients_open(clients)
                await poster.post(10)
                await clients_wait(clients, lambda client: len(client.numbers) >= len(poster.numbers))
        finally:
            for client in clients:
                client.leave()
            await asyncio.sleep(0)
        return clients

    clients = asyncio.run(run())
    poster.check(clients)
    assert {client.connections for client in clients} == {1}
