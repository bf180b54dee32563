"""Every error of the API as application/problem+json (RFC 9457)."""

import json
import logging
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from parley.api.schemas import ProblemOut
from parley.discussion.refusals import CommentRefused, FieldError, TooManyComments, refusal_status
from parley.kernel.http import answer_private, answer_public

logger = logging.getLogger(__name__)
BUSY_SECONDS = 30
JSON_PROBLEM = "application/problem+json"


class UnsupportedTypeError(Exception):
    """The body is something else than JSON."""


class JsonParser(Parser):
    """Reads a body that says it is JSON, and no other: what a plain form of another site can send is refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise UnsupportedTypeError
        return super().parse_body(request)


class ProblemCode(StrEnum):
    """The code of the whole answer; a comment that is refused has those of its errors besides."""

    ALREADY_REPORTED_HERE = "already_reported_here"
    ALREADY_VALUED_HERE = "already_valued_here"
    APPEAL_TOO_LATE = "appeal_too_late"
    APPEALED = "appealed"
    BUSY = "busy"
    COMMENT_DECIDED = "comment_decided"
    COMMENT_REFUSED = "comment_refused"
    EDIT_TOO_LATE = "edit_too_late"
    EDITS_TOO_MANY = "edits_too_many"
    FOREIGN_ORIGIN = "foreign_origin"
    IDEMPOTENCY_KEY = "idempotency_key"
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    IDEMPOTENCY_RUNNING = "idempotency_running"
    INTERNAL = "internal"
    MALFORMED = "malformed"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_FOUND = "not_found"
    NOT_OWN_COMMENT = "not_own_comment"
    NOTHING_DECIDED = "nothing_decided"
    NUDGE = "nudge"
    OWN_COMMENT = "own_comment"
    THREAD_CLOSED = "thread_closed"
    THREAD_REFUSED = "thread_refused"
    THREAD_UNKNOWN = "thread_unknown"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNSUPPORTED_TYPE = "unsupported_type"
    WRONG_SHAPE = "wrong_shape"


_WHOLE = frozenset(map(str, ProblemCode))


def problem(
    *,
    status: int,
    code: ProblemCode,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem. `type` names the code as a URN: there is no page to fetch for it (RFC 9457, section 3.1.1)."""
    body = {
        "type": f"urn:parley:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": str(code),
        "errors": list(errors),
        **(extra or {}),
    }
    return answer_private(
        HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=JSON_PROBLEM)
    )


def _field(place: Sequence[int | str]) -> str:
    """Return the name of what was wrong: ("body", "body", "text") is text, ("query", "key", 0) is key.0."""
    return ".".join(map(str, place[2 if place[0] == "body" else 1 :]))


def problems(*statuses: int) -> dict[int, type[ProblemOut]]:
    """Return what an operation may answer besides success, for its description."""
    return dict.fromkeys((*statuses, 500), ProblemOut)


def cursor_problem(field: str) -> HttpResponse:
    """Answer for a cursor that was not made for this thread and order."""
    message = _("This is no cursor that an earlier answer gave for this thread and order.")
    error = {"field": field, "code": "cursor", "message": message}
    return problem(status=422, code=ProblemCode.WRONG_SHAPE, detail=message, errors=[error])


def missing_kept(response: HttpResponse, *, keys: Sequence[str]) -> HttpResponse:
    """Let caches keep a 404 that something announces the end of; the edge does so for ten seconds at most."""
    return answer_public(response, keys=keys, seconds=60)


def field_errors(errors: Sequence[FieldError]) -> list[dict[str, str]]:
    return [{"field": one.field, "code": one.code, "message": str(one.message)} for one in errors]


def refusal_problem(refused: CommentRefused, *, token: str | None = None) -> HttpResponse:
    """Return a refusal as a problem; what concerns the whole gives its code to the whole, and so does a nudge alone."""
    errors = field_errors(refused.errors)
    nudge = refused.nudge
    wholes = [one["code"] for one in errors if not one["field"] and one["code"] in _WHOLE]
    if nudge and len(errors) == 1:
        wholes = [ProblemCode.NUDGE]
    extra: dict[str, Any] = {} if token is None else {"token": token}
    if nudge:
        extra |= {"nudge": nudge.token, "text": nudge.text, "passages": nudge.passages}
    response = problem(
        status=refusal_status(refused),
        code=ProblemCode(wholes[0]) if wholes else ProblemCode.COMMENT_REFUSED,
        detail=" ".join(one["message"] for one in errors),
        errors=errors,
        extra=extra,
    )
    if isinstance(refused, TooManyComments):
        response["Retry-After"] = str(refused.retry_after)
    elif response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(BUSY_SECONDS)
    return response


def handlers_set(api: NinjaAPI) -> None:
    """Let the API answer with problems whatever happens."""

    def not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(status=404, code=ProblemCode.NOT_FOUND, detail=_("There is nothing at this address."))

    def http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error.__cause__, UnsupportedTypeError):  # django-ninja wraps whatever a parser raises
            detail = _("The body must be JSON, with Content-Type: application/json.")
            return problem(status=415, code=ProblemCode.UNSUPPORTED_TYPE, detail=detail)
        detail = _("The body is not JSON.")
        return problem(status=error.status_code, code=ProblemCode.MALFORMED, detail=detail)

    def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
        if any(one["loc"][:1] == ("path",) for one in error.errors):
            return not_found(request, Http404())
        errors = [
            {
                "field": _field(one["loc"]),
                "code": str(one["type"]),
                "message": str(one["msg"]),
            }
            for one in error.errors
        ]
        detail = _("The request does not have the shape that is asked for.")
        return problem(status=422, code=ProblemCode.WRONG_SHAPE, detail=detail, errors=errors)

    def internal(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.error("API failed on %s %s", request.method, request.path, exc_info=error)
        return problem(status=500, code=ProblemCode.INTERNAL, detail=_("Something went wrong on our side."))

    def refused(_request: HttpRequest, refusal: CommentRefused) -> HttpResponse:
        return refusal_problem(refusal)

    def busy(_request: HttpRequest, error: OperationalError) -> HttpResponse:
        logger.error("The database did not answer in time", exc_info=error)
        detail = _("The site is busy. Please wait a minute and send it again.")
        response = problem(status=503, code=ProblemCode.BUSY, detail=detail)
        response["Retry-After"] = str(BUSY_SECONDS)
        return response

    register: Any = api.add_exception_handler  # its annotation asks for handlers of exception classes, too
    register(Http404, not_found)
    register(HttpError, http_error)
    register(ValidationError, wrong_shape)
    register(CommentRefused, refused)
    register(OperationalError, busy)
    register(Exception, internal)
