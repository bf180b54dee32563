"""Makes up requests, most of them wrong in one way or another; the same seed gives the same ones."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.perspective.messages import Request
from tests.toxicity.perspective.harness import ANALYZE, BASE, SUGGEST

_LETTERS = (
    "a", "idiot ", "é", "🎉", "👍🏽", "\u200b", "\u0301", "\u202e", "\x00", "\ud800", "\udfff", "\ufeff", "<b>",
    "&#x41;", "&amp;", "<!--", "<p ", ">", "\n", ".", "! ", "漢", "н", "usted ", '"', "\\", "\U0010ffff",
)  # fmt: skip
_PATHS = (
    ANALYZE,
    ANALYZE,
    ANALYZE,
    SUGGEST,
    SUGGEST,
    "/batch",
    "/$discovery/rest",
    "/healthz",
    "/metrics",
    "/",
    "/v1",
)
_METHODS = ("POST", "GET", "PUT", "OPTIONS", "HEAD", "")
_NAMES = (
    *ATTRIBUTES, "TOXICITY@latest", "TOXICITY@6", "SPAM", "", "@", "toxicity", "A" * 80, "\ud800", "__proto__",
)  # fmt: skip
_FIELDS = (
    "comment", "context", "requestedAttributes", "requested_attributes", "languages", "doNotStore", "clientToken",
    "sessionId", "communityId", "spanAnnotations", "attributeScores", "dropUnsupportedAttributes", "other",
)  # fmt: skip


class Generator:
    """`requests` yields so many: some good, most spoilt somewhere, one in twenty no JSON at all."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def requests(self, count: int) -> Iterator[Request]:
        for _ in range(count):
            yield self.request()

    def request(self) -> Request:
        path = self._pick(_PATHS)
        method = "GET" if path in _PATHS[6:9] else "POST"
        if self._chance(0.1):
            method = self._pick(_METHODS)
        headers: dict[str, str] = {}
        if path == "/batch":
            headers["content-type"] = self._pick(
                (
                    "multipart/mixed; boundary=b",
                    'multipart/mixed; boundary="b"',
                    "multipart/mixed",
                    "text/plain",
                    "",
                )
            )
            body = self._batch()
        else:
            body = self._body(suggest=path == SUGGEST)
        if self._chance(0.1):
            headers[self._pick(("content-encoding", "origin", "x-goog-api-key"))] = self._text(3)
        return Request(method=method, path=path, query=self._query(), headers=headers, body=body, base=BASE)

    def _body(self, *, suggest: bool) -> bytes:
        if self._chance(0.05):
            return self._noise()
        value = self._suggestion() if suggest else self._analysis()
        for _ in range(self._pick((0, 0, 0, 1, 3))):
            self._spoil(value)
        body = json.dumps(value).encode()
        if self._chance(0.03):
            body = body[: self._random.randrange(len(body) + 1)]
        return body

    def _analysis(self) -> dict[str, Any]:
        value: dict[str, Any] = {
            "comment": self._entry(),
            "requestedAttributes": {
                self._pick(ATTRIBUTES): self._pick(({}, {"scoreThreshold": self._random.random()}, None))
                for _ in range(self._random.randrange(1, 4))
            },
        }
        if self._chance(0.3):
            value["languages"] = self._pick((["en"], ["en", "fr"], ["en-GB"], [], ["x"]))
        if self._chance(0.3):
            value["spanAnnotations"] = True
        return value

    def _suggestion(self) -> dict[str, Any]:
        return {
            "comment": self._entry(),
            "attributeScores": {"TOXICITY": {"summaryScore": {"value": self._random.random()}}},
        }

    def _entry(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"text": self._text(self._pick((1, 5, 30, 30, 300)))}
        if self._chance(0.01):
            entry["text"] = self._pick(_LETTERS) * 21_000
        if self._chance(0.3):
            entry["type"] = self._pick(("HTML", "HTML", "PLAIN_TEXT", 1, 2, 99, "X"))
        return entry

    def _spoil(self, value: dict[str, Any]) -> None:
        """Put anything anywhere."""
        place: Any = value
        while isinstance(place, dict) and place and self._chance(0.6):
            deeper = place[self._pick(tuple(place))]
            if not isinstance(deeper, dict):
                break
            place = deeper
        place[self._pick((*_FIELDS, *_NAMES, *tuple(place), "text", "type", "scoreType"))] = self._anything(0)

    def _anything(self, depth: int) -> Any:
        makers: tuple[Callable[[], Any], ...] = (
            lambda: None,
            lambda: self._chance(0.5),
            lambda: self._random.randrange(-5, 5),
            lambda: self._pick((10**30, -(10**400), 2**31, 1e308, float("nan"), float("inf"), -0.0, 1e-320)),
            lambda: self._text(5),
            lambda: self._pick(_NAMES),
            lambda: [self._anything(depth + 1) for _ in range(self._random.randrange(4))],
            lambda: {
                self._pick((*_NAMES, *_FIELDS)): self._anything(depth + 1)
                for _ in range(self._random.randrange(4))
            },
        )
        return self._pick(makers[:6] if depth > 3 else makers)()

    def _noise(self) -> bytes:
        return self._pick(
            (
                b"", b"\x00", b"{", b"[" * 50_000, b'{"comment":' * 50_000, b'"\\ud800"', b"\xff\xfe{\x00}\x00",
                b"1" * 10_000, b"nul", b"{}" * 2, self._random.randbytes(200), b" " * 2_000,
            )
        )  # fmt: skip

    def _batch(self) -> bytes:
        newline = self._pick((b"\n", b"\r\n"))
        pieces = []
        for _ in range(self._pick((0, 1, 2, 5, 5, 120))):
            inner = self.request() if len(pieces) < 5 else None
            head = [b"--b", b"Content-ID: <" + self._text(2).encode("utf-8", "replace") + b">", b""]
            if inner is None or inner.path == "/batch" or self._chance(0.1):
                pieces.append(newline.join([*head, self._noise()[:100], b""]))
                continue
            line = f"{inner.method} {inner.path}?{inner.query} HTTP/1.1".encode("utf-8", "replace")
            pieces.append(newline.join([*head, line, b"X: y", b"", inner.body, b""]))
        return b"".join(pieces) + self._pick((b"--b--", b"--b--", b"--b--", b"--b", b""))

    def _query(self) -> str:
        return self._pick(
            ("", "", "", "", "key=k", "key=k", "alt=json&key=k", "alt=json&key=k", "alt=proto", "callback=f",
             "%ff=%ff&&=&key", "x=" * 5000,
             "version=v1alpha1", "version=v9", "prettyPrint=true", "fields=a(b)")
        )  # fmt: skip

    def _text(self, longest: int) -> str:
        return "".join(self._random.choices(_LETTERS, k=self._random.randrange(longest + 1)))

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _pick(self, among: Any) -> Any:
        return self._random.choice(among)
