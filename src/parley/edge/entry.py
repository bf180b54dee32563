"""One kept answer and its forms: the same page as it is, gzipped and in Brotli, each with the messages that send it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parley.edge.encodings import CODINGS, IDENTITY, coding_worthwhile
from parley.edge.etag import etag_make, etag_matches
from parley.edge.messages import Answer, Headers, Message

# What a 304 must repeat (RFC 9110, 15.4.5).
_IN_NOT_MODIFIED = frozenset((b"cache-control", b"content-location", b"etag", b"expires", b"vary"))
# Python's objects around the bytes of one entry and of one further coding, by sys.getsizeof and rounded up.
ENTRY_OVERHEAD = 3000
VARIANT_OVERHEAD = 1500
_NO_BODY: Message = {"type": "http.response.body", "body": b""}


@dataclass(slots=True)
class Variant:
    """One coding of an answer, ready to send. The header lists are copied and added to, never changed."""

    etag: bytes
    status: int
    headers: Headers
    headers_not_modified: Headers
    body_message: Message
    length: int
    last_modified: bytes | None = None

    def unmodified(self, *, none_match: bytes | None, modified_since: bytes | None) -> bool:
        """Whether the client holds this very answer, by If-None-Match or, without it, by If-Modified-Since."""
        if self.status != 200:  # noqa: PLR2004 -- conditions are for 200 (RFC 9110, 13.2.1)
            return False
        if none_match is not None:
            return etag_matches(condition=none_match, etag=self.etag)
        # Compared as bytes: a client repeats the date it was given, and no clock is trusted.
        return modified_since is not None and modified_since == self.last_modified


@dataclass(slots=True)
class Entry:
    """One answer kept until `expires` (monotonic seconds); `size` is what it counts for, in bytes.

    A signpost has no variants: it stands under the bare URL and says by which request headers the answers differ.
    """

    expires: float
    surrogate_keys: tuple[str, ...] = ()
    vary: tuple[bytes, ...] = ()
    vary_values: tuple[bytes, ...] = ()
    size: int = ENTRY_OVERHEAD
    variants: dict[str, Variant] = field(default_factory=dict)
    _status: int = 200
    _headers: Headers = field(default_factory=list)
    _body: bytes = b""
    _tag: str = ""

    @classmethod
    def signpost(cls, *, vary: tuple[bytes, ...]) -> "Entry":
        return cls(expires=0.0, vary=vary, size=ENTRY_OVERHEAD // 3)

    @classmethod
    def of(
        cls,
        *,
        answer: Answer,
        expires: float,
        surrogate_keys: Iterable[str],
        vary: tuple[bytes, ...] = (),
        vary_values: tuple[bytes, ...] = (),
        send_surrogate_keys: bool = False,
    ) -> "Entry":
        """Make an entry with its identity form. `answer.body` must be bytes."""
        body = answer.body
        assert isinstance(body, bytes)  # noqa: S101 -- keep_decide has seen to it
        dropped = {b"etag", b"vary"} if send_surrogate_keys else {b"etag", b"vary", b"surrogate-key"}
        headers = [(name, value) for name, value in answer.headers if name not in dropped]
        vary_names = {
            name.strip().lower()
            for key, value in answer.headers
            if key == b"vary"
            for name in value.split(b",")
        }
        content_type = next((value for name, value in headers if name == b"content-type"), b"")
        worthwhile = coding_worthwhile(content_type=content_type, length=len(body))
        if worthwhile:
            vary_names.add(b"accept-encoding")
        if vary_names - {b""}:
            headers.append((b"vary", b", ".join(sorted(vary_names - {b""}))))
        keys = tuple(surrogate_keys)
        entry = cls(
            expires=expires,
            surrogate_keys=keys,
            vary=vary,
            vary_values=vary_values,
            size=ENTRY_OVERHEAD + len(body) + sum(200 + len(key) for key in keys),
            _status=answer.status,
            _headers=headers,
            _body=body,
            _tag=etag_make(body),
        )
        plain = entry._variant(IDENTITY, body)
        # What gains nothing from compression has one form, whatever the client accepts.
        entry.variants = (
            {IDENTITY: plain} if worthwhile else {IDENTITY: plain, **dict.fromkeys(CODINGS, plain)}
        )
        return entry

    def encode(self, coding: str) -> int:
        """Make the form in `coding` if it is missing; return the bytes it adds.

        It takes milliseconds, so never call it on the event loop.
        """
        if coding in self.variants:
            return 0
        body = CODINGS[coding](self._body)
        if len(body) >= len(self._body):
            self.variants[coding] = self.variants[IDENTITY]
            return 0
        self.variants[coding] = self._variant(coding, body)
        return VARIANT_OVERHEAD + len(body)

    def _variant(self, coding: str, body: bytes) -> Variant:
        suffix = "" if coding == IDENTITY else f"-{coding}"
        etag = f'"{self._tag}{suffix}"'.encode()
        headers = [*self._headers, (b"etag", etag)]
        if suffix:
            headers.append((b"content-encoding", coding.encode()))
        return Variant(
            etag=etag,
            status=self._status,
            headers=[*headers, (b"content-length", b"%d" % len(body))],
            headers_not_modified=[pair for pair in headers if pair[0] in _IN_NOT_MODIFIED],
            body_message={"type": "http.response.body", "body": body},
            length=len(body),
            last_modified=next((value for name, value in headers if name == b"last-modified"), None),
        )


def variant_messages(
    variant: Variant, method: str, headers: Mapping[bytes, bytes], timing: bytes
) -> tuple[Message, Message]:
    """Return the two messages that answer a GET or HEAD with `variant`, or say 304. It runs for every read."""
    none_match = headers.get(b"if-none-match")
    modified_since = headers.get(b"if-modified-since")
    if (none_match or modified_since) and variant.unmodified(
        none_match=none_match, modified_since=modified_since
    ):
        return {
            "type": "http.response.start",
            "status": 304,
            "headers": [*variant.headers_not_modified, (b"server-timing", timing)],
        }, _NO_BODY
    return {
        "type": "http.response.start",
        "status": variant.status,
        "headers": [*variant.headers, (b"server-timing", timing)],
    }, variant.body_message if method == "GET" else _NO_BODY
