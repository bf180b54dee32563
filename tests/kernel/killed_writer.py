"""Run by test_outbox_kill: commits changes to the database in PARLEY_DATA and dies at the point it is told to.

killed_writer.py POINT: "inside" the transaction, at the "commit" (before anything is announced), in the "listener"
(while it is announced), or "never"; or "relay": announce what is left and print it.
"""

import os
import signal
import sys
from datetime import timedelta

import django
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from parley.kernel.bus import Announcement, bus_get
from parley.project.settings.base import DATABASES

# The database as the site has it, and of the site no more than the outbox, so that it starts at once.
settings.configure(DATABASES=DATABASES, INSTALLED_APPS=["parley.kernel"], REDIS_URL="", USE_TZ=True)
django.setup()
from parley.kernel import outbox  # noqa: E402 -- models can be imported only now


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(point: str) -> None:
    if point == "prepare":
        call_command("migrate", "kernel", verbosity=0)
        return
    if point == "relay":
        bus_get().subscribe(lambda a: print(a.kind, a.payload["n"], *a.surrogate_keys))  # noqa: T201 -- read by the test
        while outbox.outbox_relay(grace=timedelta(0)):
            pass
        outbox.outbox_relay(grace=timedelta(0))
        return
    if point == "commit":
        outbox._announce = lambda _row: die()

    def listener(announcement: Announcement) -> None:
        if point == "listener" and announcement.payload["n"] == 3:
            die()

    bus_get().subscribe(listener)
    for number in (1, 2, 3):
        with transaction.atomic():
            outbox.outbox_write(
                topic="thread:a", kind="comment.published", payload={"n": number}, surrogate_keys=["thread:a"]
            )
            if point == "inside" and number == 3:
                die()
        print("committed", number, flush=True)  # noqa: T201 -- read by the test


main(sys.argv[1])
