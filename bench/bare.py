"""The least an ASGI application can do: one answer from memory. `python -m bench.bare PORT FILE` serves it."""

import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

Send = Callable[[dict[str, Any]], Awaitable[None]]

# Read at import, because the worker is a process of its own.
BODY = Path(sys.argv[2]).read_bytes() if len(sys.argv) > 2 else b""
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(BODY)).encode())],
}
END = {"type": "http.response.body", "body": BODY}


async def application(scope: dict[str, Any], _receive: object, send: Send) -> None:
    if scope["type"] == "http":
        await send(START)
        await send(END)


def main() -> None:
    """Serve with the settings of parley.project.serving."""
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Server(
        "bench.bare:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.auto,
        websockets=False,
        backlog=2048,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
