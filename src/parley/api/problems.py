"""Every error of the API as application/problem+json (RFC 9457)."""

import json
import logging
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from parley.discussion.actions import FieldError
from parley.kernel.http import answer_private

logger = logging.getLogger(__name__)


class ProblemCode(StrEnum):
    """The code of the whole answer; a comment that is refused has those of its errors besides."""

    BUSY = "busy"
    COMMENT_REFUSED = "comment_refused"
    FOREIGN_ORIGIN = "foreign_origin"
    INTERNAL = "internal"
    MALFORMED = "malformed"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_FOUND = "not_found"
    THREAD_CLOSED = "thread_closed"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNSUPPORTED_TYPE = "unsupported_type"
    WRONG_SHAPE = "wrong_shape"


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
        HttpResponse(
            json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
        )
    )


def field_errors(errors: Sequence[FieldError]) -> list[dict[str, str]]:
    return [{"field": one.field, "code": one.code, "message": str(one.message)} for one in errors]


def handlers_set(api: NinjaAPI) -> None:
    """Let the API answer with problems whatever happens."""

    def not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(status=404, code=ProblemCode.NOT_FOUND, detail=_("There is nothing at this address."))

    def http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(status=error.status_code, code=ProblemCode.MALFORMED, detail=str(error))

    def wrong_shape(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {
                "field": ".".join(map(str, one["loc"][2:])),
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

    register: Any = api.add_exception_handler  # its annotation asks for handlers of exception classes, too
    register(Http404, not_found)
    register(HttpError, http_error)
    register(ValidationError, wrong_shape)
    register(Exception, internal)
