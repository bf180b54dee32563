"""The edge before a small WSGI application, to be run by granian in test_granian."""

import faulthandler
import os
import signal
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from parley.edge.app import Edge
from parley.edge.cache import Cache
from parley.edge.closing import ClosingSignal
from parley.edge.limits import Limits
from parley.edge.streams import StreamLimits, Streams
from parley.edge.wsgi import StartResponse, ThreadedWsgi
from parley.kernel.bus import Announcement, bus_get
from tests.edge.streaming import THREAD, Outbox

PAGE = b"<p>" + b"The council met on Tuesday. " * 800
release = Path(os.environ.get("RELEASE_FILE", "/nonexistent"))
held = threading.Event()

faulthandler.register(signal.SIGUSR1)  # so that a test that waits in vain can say what the server was at

outbox = Outbox()
streams = Streams(source=outbox, limits=StreamLimits(most=100, most_each=90))


def site(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    plain = [("Content-Type", "text/plain"), ("Cache-Control", "private")]
    if path == "/hold":
        held.set()
        while not release.exists():
            time.sleep(0.01)  # polling a condition
    elif path == "/held":
        held.wait(20)
    elif path == "/purge":
        bus_get().publish(Announcement(sequence=1, topic="t", kind="k", surrogate_keys=("page:1",)))
    elif path == "/comment":
        bus_get().publish(outbox.write(words=environ["QUERY_STRING"]))
    elif path == "/streams":
        start("200 OK", plain)
        topic = streams.hub._topics.get(THREAD)
        return [str(len(topic.clients) if topic else 0).encode()]
    elif path == "/echo":
        start("200 OK", plain)
        return [environ["wsgi.input"].read()]
    elif path == "/long":
        start("200 OK", plain)
        return [b"x" * 100_000] * 80
    elif path == "/page":
        public = [
            ("Content-Type", "text/html"),
            ("Cache-Control", "public, s-maxage=60"),
            ("Surrogate-Key", "page:1"),
        ]
        start("200 OK", public)
        return [PAGE]
    start("200 OK", plain)
    return [b"done"]


application = Edge(
    backend=ThreadedWsgi(site, threads=2),
    cache=Cache(max_bytes=10_000_000),
    bus=bus_get(),
    limits=Limits(body=1_000_000),
    services=(ClosingSignal(streams.close),),
    streams=(streams,),
)
