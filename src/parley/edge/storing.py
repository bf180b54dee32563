"""Which answers may be kept and shown to everybody, and for how long (RFC 9111, 3, and stricter)."""

from dataclasses import dataclass

from parley.edge.limits import Limits
from parley.edge.messages import Answer, headers_merge

_STATUSES = frozenset((200, 301, 404, 410))
_MISSING = frozenset((404, 410))
_FORBIDDING = frozenset(("private", "no-store", "no-cache"))


@dataclass(frozen=True, slots=True)
class Keep:
    """`seconds` to keep an answer, the surrogate keys that drop it sooner, the request headers it depends on."""

    seconds: float
    surrogate_keys: tuple[str, ...]
    vary: tuple[bytes, ...]


def keep_decide(*, answer: Answer, limits: Limits) -> Keep | None:
    """Return how to keep `answer`, or None when it must not be shared."""
    if answer.status not in _STATUSES or not isinstance(answer.body, bytes):
        return None
    missing = answer.status in _MISSING
    if answer.length > (limits.small_entry if missing else limits.entry):
        return None
    headers = headers_merge(answer.headers)
    # An answer that sets a cookie is for one person; one already encoded or cut to a range is not the whole page.
    if not headers.keys().isdisjoint((b"set-cookie", b"content-encoding", b"content-range")):
        return None
    seconds = _seconds(headers.get(b"cache-control", b""))
    vary = _vary(headers.get(b"vary", b""))
    if seconds <= 0 or vary is None:
        return None
    return Keep(
        seconds=min(seconds, limits.missing_seconds) if missing else seconds,
        surrogate_keys=tuple(headers.get(b"surrogate-key", b"").decode("latin-1").split()),
        vary=vary,
    )


def _seconds(cache_control: bytes) -> float:
    """How long everybody may see it: s-maxage of a public answer, or max-age of one that never changes, else 0."""
    directives: dict[str, str] = {}
    for part in cache_control.decode("latin-1").lower().split(","):
        name, _, value = part.partition("=")
        directives[name.strip()] = value.strip().strip('"')
    if "public" not in directives or not _FORBIDDING.isdisjoint(directives):
        return 0
    # Files with their hash in the name carry `immutable` (RFC 8246) and no s-maxage; they can't go stale.
    value = directives.get("s-maxage", directives.get("max-age", "") if "immutable" in directives else "")
    return float(value) if value.isascii() and value.isdigit() else 0


def _vary(value: bytes) -> tuple[bytes, ...] | None:
    """Return the headers the answer varies by, without Accept-Encoding (codings are made here); None if by person."""
    names = {part.strip() for part in value.lower().split(b",")} - {b"", b"accept-encoding"}
    return None if names & {b"*", b"cookie", b"authorization"} else tuple(sorted(names))
