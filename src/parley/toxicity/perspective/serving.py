"""The server: granian, with the service as its application. Its worker hears in one variable how to serve."""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from parley.toxicity.perspective.places import keys_path

VARIABLE: Final = "PARLEY_TOXICITY_SERVING"
APPLICATION: Final = "parley.toxicity.perspective.entry:application"
# A client that has not sent its request's head by then is let go (slowloris).
_HEADER_TIMEOUT: Final = 15_000  # milliseconds
_CONNECTIONS: Final = 1024


class ServingError(Exception):
    """It can't be served like that; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. `public_url` is empty for none, `open` lets anybody ask, with any key or none."""

    host: str
    port: int
    data: str
    tier: str
    threads: int
    open: bool
    public_url: str = ""
    allow_origins: Sequence[str] = ()
    drop_unsupported: bool = False

    @classmethod
    def from_environment(cls) -> Self:
        return cls(**json.loads(os.environ[VARIABLE]))

    @property
    def address(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}"

    def check(self) -> None:
        """Raises ServingError where strangers could ask without a key."""
        if self.open or _is_loopback(self.host) or keys_path(Path(self.data)).exists():
            return
        raise ServingError(
            f"{self.host} can be reached from other machines, and there are no API keys. Make one with "
            f"`parley toxicity key add NAME --data {self.data}`, or let anybody ask with --open."
        )


def serve_forever(serving: Serving, *, application: str = APPLICATION) -> None:
    """Serve until SIGINT or SIGTERM; running requests are finished first. Raises ServingError if it does not start."""
    os.environ[VARIABLE] = json.dumps(asdict(serving))
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Server(
        application,
        factory=True,
        address=serving.host,
        port=serving.port,
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.auto,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=_CONNECTIONS,  # connections at once; granian takes no more until one ends
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT),
        log_level=LogLevels.warning,
        log_access=False,  # it would write down every ?key=
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        process_name=None,
    ).serve()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
