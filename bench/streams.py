"""(k) Event streams: memory for each of 5,000 clients, and how long a comment takes to reach them all.

Alone: `python -m bench.streams [clients]`.
"""

import http.client
import json
import os
import re
import resource
import selectors
import socket
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.measures import POSTING, Plan, Runs
from bench.pages import form_token_plain, page_fetch, threads_busiest
from bench.report import Line
from bench.servers import LOAD_CORE, Server, parley_server

CLIENTS = 5000
BURST = 100  # comments posted one right after the other
MEMORY_KIB, DELIVERY_MS = 20.0, 1000.0
PATIENCE = 60.0  # seconds without a word from any client
# What a browser sends, for it is kept while the request lasts unless somebody takes care.
REQUEST = """GET /api/v1/threads/{thread}/events HTTP/1.1\r
Host: {host}\r
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
Accept: text/event-stream\r
Accept-Language: en-US,en;q=0.5\r
Accept-Encoding: gzip, deflate, br, zstd\r
Referer: http://{host}/town/corn-hall-clock/\r
Connection: keep-alive\r
Sec-Fetch-Dest: empty\r
Sec-Fetch-Mode: cors\r
Sec-Fetch-Site: same-origin\r
Pragma: no-cache\r
Cache-Control: no-cache\r
\r
"""


class StreamsError(Exception):
    """A client was refused, cut off, or heard something twice or out of order."""


class Listeners:
    """Clients of one stream, read with epoll by this one thread."""

    def __init__(self, *, url: str, thread: str, count: int) -> None:
        parts = urlsplit(url)
        self._address = (str(parts.hostname), int(parts.port or 80))
        self._request = REQUEST.format(thread=thread, host=parts.netloc).encode()
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self.heard = [b""] * count

    def connect(self) -> float:
        """Open every stream; return the seconds until the last one had its beginning."""
        start = time.monotonic()
        for number in range(len(self.heard)):
            connection = socket.create_connection(self._address, timeout=PATIENCE)
            connection.sendall(self._request)
            connection.setblocking(False)
            self._selector.register(connection, selectors.EVENT_READ, number)
            self._sockets.append(connection)
        self.wait(b"retry: ")
        return time.monotonic() - start

    def wait(self, words: bytes) -> None:
        """Read until every client has heard these words."""
        left = {number for number, heard in enumerate(self.heard) if words not in heard}
        while left:
            ready = self._selector.select(PATIENCE)
            if not ready:
                raise StreamsError(f"{len(left)} of {len(self.heard)} clients heard nothing of {words!r}")
            for key, _ in ready:
                piece = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not piece:
                    raise StreamsError(f"A client was cut off: {self.heard[key.data][-500:]!r}")
                self.heard[key.data] += piece
                if words in self.heard[key.data]:
                    left.discard(key.data)

    def check(self, numbers: Sequence[int]) -> None:
        """See that each client heard of these comments, each once and in order."""
        wanted = list(map(str, numbers))
        for heard in self.heard:
            found = re.findall(r'event: comment\.published\ndata: .*?"number":(\d+)', heard.decode())
            if found[-len(wanted) :] != wanted or len(set(found)) != len(found):
                raise StreamsError(f"A client heard {found}")

    def close(self) -> None:
        for connection in self._sockets:
            connection.close()
        self._selector.close()


