"""Strong entity tags and the conditions that ask for them (RFC 9110, 8.8.3 and 13.1.2)."""

from hashlib import blake2b


def etag_make(body: bytes) -> str:
    """Return the opaque part of the tag of `body`: 96 bits of BLAKE2b, so no two bodies ever share one."""
    return blake2b(body, digest_size=12).hexdigest()


def etag_matches(*, condition: bytes, etag: bytes) -> bool:
    """Whether the If-None-Match value `condition` names `etag`; weak comparison, as that header requires."""
    if condition == etag:
        return True
    # Our own tags hold no comma, so cutting at commas can't make a part that wrongly equals one.
    for part in condition.split(b","):
        candidate = part.strip()
        if candidate == b"*" or candidate.removeprefix(b"W/") == etag:
            return True
    return False
