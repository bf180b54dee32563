"""Places to read on from, as short opaque text in addresses.

Signed, so that a reader can't make up addresses without end for the cache to keep, and bound to the thread and the
order they were made in: anywhere else they are nonsense.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from parley.discussion.models import Thread

_SALT = "parley.discussion.cursors"
_POSITION_BYTES = 8
_MAC_BYTES = 8
_LENGTH = 22  # of 16 bytes in base64 without padding


def cursor_make(*, thread: Thread, scope: str, position: int) -> str:
    """Return 22 characters that fit into an address unescaped. `position` is from 0 to 2^63 - 1."""
    raw = position.to_bytes(_POSITION_BYTES, "big")
    return urlsafe_b64encode(raw + _mac(thread, scope, raw, settings.SECRET_KEY)).rstrip(b"=").decode()


def cursor_read(*, thread: Thread, scope: str, token: str) -> int | None:
    """Return the position; None for anything that was not made for this thread and scope."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    try:
        whole = urlsafe_b64decode(f"{token}==")
    except ValueError:
        return None
    if len(whole) != _POSITION_BYTES + _MAC_BYTES:
        return None
    raw, mac = whole[:_POSITION_BYTES], whole[_POSITION_BYTES:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(mac, _mac(thread, scope, raw, key)) for key in keys):
        return None
    return int.from_bytes(raw, "big")


def _mac(thread: Thread, scope: str, raw: bytes, secret: str | bytes) -> bytes:
    # 64 bits: guessing one takes 2^63 requests, and would win a window of a public thread.
    value = f"{thread.public_id}:{scope}:".encode() + raw
    return salted_hmac(_SALT, value, secret=secret, algorithm="sha256").digest()[:_MAC_BYTES]
