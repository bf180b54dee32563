"""What a serving process does beside answering: the outbox's relay, scheduled articles, and tidying up."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import close_old_connections, connections

from parley.discussion.actions.emails import emails_forget
from parley.kernel.fingerprint import fingerprint_salts_forget
from parley.kernel.idempotency import idempotency_trim
from parley.kernel.mail_queue import mails_trim
from parley.kernel.outbox import outbox_relay, outbox_trim
from parley.moderation.learned.tending import tending
from parley.moderation.seals import decisions_seal

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds
MINUTE = 60.0  # seconds
OUTBOX_KEPT = timedelta(days=30)
ORPHAN_GRACE = 40.0  # seconds an orphan may take to finish what it is answering


def articles_publish_scheduled() -> None:
    """Publish and withdraw the articles whose time has come."""
    call_command("publish_scheduled", verbosity=0)


def task_do(task: Callable[[], object]) -> None:
    """Do one thing of a thread that must outlive it; a failure is logged."""
    try:
        close_old_connections()  # a connection the database has dropped would fail for ever
        task()
    except Exception:
        logger.exception("A background task failed")


class Background:
    """One thread that does `often` every second and `seldom` every minute, until it is stopped.

    A failure is logged and the next turn comes all the same. When the process that started this one has died, this one
    ends too: an orphan would keep the port from the next start.
    """

    def __init__(
        self,
        *,
        often: tuple[Callable[[], object], ...] = (outbox_relay,),
        seldom: tuple[Callable[[], object], ...] = (
            articles_publish_scheduled,
            fingerprint_salts_forget,
            idempotency_trim,
            emails_forget,
            mails_trim,
            decisions_seal,
            lambda: outbox_trim(older_than=OUTBOX_KEPT),
            tending.tend,
        ),
        tick: float = TICK,
        terminate: Callable[[], None] | None = None,
    ) -> None:
        self._often = often
        self._seldom = seldom
        self._tick = tick
        self._terminate = terminate or self._terminate_process
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="parley-background", daemon=True)
        self._parent = 0

    def start(self) -> None:
        self._parent = os.getppid()
        self._thread.start()

    def stop(self) -> None:
        """Stop after the turn that is under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            # What a killed process left behind goes out at once.
            task_do(lambda: outbox_relay(grace=timedelta(0)))
            seldom_at = time.monotonic()
            while not self._stop.wait(self._tick):
                if os.getppid() != self._parent:
                    logger.warning("The process that started this one is gone; stopping")
                    self._terminate()
                    return
                for task in self._often:
                    task_do(task)
                if time.monotonic() >= seldom_at:
                    seldom_at = time.monotonic() + MINUTE
                    for task in self._seldom:
                        task_do(task)
        finally:
            connections.close_all()

    def _terminate_process(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        if not self._stop.wait(ORPHAN_GRACE):
            os._exit(1)
