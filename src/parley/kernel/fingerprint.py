"""Tells one guest from another for a day without keeping who they are.

The fingerprint is a keyed hash of the client's address and browser under a salt that is random, belongs to one UTC day
and is deleted afterwards: then nobody, we included, can find out what address a fingerprint was made of. The address
itself is neither stored nor logged.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta
from ipaddress import IPv6Address, ip_address

from django.db import transaction

from parley.kernel.clock import now
from parley.kernel.models import FingerprintSalt

SALT_BYTES = 32
FINGERPRINT_BYTES = 12  # 96 bits: with 10^6 guests a day the chance that any two meet is below 10^-16
# A provider gives a household at least this much of an IPv6 address (RFC 6177), and the rest changes by the hour.
IPV6_PREFIX_BITS = 64
# ... and at most this much (same source): whoever counts networks must not be counted 65,536 times in one.
IPV6_SITE_BITS = 48

_known: tuple[date, bytes] | None = None


def client_fingerprint(*, address: str, user_agent: str) -> str:
    """Return 24 hexadecimal digits that stand for this client until midnight UTC."""
    return _hash(f"{_network(address, IPV6_PREFIX_BITS)}\0{user_agent}")


def network_fingerprint(*, address: str) -> str:
    """Return 24 hexadecimal digits that stand for the network of this client until midnight UTC, whatever its browser.

    That is an IPv4 address, or the largest block of IPv6 that one household or company is given.
    """
    return _hash(f"{_network(address, IPV6_SITE_BITS)}\0")


def fingerprint_salts_forget() -> int:
    """Delete the salts of days before yesterday; return how many. Call it every now and then."""
    deleted, _ = FingerprintSalt.objects.filter(day__lt=now().date() - timedelta(days=1)).delete()
    return deleted


def _salt() -> bytes:
    today = now().date()
    if _known is not None and _known[0] == today:
        return _known[1]
    # The unique day settles which of two processes makes it; the other reads what that one made.
    row, _ = FingerprintSalt.objects.get_or_create(
        day=today, defaults={"salt": secrets.token_bytes(SALT_BYTES)}
    )
    salt = bytes(row.salt)

    def remember() -> None:
        global _known  # noqa: PLW0603 -- one row a day, read by every post
        _known = (today, salt)

    # Not before commit: a salt that is rolled back must not live on in this process alone.
    transaction.on_commit(remember)
    return salt


def _hash(message: str) -> str:
    digest = hmac.digest(_salt(), message.encode("utf-8", "surrogateescape"), hashlib.sha256)
    return digest[:FINGERPRINT_BYTES].hex()


def _network(address: str, ipv6_bits: int) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return f"{int(parsed) >> (128 - ipv6_bits):x}::"
    return str(parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else str(parsed)
