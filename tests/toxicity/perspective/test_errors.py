"""Each error has Google's code, status and details; none of them is a 5xx for what a client sent."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from parley.toxicity.perspective.limits import Limits
from tests.toxicity.perspective.harness import ANALYZE, SUGGEST, Asking
from tests.toxicity.perspective.stand_in import FAILING

T: dict[str, object] = {"TOXICITY": {}}
OK = {"comment": {"text": "A plain comment."}, "requestedAttributes": T}


def body(**changes: Any) -> dict[str, Any]:
    """A good request with these fields changed, or left out where they are None."""
    return {name: value for name, value in {**OK, **changes}.items() if value is not None}


LONG = "Comment text was too many bytes. Value (20481) exceeded limit (20480)."
#: what is sent · errorType (None: other details) · a piece of the message
WRONG: list[tuple[object, str | None, str]] = [
    (body(comment=None), "COMMENT_EMPTY", "Comment must be non-empty."),
    (body(comment={}), "COMMENT_EMPTY", "Comment must be non-empty."),
    (body(comment={"text": ""}), "COMMENT_EMPTY", "Comment must be non-empty."),
    (body(comment={"text": " \n\t "}), "COMMENT_EMPTY", "Comment must be non-empty."),
    (body(comment={"text": "\u200b" * 9}), "COMMENT_EMPTY", "Comment must be non-empty."),
    (body(comment={"text": "<p><br></p>", "type": "HTML"}), "COMMENT_EMPTY", "Comment must be non-empty."),
    (body(comment={"text": "a" * 20481}), "COMMENT_TOO_LONG", LONG),
    (body(comment={"text": "a" * 20481}), "COMMENT_TOO_LONG", "Comment text too long."),
    (body(comment={"text": "é" * 10240 + "a"}), "COMMENT_TOO_LONG", LONG),
    (body(requestedAttributes=None), "NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes"),
    (body(requestedAttributes={}), "NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes"),
    (body(requestedAttributes={"SPAM": {}}), "INVALID_REQUEST", "Unknown requested attribute: SPAM"),
    (
        body(requestedAttributes={"THREAT": {"scoreType": "RAW"}}),
        "INVALID_REQUEST",
        "Requested score type RAW is not supported by attribute THREAT",
    ),
    (
        body(requestedAttributes={"THREAT": {"scoreType": 3}}),
        "INVALID_REQUEST",
        "Requested score type PERCENTILE is not supported by attribute THREAT",
    ),
    (body(comment={"text": "x", "type": "MARKDOWN"}), "INVALID_REQUEST", "Unknown text type"),
    (body(comment={"text": "x", "type": 9}), "INVALID_REQUEST", "Unknown text type"),
    (
        body(context={"entries": [], "articleAndParentComment": {}}),
        "INVALID_REQUEST",
        "Context can have either entries or article_and_parent_comment, but both fields were populated.",
    ),
    (body(languages=["om"]), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "does not support request languages: om"),
    (body(comment={"text": 7}), None, "Invalid value at 'comment.text' (TYPE_STRING), 7"),
    (body(comment="x"), None, "An object is expected at 'comment'"),
    (body(comment={"text": "x", "txt": "y"}), None, "Unknown name \"txt\" at 'comment': Cannot find field."),
    (body(coment={"text": "x"}), None, 'Unknown name "coment": Cannot find field.'),
    (body(requestedAttributes=["TOXICITY"]), None, "An object is expected at 'requested_attributes'"),
    (
        body(requestedAttributes={"TOXICITY": {"scoreThreshold": "high"}}),
        None,
        '(TYPE_FLOAT), "high"',
    ),
    (body(requestedAttributes={"TOXICITY": {"scoreThreshold": True}}), None, "(TYPE_FLOAT), true"),
    (body(requestedAttributes={"TOXICITY": {"scoreThreshold": 10**400}}), None, "a very large number"),
    (body(requestedAttributes={f"A{n}": {} for n in range(51)}), None, "the limit is 50"),
    (body(requestedAttributes={"A" * 65: {}}), None, "is too long"),
    (body(languages=["en", 7]), None, "Invalid value at 'languages' (TYPE_STRING), 7"),
    (body(languages=["x" * 36]), None, "Invalid value at 'languages'"),
    (body(languages=["en"] * 21), None, "the limit is 20"),
    (body(spanAnnotations="maybe"), None, "Invalid value at 'span_annotations' (TYPE_BOOL)"),
    (body(doNotStore=1), None, "Invalid value at 'do_not_store' (TYPE_BOOL), 1"),
    (body(clientToken="x" * 4097), None, "'client_token': it has 4097 characters, the limit is 4096"),
    (body(sessionId="x" * 4097), None, "'session_id'"),
    (body(communityId="x" * 4097), None, "'community_id'"),
    (body(context={"entries": [{"text": "x"}] * 101}), None, "the limit is 100"),
    (body(context={"entries": ["x"]}), None, "An object is expected at 'context.entries[0]'"),
    (body(context={"articleAndParentComment": {"author": {}}}), None, 'Unknown name "author"'),
    (b"", None, "Invalid JSON payload received."),
    (b"{", None, "Invalid JSON payload received."),
    (b"[]", None, "An object is expected"),
    (b"null", None, "An object is expected"),
    (b'"\xff"', None, "not UTF-8"),
    (b"[" * 100_000, None, "nested too deeply"),
    (b'{"a":' * 100_000, None, "nested too deeply"),
    (json.dumps(OK).replace("{}", '{"scoreThreshold": NaN}').encode(), None, "Parsing failed"),
    (json.dumps(OK).replace("{}", '{"scoreThreshold": 1e999}').encode(), None, "TYPE_FLOAT"),
    (json.dumps(OK).replace("{}", f'{{"scoreThreshold": {"9" * 5000}}}').encode(), None, "Parsing failed"),
]


@pytest.mark.parametrize(("sent", "error_type", "message"), WRONG, ids=map(str, range(len(WRONG))))
def test_what_is_wrong_is_said(asking: Asking, sent: object, error_type: str | None, message: str) -> None:
    answer = asking.ask(ANALYZE, sent)
    assert (answer.status, answer.error["status"]) == (400, "INVALID_ARGUMENT")
    assert message in answer.error["message"]
    assert answer.error_type == error_type
    if error_type is None:
        assert answer.error["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert len(answer.text) < 2000, "an error repeats what was sent at length"


def test_a_request_with_nothing_wrong_is_answered(asking: Asking) -> None:
    assert asking.ask(ANALYZE, OK).status == 200
    assert asking.ask(ANALYZE, b"\xef\xbb\xbf" + json.dumps(OK).encode()).status == 200
    assert (
        asking.ask(ANALYZE, body(unset=None, clientToken=None, comment={"text": "a" * 20480})).status == 200
    )
    assert asking.ask(ANALYZE, {**OK, "languages": None, "context": None, "clientToken": None}).status == 200


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_the_type_of_the_body_does_not_matter(asking: Asking, content_type: str) -> None:
    assert asking.ask(ANALYZE, OK, headers={"content-type": content_type}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", ANALYZE, 405, "UNIMPLEMENTED"),
        ("PUT", SUGGEST, 405, "UNIMPLEMENTED"),
        ("POST", "/healthz", 405, "UNIMPLEMENTED"),
        ("GET", "/batch", 405, "UNIMPLEMENTED"),
        ("OPTIONS", ANALYZE, 405, "UNIMPLEMENTED"),
        ("POST", "/v1alpha1/comments:other", 404, "NOT_FOUND"),
        ("POST", "/v1/comments:analyze", 404, "NOT_FOUND"),
        ("GET", "/", 404, "NOT_FOUND"),
        ("GET", "/../../etc/passwd", 404, "NOT_FOUND"),
    ],
)
def test_other_addresses_and_methods(asking: Asking, method: str, path: str, status: int, name: str) -> None:
    answer = asking.ask(path, OK, method=method)
    assert (answer.status, answer.error["status"]) == (status, name)
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"query": "callback=alert"}, 400),
        ({"query": "alt=proto"}, 400),
        ({"query": f"key={'x' * 9000}"}, 400),
        ({"headers": {"content-encoding": "gzip"}}, 415),
        ({"headers": {"origin": "https://elsewhere.example"}}, 403),
        ({"headers": {"origin": "null"}}, 403),
    ],
)
def test_what_is_refused_before_the_body_is_read(
    asking: Asking, changes: dict[str, Any], status: int
) -> None:
    answer = asking.ask(ANALYZE, OK, **changes)
    assert answer.status == status
    assert answer.error["message"]


def test_a_body_over_the_limit_is_413(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(limits=Limits(body=1000))
    answer = asking.ask(ANALYZE, b" " * 1001)
    assert (answer.status, answer.error["status"]) == (413, "INVALID_ARGUMENT")
    assert "1000 bytes" in answer.error["message"]


def test_pages_of_an_allowed_origin_may_ask(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(allow_origins=("https://news.example",))
    headers = {"origin": "https://news.example"}
    answer = asking.ask(ANALYZE, OK, headers=headers)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "https://news.example")
    assert answer.headers["vary"] == "Origin"
    assert asking.ask(ANALYZE, method="OPTIONS", headers=headers).status == 204
    assert asking.ask(ANALYZE, OK, headers={"origin": "https://other.example"}).status == 403


def test_a_scoring_error_is_a_500_that_tells_nothing(
    asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    answer = asking.analyze(f"A secret: {FAILING}")
    assert (answer.status, answer.error["status"]) == (500, "INTERNAL")
    assert "ModelUnusable" in caplog.text
    assert "secret" not in answer.text + caplog.text
    # The server knows that it is unwell until a text is scored again.
    assert asking.ask("/healthz", method="GET").status == 503
    assert asking.analyze("A plain comment.").status == 200
    assert asking.ask("/healthz", method="GET").json["status"] == "ok"


def test_what_does_not_end_in_time_is_504(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(limits=Limits(scoring=0.01))
    asking.scorer.go.clear()
    answer = asking.analyze("A plain comment.")
    assert (answer.status, answer.error["status"]) == (504, "DEADLINE_EXCEEDED")


def test_a_full_queue_is_503(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(queue_limit=0)
    answer = asking.analyze("A plain comment.")
    assert (answer.status, answer.error["status"]) == (503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "1"
