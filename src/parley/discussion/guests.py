"""Telling one guest from another without knowing who it is."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from parley.kernel.fingerprint import client_fingerprint
from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

COOKIE = "parley_guest"
COOKIE_SECONDS = 365 * 24 * 3600
_signer = signing.Signer(salt="parley.discussion.guest")


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as this request shows it. `cookie_id` is "" when there is no cookie, or cookies are blocked."""

    cookie_id: str
    fingerprint: str

    @property
    def key(self) -> str:
        """The key kept with a comment: from the cookie, or else from the fingerprint, which is forgotten in a day."""
        return f"g:{self.cookie_id}" if self.cookie_id else f"f:{self.fingerprint}"

    @property
    def earlier_key(self) -> str:
        """The key of a first comment, written before there was a cookie."""
        return f"f:{self.fingerprint}"


def guest_of(request: HttpRequest) -> Guest:
    """Return the guest behind a request. Reads cookie and client address, writes nothing."""
    fingerprint = client_fingerprint(
        address=request.META.get("REMOTE_ADDR", ""), user_agent=request.headers.get("User-Agent", "")
    )
    try:
        cookie_id = _signer.unsign(request.COOKIES.get(COOKIE, ""))
    except (signing.BadSignature, ValueError):
        cookie_id = ""
    return Guest(cookie_id=cookie_id if len(cookie_id) == PUBLIC_ID_LENGTH else "", fingerprint=fingerprint)


def guest_cookie_set(*, response: HttpResponse, guest: Guest) -> None:
    """Give a guest a cookie after the first comment, so that the next one is known to be by the same."""
    if not guest.cookie_id:
        response.set_cookie(
            COOKIE,
            _signer.sign(public_id_make()),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
