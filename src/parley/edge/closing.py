"""Hears the signal to stop before the server has waited for every connection, which streams would never let it finish.

granian tells an application of the end (lifespan.shutdown) only when all connections are closed. So what lasts must
learn of it from the signal itself.
"""

import asyncio
import signal
from collections.abc import Callable
from multiprocessing import parent_process
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ClosingSignal:
    """Calls each of `closing` on the event loop when the process is asked to stop.

    What heard the signal before still does. A service of the edge's. It must start on the main thread, as Python asks
    of whoever sets signal handlers.

    A worker does not hear SIGINT: Ctrl-C reaches its parent too, which then ends it with SIGTERM. A worker that went
    first would look to its parent like one that crashed.
    """

    def __init__(self, *closing: Callable[[], None]) -> None:
        self._closing = closing

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        is_worker = parent_process() is not None
        for number in _SIGNALS:
            if is_worker and number == signal.SIGINT:
                signal.signal(number, signal.SIG_IGN)
                continue
            before = signal.getsignal(number)

            def heard(number: int, frame: FrameType | None, before: object = before) -> None:
                for closing in self._closing:
                    loop.call_soon_threadsafe(closing)
                if callable(before):
                    before(number, frame)

            signal.signal(number, heard)

    def stop(self) -> None:
        """Leave the handlers: the process ends."""
