"""Refusals of the edge's own in the API's form: application/problem+json (RFC 9457)."""

import json
from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus

from parley.edge.messages import Answer


class StreamProblem(StrEnum):
    """Why there is no stream. The API uses the same codes for the same things; see docs/reference/errors.md."""

    BUSY = "busy"
    FORBIDDEN = "forbidden"
    FOREIGN_ORIGIN = "foreign_origin"
    MALFORMED = "malformed"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_FOUND = "not_found"
    TOO_MANY = "too_many"
    TOO_MANY_STREAMS = "too_many_streams"


def problem_answer(
    *, status: int, code: StreamProblem, detail: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> Answer:
    """Return a problem that nobody keeps and every origin may read: it tells nothing but what was asked for."""
    body = json.dumps(
        {
            "type": f"urn:parley:problem:{code}",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "code": str(code),
            "errors": [],
        }
    ).encode()
    return Answer(
        status=status,
        headers=[
            (b"content-type", b"application/problem+json"),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"access-control-allow-origin", b"*"),
            *headers,
        ],
        body=body,
        length=len(body),
    )
