"""Identifiers that may stand in a URL: random, so they tell neither order nor number."""

import secrets

# Crockford's base 32 without I, L, O and U: nothing to misread (crockford.com/base32.html).
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 16  # 80 random bits: with 10^9 ids the chance that any two meet is below 10^-6


def public_id_make() -> str:
    """Return 16 random characters of Crockford's base 32, lower case."""
    bits = secrets.randbits(PUBLIC_ID_LENGTH * 5)
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, PUBLIC_ID_LENGTH * 5, 5))
