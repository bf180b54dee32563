"""Telling one guest from another without knowing who it is.

A guest is a random id in a signed token. A browser keeps it in an HttpOnly cookie, which no script can read. Where the
thread stands in another site and third-party cookies are blocked, the element that shows it keeps the same token in
that site's storage and sends it in the header `Parley-Guest`. Whoever comes with neither gets a new id at once, so that
the first comment too belongs to somebody.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from parley.discussion.guest_memory import guest_remember
from parley.kernel.clock import now
from parley.kernel.fingerprint import client_fingerprint, network_fingerprint
from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

COOKIE = "parley_guest"
HEADER = "Parley-Guest"
COOKIE_LIFETIME = timedelta(days=365)
# A cookie older than this is given anew, so that it does not run out for somebody who keeps coming back.
COOKIE_RENEWAL = timedelta(days=30)
TOKEN_MAX = 200  # characters; ours have some 70
_signer = signing.Signer(salt="parley.discussion.guest")


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as this request shows it.

    `is_new`: it came with no token we gave. `token_due`: it should be given one. `address` and `user_agent` are kept no
    longer than the request.
    """

    id: str
    is_new: bool
    token_due: bool
    address: str = field(default="", repr=False)
    user_agent: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        """Stands for its address and browser; salted, and means nothing after a day.

        Made when asked for: the first of a day writes the salt, which a page that only reads must not wait for.
        """
        return client_fingerprint(address=self.address, user_agent=self.user_agent)

    @property
    def network(self) -> str:
        """Stands for its network alone; as above."""
        return network_fingerprint(address=self.address)

    @property
    def key(self) -> str:
        """The key kept with what this guest writes."""
        return f"g:{self.id}"

    @property
    def token(self) -> str:
        """A signed value that proves the guest's identity when it comes back, in the cookie or the header."""
        return _signer.sign(f"{self.id}:{signing.b62_encode(int(now().timestamp()))}")


def guest_of(request: HttpRequest) -> Guest:
    """Return the guest behind a request: by its cookie, else by its header, else a new one. Writes nothing."""
    from_cookie = _token_read(request.COOKIES.get(COOKIE, ""))
    known = from_cookie or _token_read(request.headers.get(HEADER, ""))
    is_old = from_cookie is not None and from_cookie[1] < now() - COOKIE_RENEWAL
    return Guest(
        id=known[0] if known else public_id_make(),
        is_new=known is None,
        token_due=known is None or is_old,
        address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
    )


def guest_cookie_set(*, response: HttpResponse, guest: Guest) -> None:
    """Give a guest that did something its cookie, unless it has a fresh one or sends the header."""
    if not guest.token_due:
        return
    response.set_cookie(
        COOKIE,
        guest.token,
        max_age=COOKIE_LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def guest_wrote(guest: Guest) -> None:
    """Remember for some minutes under which key this client wrote, in case it throws its token away."""
    guest_remember(fingerprint=guest.fingerprint, key=guest.key)


def _token_read(token: str) -> tuple[str, datetime] | None:
    """Return the id and when the token was given; the beginning of time for tokens that do not say so yet."""
    if not token or len(token) > TOKEN_MAX:
        return None
    try:
        guest_id, _colon, stamp = _signer.unsign(token).partition(":")
        given_at = datetime.fromtimestamp(signing.b62_decode(stamp) if stamp else 0, UTC)
    except (signing.BadSignature, ValueError, OverflowError, OSError):
        return None
    return (guest_id, given_at) if len(guest_id) == PUBLIC_ID_LENGTH else None
