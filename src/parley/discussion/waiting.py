"""Showing a held comment to its writer alone.

What is waiting is named in a signed token: in the address after posting (works with cookies blocked), and in a cookie
for later visits. Whoever has neither sees nothing. The cookie's name alone tells the edge that the request is personal.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from parley.discussion.models import Thread
from parley.discussion.queries import WAITING_MAX

COOKIE = "parley_waiting"
PARAMETER = "waiting"
SECONDS = 7 * 24 * 3600
_signer = signing.TimestampSigner(salt="parley.discussion.waiting")


def waiting_token(*, public_ids: Sequence[str]) -> str:
    """Return a token that shows these comments to whoever holds it, for seven days."""
    return _signer.sign("~".join(public_ids[-WAITING_MAX:]))


def waiting_ids(request: HttpRequest) -> list[str]:
    """Return the public ids of the comments this request may see although they are held, oldest first."""
    found: dict[str, None] = {}
    for token in (request.COOKIES.get(COOKIE, ""), request.GET.get(PARAMETER, "")):
        try:
            found.update(dict.fromkeys(_signer.unsign(token, max_age=SECONDS).split("~")))
        except (signing.BadSignature, ValueError):
            continue
    return list(found)[-WAITING_MAX:]


def waiting_asked(request: HttpRequest) -> bool:
    """Tell whether the answer to this request is for one reader alone."""
    return PARAMETER in request.GET or COOKIE in request.COOKIES


def waiting_cookie_set(
    *, request: HttpRequest, response: HttpResponse, thread: Thread, public_id: str
) -> None:
    """Remember in the browser that a comment waits on the thread's page, and only there."""
    response.set_cookie(
        COOKIE,
        waiting_token(public_ids=[*(one for one in waiting_ids(request) if one != public_id), public_id]),
        max_age=SECONDS,
        path=urlsplit(thread.url).path or "/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
