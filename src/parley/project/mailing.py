"""Sends e-mails beside the server, where readers may leave an address."""

import threading
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connections

from parley.kernel.mail_sending import mails_send
from parley.project.background import task_do

TICK = 5.0  # seconds
#: Seconds that an e-mail on its way is waited for at the end; one that is cut off is sent again after the next start.
PATIENCE = 5.0


class Mailing:
    """A thread of its own, so that a slow mail server holds up nothing else that is done beside answering."""

    def __init__(self, *, send: Callable[..., object] = mails_send, tick: float = TICK) -> None:
        self._send = send
        self._tick = tick
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="parley-mail", daemon=True)

    def start(self) -> None:
        if settings.PARLEY_EMAIL_ON:
            self._thread.start()

    def stop(self) -> None:
        """Stop after the e-mail that is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            while not self._stop.wait(self._tick):
                task_do(partial(self._send, stopped=self._stop.is_set))
        finally:
            connections.close_all()
