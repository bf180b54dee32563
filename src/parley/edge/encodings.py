"""Content codings: which one a client wants (RFC 9110, 12.5.3), and making it."""

import gzip
from collections.abc import Callable

import brotli

IDENTITY = "identity"
# In our order of preference, where the client has none.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    # Quality 5: a busy thread's page is rebuilt often, and 11 takes forty times as long for a tenth fewer bytes.
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
# Below this the header costs more than the coding saves.
MIN_LENGTH = 500
_COMPRESSIBLE = frozenset(
    (
        b"application/atom+xml",
        b"application/feed+json",
        b"application/javascript",
        b"application/json",
        b"application/ld+json",
        b"application/manifest+json",
        b"application/rss+xml",
        b"application/xml",
        b"image/svg+xml",
        b"image/x-icon",
    )
)
# Distinct Accept-Encoding values remembered. Browsers send about a dozen; the bound is for those who invent them.
_MEMO_MAX = 256
_memo: dict[bytes | None, str] = {None: IDENTITY}


def coding_worthwhile(*, content_type: bytes, length: int) -> bool:
    """Whether a body of this type and length gains from compression."""
    kind = content_type.split(b";", 1)[0].strip().lower()
    return length >= MIN_LENGTH and (kind.startswith(b"text/") or kind in _COMPRESSIBLE)


def coding_choose(accept: bytes | None) -> str:
    """Return the coding for this Accept-Encoding value: "br", "gzip" or "identity". Remembers what it has seen."""
    name = _memo.get(accept)
    if name is None:
        name = _choose(accept or b"")
        if len(_memo) < _MEMO_MAX:
            _memo[accept] = name
    return name


def _choose(accept: bytes) -> str:
    weights: dict[str, float] = {}
    for part in accept.decode("latin-1").lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    best, best_weight = IDENTITY, 0.0
    for name in CODINGS:
        weight = weights.get(name, weights.get("*", 0.0))
        if weight > best_weight:
            best, best_weight = name, weight
    # Identity is always acceptable unless refused; a client that weighs it higher means it.
    return IDENTITY if weights.get(IDENTITY, 0.0) > best_weight else best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0
