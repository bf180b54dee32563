"""`Idempotency-Key`: a POST that was sent twice is done once."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parley.api.problems import ProblemCode, problem
from parley.discussion.guests import COOKIE, HEADER, guest_of
from parley.kernel.http import answer_private
from parley.kernel.idempotency import (
    KEY_MAX,
    IdempotencyMismatchError,
    IdempotencyRunningError,
    answer_once,
)

NAME = "Idempotency-Key"


def once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of `act`, or the one it gave before to a request with the same key. Without a key, just act.

    `act` runs in a transaction; a refusal that it raises undoes what it did, is passed on and not kept.
    """
    key = request.headers.get(NAME)
    if key is None:
        return act()
    if not (key.isascii() and key.isprintable() and 1 <= len(key) <= KEY_MAX):
        detail = _("An Idempotency-Key has 1 to 255 visible ASCII characters.")
        return problem(status=400, code=ProblemCode.IDEMPOTENCY_KEY, detail=detail)
    try:
        response = answer_once(
            key=key,
            scope=(_who(request), request.method or "", request.path),
            digest=hashlib.sha256(request.body).hexdigest(),
            act=act,
        )
    except IdempotencyMismatchError:
        detail = _("This Idempotency-Key was used for something else.")
        return problem(status=422, code=ProblemCode.IDEMPOTENCY_MISMATCH, detail=detail)
    except IdempotencyRunningError:
        detail = _("The first request with this Idempotency-Key is not answered yet.")
        response = problem(status=409, code=ProblemCode.IDEMPOTENCY_RUNNING, detail=detail)
        response["Retry-After"] = "1"
    return answer_private(response)


def _who(request: HttpRequest) -> str:
    """Say who asks: by the proof that came with the request, else by the client's fingerprint.

    A guest who comes with neither cookie nor header gets a new identity with each request, also with a repeated one.
    """
    proof = request.COOKIES.get(COOKIE) or request.headers.get(HEADER)
    return f"t:{proof}" if proof else f"f:{guest_of(request).fingerprint}"
