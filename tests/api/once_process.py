"""A process of its own that posts with one Idempotency-Key: `once_process prepare | race COUNT | post [dies WHEN]`.

Prints one line of JSON. `dies before` ends the process without warning when the comment is written and not committed,
`dies after` when it is committed and not answered.
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
    done = {"prepare": _prepare, "race": _race, "post": _post_or_die}[mode](*arguments)
    sys.stdout.write(json.dumps(done))


def _prepare() -> None:
    from tests.discussion.factories import thread_make  # noqa: PLC0415

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


def _post_or_die(*arguments: str) -> dict[str, Any]:
    if arguments:
        from django.db import transaction  # noqa: PLC0415

        from parley.kernel import idempotency  # noqa: PLC0415

        record_save = idempotency.IdempotencyRecord.save

        def save(record: Any, **options: Any) -> None:
            if record.status:  # the answer is about to be kept: the comment is written already
                if arguments[1] == "before":
                    os._exit(0)
                transaction.on_commit(lambda: os._exit(0))
            record_save(record, **options)

        idempotency.IdempotencyRecord.save = save  # type: ignore[method-assign]
    return _post()


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