class Writer:
    """Posts comments over one connection."""

    def __init__(self, *, server: Server, thread: str, token: str) -> None:
        parts = urlsplit(server.url)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE)
        self._path = f"/threads/{thread}/comments/"
        self._token = token

    def post(self) -> int:
        """Post one comment; return its number."""
        text = f"The council should answer this. {os.urandom(6).hex()}"
        body = urlencode({"author_name": "Ada", "text": text, "token": self._token})
        self._connection.request(
            "POST", self._path, body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise StreamsError(f"A comment was answered with {answer.status}")
        return int(str(answer.headers["Location"]).rpartition("-")[2])


def streams_measure(*, data: Path, plan: Plan, clients: int = CLIENTS) -> Runs:
    """Open `clients` streams of one thread and post into it: `plan.runs` comments one by one, then a burst.

    Times begin when the POST is sent, which is before its commit, and end when the last client has read the event.
    """
    _files_allow(clients)
    cores = os.sched_getaffinity(0)
    thread = threads_busiest(data=data)[0]
    environment = {
        **POSTING,
        "PARLEY_STREAMS_MAX": str(2 * clients),
        "PARLEY_STREAMS_PER_ADDRESS": str(2 * clients),
    }
    runs: Runs = {}
    with parley_server(data=data, environment=environment) as server:
        os.sched_setaffinity(0, {LOAD_CORE})
        listeners = Listeners(url=server.url, thread=thread.public_id, count=clients)
        try:
            page, _headers = page_fetch(url=server.url + thread.path)
            writer = Writer(server=server, thread=thread.public_id, token=form_token_plain(page=page))
            writer.post()  # what the first comment loads is not the clients'
            before = _rss_kib(server)
            connect = listeners.connect()
            idle = _rss_kib(server) - before
            numbers = []
            for _ in range(plan.runs):
                sent = time.monotonic()
                numbers.append(writer.post())
                answered = time.monotonic()
                listeners.wait(b'"number":%d,' % numbers[-1])
                run = {"post_ms": (answered - sent) * 1000, "delivery_ms": (time.monotonic() - sent) * 1000}
                runs.setdefault("one comment", []).append({name: round(ms, 1) for name, ms in run.items()})
                plan.say(
                    f"{clients} clients: posted in {run['post_ms']:.0f} ms, heard by all in {run['delivery_ms']:.0f} ms"
                )
            sent, cpu = time.monotonic(), server.cpu_seconds()
            numbers += [writer.post() for _ in range(BURST)]
            answered = time.monotonic()
            listeners.wait(b'"number":%d,' % numbers[-1])
            heard = time.monotonic()
            listeners.check(numbers)
            after = _rss_kib(server) - before
            runs["clients"] = [
                {
                    "clients": clients,
                    "connect_seconds": round(connect, 2),
                    "idle_kib": round(idle / clients, 2),
                    "after_kib": round(after / clients, 2),
                    "burst": BURST,
                    "burst_post_seconds": round(answered - sent, 2),
                    "burst_last_ms": round((heard - answered) * 1000, 1),
                    "burst_cpu_seconds": round(server.cpu_seconds() - cpu, 2),
                }
            ]
            plan.say(json.dumps(runs["clients"][0]))
        finally:
            listeners.close()
            os.sched_setaffinity(0, cores)
    return runs


def streams_lines(*, middle: Mapping[str, Mapping[str, float]]) -> list[Line]:
    """(k)."""
    all_, one = middle["clients"], middle["one comment"]
    memory = max(all_["idle_kib"], all_["after_kib"])
    return [
        Line(
            f"(k) {all_['clients']:,.0f} streams of one thread: to connect",
            f"{all_['connect_seconds']:.1f} s",
        ),
        Line("    memory a client", f"{memory:.1f} KiB", f"≤ {MEMORY_KIB:.0f} KiB", memory <= MEMORY_KIB),
        Line(
            "    one comment, from its POST to the last client",
            f"{one['delivery_ms']:.0f} ms",
            f"≤ {DELIVERY_MS:.0f} ms",
            one["delivery_ms"] <= DELIVERY_MS,
        ),
        Line(
            f"    {all_['burst']:.0f} comments in {all_['burst_post_seconds']:.1f} s: the last, after its answer",
            f"{all_['burst_last_ms']:.0f} ms",
        ),
    ]


def _rss_kib(server: Server) -> float:
    return sum(float(str(row["rss_mib"])) for row in server.memory()) * 1024


def _files_allow(clients: int) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2 * clients + 3000:
        raise StreamsError(
            f"{2 * clients + 3000} open files are needed; the system allows {hard} (ulimit -Hn)"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main() -> None:
    """Measure on a demonstration site of its own."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else CLIENTS
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        data = Path(name) / "data"
        with parley_server(data=data):
            pass
        runs = streams_measure(data=data, plan=Plan(runs=5, seconds=0, say=print), clients=clients)
    print(json.dumps(runs, indent=1))


if __name__ == "__main__":
    main()
