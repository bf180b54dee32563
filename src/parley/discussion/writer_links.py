"""Links that writers get by e-mail: to what was decided about one comment, and to have no more sent.

Each is a signed key that does one thing, in the query, so that no log of paths has it. Neither makes anybody a guest:
with the first, the comment can be read and a decision about it objected to; not changed, not removed, nor anything else
of the same writer seen.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse

from parley.discussion.feeds import absolute
from parley.discussion.models import Comment
from parley.discussion.models.emails import DIGEST_LENGTH

PARAMETER = "key"
KEY_MAX = 200  # characters; ours have some 70 and 80
_told = signing.TimestampSigner(salt="parley.discussion.told")
_stop = signing.Signer(salt="parley.discussion.stop")


def told_link(*, comment: Comment) -> str:
    """Return the address at which whoever holds it reads a comment with what was decided, and may object.

    Good for as long as one may object after a decision (PARLEY_APPEAL_DAYS).
    """
    return absolute(told_path(_told.sign(comment.public_id)))


def told_path(key: str, **more: str) -> str:
    """Return the path and query of that address; `more`: further parameters."""
    return _path("told", key, **more)


def told_read(key: str) -> str | None:
    """Return the public id of the comment that a key is for; None for one that proves nothing, or not any more."""
    if len(key) > KEY_MAX:
        return None
    try:
        return _told.unsign(key, max_age=timedelta(days=settings.PARLEY_APPEAL_DAYS))
    except signing.BadSignature:
        return None


def stop_link(*, digest: str) -> str:
    """Return the address at which an address, named by its digest, is deleted. Good for ever: stopping is no power."""
    return absolute(stop_path(_stop.sign(digest)))


def stop_path(key: str) -> str:
    """Return the path and query of that address."""
    return _path("mail_stop", key)


def stop_read(key: str) -> str | None:
    """Return the digest that a key is for; None for one that proves nothing."""
    if len(key) > KEY_MAX:
        return None
    try:
        digest = _stop.unsign(key)
    except signing.BadSignature:
        return None
    return digest if len(digest) == DIGEST_LENGTH else None


def _path(name: str, key: str, **more: str) -> str:
    return f"{reverse(f'discussion:{name}')}?{urlencode({PARAMETER: key, **more}, safe=':')}"
