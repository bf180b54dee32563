"""A process of its own that posts with one Idempotency-Key: `once_process race COUNT | post | crash WHEN`.

The first makes the thread. Prints one line of JSON. `crash before` posts from a process that ends without warning when
the comment is written and not committed, `crash after` when it is committed and not answered; and then posts again.
"""

import json
import os
import sys
import threading
from typing import Any

import django

KEY = "once-and-only-once"


def main(mode: str, *arguments: str) -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django must be ready first

    settings.ALLOWED_HOSTS = ["*"]
    settings.PARLEY_SCREENING_PHASES = []
    settings.PARLEY_COMMENT_RATE = "1000/1s"
    _prepare()
    done = {"race": _race, "post": _post, "crash": _crash}[mode](*arguments)
    sys.stdout.write(json.dumps(done))


def _prepare() -> None:
    from parley.discussion.models import Thread  # noqa: PLC0415
    from tests.discussion.factories import thread_make  # noqa: PLC0415

    if not Thread.objects.exists():
        thread_make()


def _race(count: str) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    gate = threading.Barrier(int(count))

    def run() -> None:
        from django.db import connection  # noqa: PLC0415

        gate.wait()
        answers.append(_post())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(int(count))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _crash(when: str) -> dict[str, Any]:
    """Post from a process that dies, and then once more."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()  # no two processes may share one
    child = os.fork()
    if not child:
        try:
            _dying(when)
            _post()
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0, "it did not die where it was to"
    return _post()


def _dying(when: str) -> None:
    from django.db import transaction  # noqa: PLC0415

    from parley.kernel import idempotency  # noqa: PLC0415

    record_save = idempotency.IdempotencyRecord.save

    def save(record: Any, **options: Any) -> None:
        if record.status:  # the answer is about to be kept: the comment is written already
            if when == "before":
                os._exit(0)
            transaction.on_commit(lambda: os._exit(0))
        record_save(record, **options)

    idempotency.IdempotencyRecord.save = save  # type: ignore[method-assign]


def _post() -> dict[str, Any]:
    from django.test import Client  # noqa: PLC0415

    from parley.discussion.models import Comment, Thread  # noqa: PLC0415
    from tests.api.helpers import post  # noqa: PLC0415

    thread = Thread.objects.get()
    token = "0:same"
    answer = post(Client(), thread, headers={"Idempotency-Key": KEY}, token=token)
    body = answer.json()
    return {
        "status": answer.status_code,
        "code": body.get("code"),
        "number": body.get("number"),
        "replayed": answer.get("Idempotent-Replayed"),
        "comments": Comment.objects.count(),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
