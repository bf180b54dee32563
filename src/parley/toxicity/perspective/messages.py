"""A request and its answer, free of any web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

_JSON = (("content-type", "application/json; charset=UTF-8"),)
# Answers hold scores of what people wrote: nobody on the way keeps them, and no browser guesses another type.
_ALWAYS = (("cache-control", "no-store"), ("x-content-type-options", "nosniff"))


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, its body read in full.

    `path` is percent-decoded and begins where the service is mounted (``/v1alpha1/…``); `query` is as sent, without
    the question mark; header names are lower case. `base` is the address that the client used, up to the mount and
    without a slash at its end; only the discovery document repeats it.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str | None = None
    base: str = "http://localhost"


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def response_json(
    value: object, *, status: int = 200, headers: tuple[tuple[str, str], ...] = (), pretty: bool = False
) -> Response:
    """Return `value` as JSON.

    Escaped to ASCII, since a lone surrogate that a client sent in its clientToken has no form in UTF-8.
    """
    body = json.dumps(value, indent=2 if pretty else None, separators=None if pretty else (",", ":"))
    return Response(status=status, headers=(*_JSON, *_ALWAYS, *headers), body=body.encode("ascii"))


def response_text(text: str, *, content_type: str = "text/plain; charset=utf-8") -> Response:
    return Response(status=200, headers=(("content-type", content_type), *_ALWAYS), body=text.encode("utf-8"))
