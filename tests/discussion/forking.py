"""Several processes that do the same at once on one database, forked from one that has started: starting is dear."""

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connections

SECONDS = 300
Together = Callable[[], object]


def side_by_side(work: Callable[[str, Together], Any], names: list[str]) -> list[Any]:
    """Call `work(name, together)` in a process of its own for each name; return what each returned, in that order.

    `together` waits until all have come so far. What goes wrong in one ends all, and this process too.
    """
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(names), timeout=SECONDS)
    connections.close_all()  # no two processes may share one
    running = []
    for name in names:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(work, name, barrier, theirs))
        process.start()
        theirs.close()
        running.append((process, ours))
    try:
        return [ours.recv() for _process, ours in running]
    except EOFError:
        sys.exit("One of the processes ended before it was done.")
    finally:
        for process, _ours in running:
            process.join(SECONDS)
            process.kill()


def _work(work: Callable[[str, Together], Any], name: str, barrier: Barrier, told: Connection) -> None:
    try:
        told.send(work(name, barrier.wait))
    except BaseException:
        barrier.abort()
        raise
