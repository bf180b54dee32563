"""The API's description (OpenAPI 3.1): what django-ninja derives from the views, and what it does not know of."""

from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from parley import __version__
from parley.api.problems import JSON_PROBLEM
from parley.kernel.http import answer_public
from parley.kernel.idempotency import KEY_MAX

PREFIX = "/api/v1"
KEPT_SECONDS = 3600
TAGS = {
    "threads": "Threads: reading one, finding it by its page, counts for many.",
    "comments": "Comments in windows, in any order, and what their writers may do to them.",
    "answers": "Valuing and reporting comments, and what is one's own.",
    "passages": "Passages of pages and comments that other comments answer.",
    "feeds": "The newest comments as RSS, Atom and JSON Feed.",
    "live": "What has changed since, for those who cannot hold a stream open.",
}
_DESCRIPTION = (
    "Threads, comments and what readers do with them, as JSON. Reading needs no account and no key; answers that "
    "everybody may see are kept by caches until something changes. Errors are problems of RFC 9457 with stable codes."
)
_METHODS = ("get", "post", "put", "patch", "delete")  # the order in which they are told
# What is read for one guest alone.
_PERSONAL = frozenset({"own_read", "own_comment_read"})
_WRITES = frozenset({"post", "put", "patch", "delete"})
# Answers to requests that got as far as being counted.
_COUNTED = frozenset({200, 201, 202, 204, 403, 409, 422, 429, 503})
_text = {"type": "string"}
_RATE_HEADERS = {
    "RateLimit-Policy": {"description": "How often one may: `q` times in `w` seconds.", "schema": _text},
    "RateLimit": {"description": "What is left: `r` times, all of it again in `t` seconds.", "schema": _text},
}
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
_ETAG = {"ETag": {"description": "Names this very answer, for If-None-Match.", "schema": _text}}
_LOCATION = {"Location": {"description": "Where it is.", "schema": _text}}
_REPLAYED = {
    "Idempotent-Replayed": {
        "description": "`true` when this is the answer to an earlier request with the same Idempotency-Key.",
        "schema": {"const": "true"},
    }
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Made up by the client, new for each thing to do: the same key again brings the same answer.",
    "schema": {"type": "string", "pattern": f"^[!-~]{{1,{KEY_MAX}}}$"},
    "example": "7f1b2c9e-4d7a-4a57-9a43-2f8f6b0c1d55",
}
_GUEST = {
    "in": "header",
    "name": "Parley-Guest",
    "required": False,
    "description": "Proof of who the guest is (`guest_token` of an earlier answer), where no cookie can be kept.",
    "schema": _text,
}


@cache
def schema_make(api: NinjaAPI) -> dict[str, Any]:
    """Return the whole description. It depends on nothing but the code, and the site's address."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{PREFIX}/"))
    schema["info"] = {
        "title": "Parley",
        "version": __version__,
        "description": _DESCRIPTION,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    for methods in schema["paths"].values():
        for method in sorted(methods, key=_METHODS.index):
            methods[method] = methods.pop(method)
    schema["servers"] = [{"url": settings.PARLEY_URL}]
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _operation_finish(method, operation)
    used = {tag for methods in schema["paths"].values() for one in methods.values() for tag in one["tags"]}
    schema["tags"] = [{"name": name, "description": words} for name, words in TAGS.items() if name in used]
    return schema


def schema_view(api: NinjaAPI) -> Any:
    """Return the view of /api/v1/openapi.json."""

    @require_safe
    def openapi(_request: HttpRequest) -> HttpResponse:
        response = JsonResponse(schema_make(api), json_dumps_params={"ensure_ascii": False})
        return answer_public(response, keys=[], seconds=KEPT_SECONDS)

    return openapi


def _operation_finish(method: str, operation: dict[str, Any]) -> None:
    writes = method in _WRITES
    for parameter in operation["parameters"]:
        # A list in the schema, but not beside it: there OpenAPI wants one, or a map (OAS 3.1.0, 4.8.12.2).
        if "examples" in parameter:
            parameter["example"] = parameter.pop("examples")[0]
    if writes or operation["operationId"] in _PERSONAL:
        operation["parameters"].append(_GUEST)
    if method == "post":
        operation["parameters"].append(_KEY)
    responses = {str(status): response for status, response in operation["responses"].items()}
    for status, response in responses.items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            response["content"] = {JSON_PROBLEM: response["content"]["application/json"]}
        headers = _headers(method, operation["operationId"], int(status))
        if headers:
            response["headers"] = headers
    operation["responses"] = responses


def _headers(method: str, name: str, status: int) -> dict[str, Any]:
    """Return what headers an answer may have besides those every answer has."""
    failed = status >= HTTPStatus.BAD_REQUEST
    found = {
        **(_RETRY if status in {409, 429, 503} else {}),
        **(_RATE_HEADERS if method in _WRITES and status in _COUNTED else {}),
        **(_REPLAYED if method == "post" and not failed else {}),
        **(_LOCATION if not failed and name in {"comment_create", "thread_open"} else {}),
        **(_ETAG if method == "get" and not failed and name not in _PERSONAL else {}),
    }
    return dict(found)
