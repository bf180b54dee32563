"""Errors as Google's services write them: code, status, message, details."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from parley.toxicity.attributes import MAX_BYTES
from parley.toxicity.perspective.messages import Response, response_json

_TYPED: Final = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_INFO: Final = "type.googleapis.com/google.rpc.ErrorInfo"
_BAD_REQUEST: Final = "type.googleapis.com/google.rpc.BadRequest"
_HELP: Final = "type.googleapis.com/google.rpc.Help"
_SERVICE: Final = "commentanalyzer.googleapis.com"
_DOMAIN: Final = "googleapis.com"
Detail = Mapping[str, object]


class ErrorType(StrEnum):
    """`errorType` in the details of a 400."""

    COMMENT_EMPTY = "COMMENT_EMPTY"
    COMMENT_TOO_LONG = "COMMENT_TOO_LONG"
    LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE = "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    NO_REQUESTED_ATTRIBUTES = "NO_REQUESTED_ATTRIBUTES"
    INVALID_REQUEST = "INVALID_REQUEST"


class Refusal(Exception):  # noqa: N818 -- it is an answer, not a fault of the program
    """Why a request gets no scores, ready to be sent."""

    def __init__(
        self,
        code: int,
        status: str,
        message: str,
        *,
        details: Sequence[Detail] = (),
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = details
        self.headers = headers

    def response(self) -> Response:
        error: dict[str, object] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return response_json({"error": error}, status=self.code, headers=self.headers, pretty=True)


def typed(error: ErrorType, message: str, **more: object) -> Refusal:
    """A 400 that a client can tell from others by `errorType`."""
    detail = {"@type": _TYPED, "errorType": str(error), **more}
    return Refusal(400, "INVALID_ARGUMENT", message, details=[detail])


def request_invalid(message: str) -> Refusal:
    return typed(ErrorType.INVALID_REQUEST, message)


def comment_empty() -> Refusal:
    return typed(ErrorType.COMMENT_EMPTY, "Comment must be non-empty.")


def comment_too_long(size: int) -> Refusal:
    """Both wordings that the service has had, since clients look for either."""
    return typed(
        ErrorType.COMMENT_TOO_LONG,
        f"Comment text too long. Comment text was too many bytes. Value ({size}) exceeded limit ({MAX_BYTES}).",
    )


def attributes_missing() -> Refusal:
    return typed(ErrorType.NO_REQUESTED_ATTRIBUTES, "Missing requested_attributes")


def language_unsupported(*, attribute: str, languages: Sequence[str], requested: bool) -> Refusal:
    """`requested` tells whether the caller named the languages or they were detected."""
    field = "requestedLanguages" if requested else "detectedLanguages"
    return typed(
        ErrorType.LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE,
        f"Attribute {attribute} does not support request languages: {', '.join(languages)}",
        languageNotSupportedByAttributeError={field: list(languages), "attribute": attribute},
    )


def malformed(message: str, *, field: str = "") -> Refusal:
    """The body is no JSON, or no such message; `field` says where."""
    violation: dict[str, object] = {"description": message}
    if field:
        violation["field"] = field
    detail = {"@type": _BAD_REQUEST, "fieldViolations": [violation]}
    return Refusal(400, "INVALID_ARGUMENT", message, details=[detail])


def argument_invalid(message: str) -> Refusal:
    return Refusal(400, "INVALID_ARGUMENT", message)


def key_invalid() -> Refusal:
    return Refusal(
        400,
        "INVALID_ARGUMENT",
        "API key not valid. Please pass a valid API key.",
        details=[
            {
                "@type": _INFO,
                "reason": "API_KEY_INVALID",
                "domain": _DOMAIN,
                "metadata": {"service": _SERVICE},
            }
        ],
    )


def key_missing() -> Refusal:
    return Refusal(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity). Please use an API key: "
        "`parley toxicity key add NAME` makes one; send it as ?key=… or in the header X-Goog-Api-Key.",
        details=[
            {
                "@type": _INFO,
                "reason": "CONSUMER_INVALID",
                "domain": _DOMAIN,
                "metadata": {"service": _SERVICE},
            }
        ],
    )


def origin_refused() -> Refusal:
    return Refusal(
        403,
        "PERMISSION_DENIED",
        "This server answers no requests from web pages of this origin. Start it with --allow-origin to change that.",
    )


def quota_exceeded(*, name: str, per_minute: int, retry_after: int, help_url: str) -> Refusal:
    """`name` is the key's name, never the key; `retry_after` is in whole seconds."""
    return Refusal(
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)' and limit 'Analysis requests "
        f"(AnalyzeComment) per minute' of service '{_SERVICE}' for consumer 'project_number:{name}'.",
        details=[
            {
                "@type": _INFO,
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": _DOMAIN,
                "metadata": {
                    "service": _SERVICE,
                    "consumer": f"projects/{name}",
                    "quota_metric": "CommentAnalyzerService/analyze_requests",
                    "quota_limit": "AnalyzeRequestsPerMinutePerProject",
                    "quota_limit_value": str(per_minute),
                },
            },
            {
                "@type": _HELP,
                "links": [{"description": "This service's description and address.", "url": help_url}],
            },
        ],
        headers=(("retry-after", str(retry_after)),),
    )


def suggestions_full(limit: int) -> Refusal:
    return Refusal(
        429,
        "RESOURCE_EXHAUSTED",
        f"The file of suggested scores has reached its limit of {limit} bytes; nothing was stored. Move it away.",
    )


def not_found() -> Refusal:
    return Refusal(404, "NOT_FOUND", "Requested entity was not found.")


def method_wrong(allowed: str) -> Refusal:
    return Refusal(
        405, "UNIMPLEMENTED", f"This address takes {allowed} requests.", headers=(("allow", allowed),)
    )


def body_too_large(limit: int) -> Refusal:
    return Refusal(413, "INVALID_ARGUMENT", f"Request payload size exceeds the limit: {limit} bytes.")


def body_too_slow() -> Refusal:
    return Refusal(408, "DEADLINE_EXCEEDED", "The request's body came too slowly.")


def encoding_unsupported() -> Refusal:
    return Refusal(415, "INVALID_ARGUMENT", "Compressed request bodies are not accepted.")


def overloaded() -> Refusal:
    return Refusal(
        503, "UNAVAILABLE", "The service is currently unavailable.", headers=(("retry-after", "1"),)
    )


def too_slow() -> Refusal:
    return Refusal(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")


def internal() -> Refusal:
    return Refusal(500, "INTERNAL", "Internal error encountered.")
