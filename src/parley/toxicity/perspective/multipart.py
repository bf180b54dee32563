"""The body of POST /batch: HTTP requests within one, as multipart/mixed (RFC 2046, 5.1), and their answers.

By hand rather than with the standard library's mail parser, which follows nested parts as deep as a stranger likes.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote, urlsplit

from parley.toxicity.perspective.access import key_of
from parley.toxicity.perspective.fields import query_read
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.messages import Request, Response
from parley.toxicity.perspective.refusals import argument_invalid

_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_LINE: Final = re.compile(r"\r?\n(?![ \t])")  # a line that begins with white space belongs to the one before
_ID: Final = re.compile(r"<[ -;=?-~]+>")  # printable ASCII, so it can be sent back as a header


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch, None if it can't be read; `content_id` is with its angle brackets, empty if unset."""

    content_id: str
    request: Request | None


def parts_read(*, outer: Request, limits: Limits) -> Sequence[Part]:
    """Return the requests in a batch. Raises Refusal when the whole of it can't be read."""
    content_type = outer.headers.get("content-type", "")
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/mixed") or not found:
        raise argument_invalid("Failed to parse batch request: it must be multipart/mixed with a boundary.")
    boundary = (found[1] or found[2]).encode("utf-8", "replace")
    pieces = list(_pieces(outer.body, boundary=boundary, most=limits.batch_parts))
    if not pieces:
        raise argument_invalid("Failed to parse batch request: it has no parts.")
    return [_part_read(piece, outer=outer, limits=limits) for piece in pieces]


def _pieces(body: bytes, *, boundary: bytes, most: int) -> Iterator[bytes]:
    delimiter = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|$)")
    begin = None
    for number, match in enumerate(delimiter.finditer(body)):
        if begin is not None:
            yield body[begin : match.start()]
        if match[1]:
            return
        if number >= most:
            raise argument_invalid(f"The batch request contains too many parts: the limit is {most}.")
        begin = match.end()
    if begin is not None:
        raise argument_invalid("Failed to parse batch request: its closing boundary is missing.")


def _part_read(piece: bytes, *, outer: Request, limits: Limits) -> Part:
    # The delimiter leaves the line's end in front, so a part without headers begins with a blank line too.
    split = _BLANK.split(piece, maxsplit=1)
    if len(split) != 2 or len(split[0]) > limits.batch_part_head:  # noqa: PLR2004
        return Part("", None)
    headers = _headers_read(split[0])
    content_id = headers.get("content-id", "").strip()
    if not _ID.fullmatch(content_id):
        content_id = ""
    return Part(content_id, _request_read(split[1].lstrip(b"\r\n"), outer=outer, limits=limits))


def _request_read(text: bytes, *, outer: Request, limits: Limits) -> Request | None:
    split = _BLANK.split(text, maxsplit=1)
    if len(split[0]) > limits.batch_part_head:
        return None
    line, _, rest = split[0].lstrip(b"\r\n").partition(b"\n")
    words = line.decode("latin-1").split()
    if not 2 <= len(words) <= 3:  # noqa: PLR2004 -- method, address, perhaps the version
        return None
    try:
        address = urlsplit(words[1])
    except ValueError:
        return None
    headers = _headers_read(b"\n" + rest)
    # The key may stand on the batch instead of on each part.
    key = key_of(query=query_read(outer.query, limit=limits.query), headers=outer.headers)
    if key:
        headers.setdefault("x-goog-api-key", key)
    return Request(
        method=words[0].upper(),
        path=_unmounted(unquote(address.path), base=outer.base),
        query=address.query,
        headers=headers,
        body=split[1] if len(split) > 1 else b"",
        client=outer.client,
        base=outer.base,
    )


def _unmounted(path: str, *, base: str) -> str:
    """The path without that of the mount, which clients got from the discovery document."""
    mount = urlsplit(base).path
    return path[len(mount) :] if mount and path.startswith(f"{mount}/") else path


def _headers_read(head: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in _LINE.split(head.decode("latin-1")))
    return {name.strip().lower(): " ".join(value.split()) for name, colon, value in pairs if colon}


def parts_response(answers: Sequence[tuple[str, Response]]) -> Response:
    """Return the answers, each with the Content-ID of its request, as one."""
    boundary = f"batch_{secrets.token_hex(16)}"
    pieces: list[bytes] = []
    for content_id, answer in answers:
        own = f"Content-ID: <response-{content_id[1:]}\r\n" if content_id else ""
        head = f"--{boundary}\r\nContent-Type: application/http\r\n{own}\r\n".encode("latin-1")
        pieces += [head, _answer_bytes(answer), b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode("ascii"))
    headers = (
        ("content-type", f"multipart/mixed; boundary={boundary}"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    )
    return Response(status=200, headers=headers, body=b"".join(pieces))


def _answer_bytes(answer: Response) -> bytes:
    reason = HTTPStatus(answer.status).phrase
    lines = [
        f"HTTP/1.1 {answer.status} {reason}",
        *(f"{name.title()}: {value}" for name, value in answer.headers),
        f"Content-Length: {len(answer.body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body
