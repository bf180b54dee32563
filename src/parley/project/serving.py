"""The server: granian, with the edge as its application."""

import logging
from collections.abc import Callable

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from parley.project.open_files import CONNECTIONS, files_raise, streams_possible
from parley.project.settings.environment import environment

# A client that has not sent its request's head by then is let go (slowloris).
HEADER_TIMEOUT = 15_000  # milliseconds


def serve_forever(*, host: str, port: int, report: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; running requests are finished first, streams are closed."""
    streams = streams_possible(wanted=environment().streams_max, files=files_raise())
    shown = f"[{host}]" if ":" in host else host
    report(
        f"Parley is at http://{shown}:{port}/ and the newsroom at http://{shown}:{port}/admin/ (Ctrl-C stops it)"
    )
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Server(
        "parley.project.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.auto,
        # Not "auto": looking for HTTP/2 first costs a tenth of a kept page; proxies speak HTTP/1.1 inward.
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        backpressure=streams + CONNECTIONS,  # connections at once; granian takes no more until one ends
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        process_name=None,
    ).serve()
