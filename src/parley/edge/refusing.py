"""What is turned away before anything is done for it."""

from collections.abc import Iterable

from parley.edge.limits import Limits
from parley.edge.messages import Answer, Scope, answer_plain

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ALLOWED = frozenset(METHODS)
# Known, and refused: nothing here is a tunnel, and an echo helps only attackers (RFC 9110, 9.3.6 and 9.3.8).
_REFUSED = frozenset(("CONNECT", "TRACE"))


def request_refuse(*, scope: Scope, limits: Limits) -> Answer | None:
    """Return the answer that refuses this request, or None to go on."""
    method = scope["method"]
    raw: Iterable[tuple[bytes, bytes]] = scope["headers"]
    size = count = hosts = 0
    for name, value in raw:
        count += 1
        size += len(name) + len(value)
        hosts += name == b"host"
    if method in _REFUSED:
        return _refusal(405, "Method not allowed", (b"allow", ", ".join(METHODS).encode()))
    if method not in _ALLOWED:
        return _refusal(501, "Method not implemented")
    if len(scope["raw_path"]) + len(scope["query_string"]) > limits.url:
        return _refusal(414, "The address is too long")
    if size > limits.headers or count > limits.header_count:
        return _refusal(431, "The request's header fields are too large")
    # Two hosts: one part of a chain would read the first, another the last (RFC 9112, 3.2).
    if hosts > 1:
        return _refusal(400, "A request must name one host")
    return None


def _refusal(status: int, text: str, *headers: tuple[bytes, bytes]) -> Answer:
    return answer_plain(status=status, text=text, headers=headers)
