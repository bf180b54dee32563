"""A Redis for the tests that need one."""

import subprocess
import time

import redis

from tests.servers import port_free

PATIENCE = 20  # seconds


class RedisServer:
    """A redis-server of the test's own, in memory only, that can be stopped and started again."""

    def __init__(self, *, program: str, folder: str) -> None:
        self._program = program
        self._folder = folder
        self._port = port_free()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        arguments = ["--port", str(self._port), "--bind", "127.0.0.1", "--dir", self._folder]
        self._process = subprocess.Popen(
            [self._program, *arguments, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        client = redis.Redis.from_url(self.url)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < until, "redis-server did not start"
                time.sleep(0.02)  # polling a condition
        client.close()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def clear(self) -> None:
        client = redis.Redis.from_url(self.url)
        client.flushall()
        client.close()
