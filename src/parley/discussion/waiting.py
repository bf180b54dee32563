"""Showing a held comment to its writer alone.

What is waiting is named in a signed token: in the address after posting (works with cookies blocked), and in a cookie
for later visits. Whoever has neither sees nothing.

There are two cookies because a path can't be both narrow and wide. `parley_waiting` says on the thread's page, and
only there, that the answer is for one reader alone; the edge knows it by its name. `parley_held` names the comments; it
is read only where the first one, or the address, says so.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from parley.discussion.models import Thread
from parley.discussion.queries import WAITING_MAX

COOKIE = "parley_waiting"
HELD_COOKIE = "parley_held"
PARAMETER = "waiting"
SECONDS = 7 * 24 * 3600
_signer = signing.TimestampSigner(salt="parley.discussion.waiting")


def waiting_token(*, public_ids: Sequence[str]) -> str:
    """Return a token that shows these comments to whoever holds it, for seven days."""
    return _signer.sign("~".join(public_ids[-WAITING_MAX:]))


def waiting_asked(request: HttpRequest) -> bool:
    """Tell whether the answer to this request is for one reader alone."""
    return PARAMETER in request.GET or COOKIE in request.COOKIES


def waiting_ids(request: HttpRequest) -> list[str]:
    """Return the public ids of the comments this request may see although they are held, oldest first.

    Empty on a request whose answer may be kept for everybody, whatever its cookies.
    """
    if not waiting_asked(request):
        return []
    return _ids(request.COOKIES.get(HELD_COOKIE, ""), request.GET.get(PARAMETER, ""))


def waiting_cookies_set(
    *, request: HttpRequest, response: HttpResponse, thread: Thread, public_id: str
) -> None:
    """Remember in the browser that a comment waits on the thread's page."""
    held = [one for one in _ids(request.COOKIES.get(HELD_COOKIE, "")) if one != public_id]
    for name, value, path in (
        (COOKIE, "1", urlsplit(thread.url).path or "/"),
        (HELD_COOKIE, waiting_token(public_ids=[*held, public_id]), "/"),
    ):
        response.set_cookie(
            name,
            value,
            max_age=SECONDS,
            path=path,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _ids(*tokens: str) -> list[str]:
    found: dict[str, None] = {}
    for token in tokens:
        try:
            found.update(dict.fromkeys(_signer.unsign(token, max_age=SECONDS).split("~")))
        except (signing.BadSignature, ValueError):
            continue
    return list(found)[-WAITING_MAX:]
