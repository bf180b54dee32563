"""What a request for a stream says: which thread, and from where on."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

_PATH = re.compile(rb"/api/v1/threads/([0-9a-z]{1,40})/events/?")
_SEQUENCE = re.compile(r"[0-9]{1,18}")


class WrongPositionError(Exception):
    """The sequence to go on from is no whole number."""


def stream_thread(raw_path: bytes) -> str | None:
    """Return the public id of the thread whose stream this path is; None for any other path."""
    if not raw_path.endswith((b"/events", b"/events/")):  # nearly every path ends here
        return None
    found = _PATH.fullmatch(raw_path)
    return found[1].decode() if found else None


def stream_position(*, headers: Mapping[bytes, bytes], query: bytes) -> int | None:
    """Return the sequence after which the client wants to hear, None for "from now on". Raises WrongPositionError.

    Last-Event-ID, which a browser sends when it comes back, is newer than the address it first asked for.
    """
    given = headers.get(b"last-event-id", b"").decode("latin-1").strip()
    if not given:
        values = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("after")
        if values is None:
            return None
        given = values[-1]
    if not _SEQUENCE.fullmatch(given):
        raise WrongPositionError
    return int(given)


def origin_foreign(*, headers: Mapping[bytes, bytes]) -> str | None:
    """Return the origin of a page on another host that asks; None for our own pages and programs that are no pages."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    # By host and port: behind a proxy the scheme is not always known, and the stream tells nothing that is not public.
    if not origin or origin.partition("://")[2] == headers.get(b"host", b"").decode("latin-1"):
        return None
    return origin
