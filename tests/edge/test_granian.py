"""The edge under the server it is made for: the same promises over real sockets."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.edge.streaming import THREAD
from tests.edge.toy_server import PAGE
from tests.servers import port_free

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds, for a busy machine
pytestmark = pytest.mark.server


class Server:
    def __init__(self, folder: Path) -> None:
        self.log = log = folder / "log"
        self.release = folder / "release"
        self.connections: list[socket.socket] = []
        self.port = port_free()
        self.url = f"http://127.0.0.1:{self.port}"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--http", "1"),
                    *("--port", str(self.port), "tests.edge.toy_server:application"),
                ],
                cwd=ROOT,
                env={**os.environ, "RELEASE_FILE": str(self.release)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.http = httpx.Client(base_url=self.url, timeout=PATIENCE)
        until = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            try:
                self.http.get("/-/health")
                break
            except httpx.TransportError:
                time.sleep(0.05)  # polling a condition

    def close(self) -> None:
        """End it. What it said, and where its threads stood if it still ran, is shown with a test that failed."""
        self.http.close()
        for connection in self.connections:
            connection.close()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGUSR1)
            time.sleep(0.05)  # only for what is printed below
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        sys.stdout.write(self.log.read_text(errors="replace"))

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.connections.append(connection)
        return connection


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.close()


def how(answer: httpx.Response) -> str:
    return answer.headers["server-timing"].split(",")[0].removeprefix("edge;desc=")


def read_all(connection: socket.socket) -> bytes:
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def test_reading_purging_and_conditions(server: Server) -> None:
    first, second = server.http.get("/page"), server.http.get("/page")
    assert (how(first), how(second)) == ("miss", "hit")
    assert first.content == second.content == PAGE
    assert second.headers["content-encoding"] in ("br", "gzip")  # httpx asks for what it can decode here
    again = server.http.get("/page", headers={"If-None-Match": second.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = server.http.head("/page", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(PAGE)))
    server.http.post("/purge")
    assert how(server.http.get("/page")) == "miss"


def test_bodies_arrive_whole_and_too_long_ones_are_refused(server: Server) -> None:
    body = os.urandom(900_000)
    assert server.http.post("/echo", content=body).content == body
    assert server.http.post("/echo", content=iter([body[:400_000], body[400_000:]])).content == body
    assert server.http.post("/echo", content=b"x" * 1_000_001).status_code == 413
    assert server.http.get("/page").status_code == 200


def test_a_client_that_does_not_read_holds_no_thread(server: Server) -> None:
    """Both threads' worth of clients ask for 8 MB and take nothing; others are answered all the same."""
    idle = [server.connect() for _ in range(4)]
    for connection in idle:
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    for _ in range(5):
        assert server.http.post("/echo", content=b"quick").content == b"quick"
    for connection in idle:
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert len(body) == 8_000_000
        connection.close()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /page HTTP/1.0\r\n\r\n", b"200"),
        (b"GET /page HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", b"400"),
        (b"TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"405"),
        (b"GET /%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % (b"a" * 9000), b"414"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\nConnection: close\r\n\r\n" % (b"a" * 40_000), b"431"),
        (b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\nConnection: close\r\n\r\n", b"413"),
        (
            (
                b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
                b"Connection: close\r\n\r\n0\r\n\r\n"
            ),
            b"400 200",
        ),
        (b"nonsense\r\n\r\n", b"400"),
    ],
    ids=lambda value: value[:30].decode(),
)
def test_odd_requests_get_a_clear_word(server: Server, request_: bytes, status: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(request_)
        answer = read_all(connection)
    assert answer.split(b" ", 2)[1] in status.split(), answer
    assert server.http.get("/page").status_code == 200


def test_a_running_request_is_finished_before_the_server_ends(server: Server) -> None:
    with ThreadPoolExecutor() as pool:
        running = pool.submit(server.http.get, "/hold")
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as other:
            other.get("/held")  # answered once the first is in its thread
        os.killpg(server.process.pid, signal.SIGINT)  # as Ctrl-C does
        until = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < until:
                server.connect().close()
                time.sleep(0.02)  # polling a condition
        except ConnectionRefusedError:
            server.release.touch()
        assert running.result(PATIENCE).status_code == 200
    assert server.process.wait(PATIENCE) == 0


def stream(server: Server, *, after: str = "") -> socket.socket:
    """Open a stream, and read its beginning."""
    connection = server.connect()
    path = f"/api/v1/threads/{THREAD}/events{after}"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert b"retry: " in read_until(connection, b"\n\n\r\n")
    return connection


def read_until(connection: socket.socket, end: bytes) -> bytes:
    read = b""
    while end not in read:
        piece = connection.recv(65536)
        assert piece, read
        read += piece
    return read


def streams_open(server: Server, number: int) -> None:
    until = time.monotonic() + PATIENCE
    while server.http.get("/streams").text != str(number):
        assert time.monotonic() < until
        time.sleep(0.02)  # polling a condition


def test_streams_are_fed_and_a_client_that_leaves_is_noticed_at_once(server: Server) -> None:
    connections = [stream(server) for _ in range(20)]
    streams_open(server, 20)
    server.http.post("/comment?one")
    for connection in connections:
        assert b'data: {"words":"one"}' in read_until(connection, b"}\n\n")
    for connection in connections[:10]:
        connection.close()
    # Long before the next sign of life would tell.
    streams_open(server, 10)
    for connection in connections[10:]:
        connection.close()
    streams_open(server, 0)
    with stream(server, after="?after=0") as again:
        server.http.post("/comment?two")
        assert b'data: {"words":"two"}' in read_until(again, b'two"}\n\n')


def test_streams_do_not_hold_up_the_end(server: Server) -> None:
    """Ctrl-C: each client reads a proper end and may come back; nobody waits for them."""
    connections = [stream(server) for _ in range(20)]
    streams_open(server, 20)
    os.killpg(server.process.pid, signal.SIGINT)
    for connection in connections:
        assert read_all(connection).endswith(b"0\r\n\r\n")
        connection.close()
    assert server.process.wait(PATIENCE) == 0
    assert "Killing" not in server.log.read_text()


def test_a_worker_waits_for_its_parent_after_ctrl_c(server: Server) -> None:
    """Whoever of the two hears it first: a worker that ended by itself would look like one that crashed."""
    worker = re.search(r"worker-1 with PID: (\d+)", server.log.read_text())
    assert worker
    os.kill(int(worker[1]), signal.SIGINT)
    for _ in range(25):
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as new:
            assert new.get("/-/health").status_code == 200
        time.sleep(0.02)  # a worker that ends takes less in all
    os.kill(server.process.pid, signal.SIGINT)
    assert server.process.wait(PATIENCE) == 0
    assert "Unexpected exit" not in server.log.read_text()
