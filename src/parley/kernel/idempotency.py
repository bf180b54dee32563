"""Doing once what a client asks for twice, because it did not hear the first answer.

A client sends a key of its own making in `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). The answer is
kept in the transaction of what was done: after a crash there are either both, and the repeated request gets the same
answer, or neither, and it is done. Refusals are not kept, so that what is corrected can be sent with the same key.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.http import HttpResponse

from parley.kernel.clock import now
from parley.kernel.models import IdempotencyRecord

KEY_MAX = 255  # characters
KEPT = timedelta(hours=24)
# PostgreSQL lets the second of two equal requests wait for the first; no longer than this. SQLite's writers stand in
# line anyway.
_WAIT_MILLISECONDS = 5000
_KEPT_HEADERS = ("Content-Type", "Location")
_REFUSED_FROM = 400


class IdempotencyMismatchError(Exception):
    """The key was used for another request."""


class IdempotencyRunningError(Exception):
    """A request with the same key is still being worked on."""


def answer_once(
    *, key: str, scope: tuple[str, ...], digest: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the answer that `act` makes, or the one it made before for this key, marked as replayed.

    `scope` says who asks and for what, so that nobody gets another's answer; `digest` stands for what was sent. `act`
    runs in a transaction; whatever it raises undoes that and is passed on. Raises IdempotencyMismatchError and
    IdempotencyRunningError. Costs two queries beside those of `act`, a replay one.
    """
    name = hashlib.sha256("\0".join((*scope, key)).encode("utf-8", "surrogatepass")).hexdigest()
    with transaction.atomic():
        record, is_new = _claim(name, digest)
        if not is_new:
            if record.request_digest != digest:
                raise IdempotencyMismatchError
            return _replay(record)
        response = act()
        if response.status_code >= _REFUSED_FROM:
            record.delete()
            return response
        record.status = response.status_code
        record.headers = {
            **{header: response[header] for header in _KEPT_HEADERS if header in response},
            "Set-Cookie": [morsel.OutputString() for morsel in response.cookies.values()],
        }
        record.body = response.content.decode()
        record.save(update_fields=["status", "headers", "body"])
    return response


def idempotency_trim(*, older_than: timedelta = KEPT) -> int:
    """Delete answers kept longer than this; return how many. Call it every now and then."""
    deleted, _ = IdempotencyRecord.objects.filter(created_at__lt=now() - older_than).delete()
    return deleted


def _claim(name: str, digest: str) -> tuple[IdempotencyRecord, bool]:
    """Write the record, or read the one that is there; on PostgreSQL waits for whoever is writing it."""
    defaults = {"request_digest": digest, "status": 0, "body": "", "created_at": now()}
    if connection.vendor != "postgresql":
        return IdempotencyRecord.objects.get_or_create(key=name, defaults=defaults)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_WAIT_MILLISECONDS}")
            claimed = IdempotencyRecord.objects.get_or_create(key=name, defaults=defaults)
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        raise IdempotencyRunningError from error
    return claimed


def _replay(record: IdempotencyRecord) -> HttpResponse:
    response = HttpResponse(record.body, status=record.status)
    for header in _KEPT_HEADERS:
        if header in record.headers:
            response[header] = record.headers[header]
    for cookie in record.headers.get("Set-Cookie", ()):
        response.cookies.load(cookie)
    response["Idempotent-Replayed"] = "true"
    return response
