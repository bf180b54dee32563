"""JSON over HTTP, at /api/v1/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from parley.api.problems import ProblemCode, handlers_set, problem
from parley.api.threads import router as threads_router

# Every text a comment may have, as JSON that escapes each character, and some room.
BODY_MAX = 2 * 1024 * 1024

api = NinjaAPI(title="Parley", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
handlers_set(api)
api.add_router("/threads", threads_router)


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as a problem what django-ninja leaves to others: a wrong method, type or size."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MAX:
            return problem(
                status=413, code=ProblemCode.TOO_LARGE, detail=_("That is far too long for a comment.")
            )
        if request.method == "POST" and request.content_type != "application/json":
            detail = _("The body must be JSON, with Content-Type: application/json.")
            return problem(status=415, code=ProblemCode.UNSUPPORTED_TYPE, detail=detail)
        response = view(request, *args, **kwargs)
        if response.status_code != 405:  # noqa: PLR2004 -- HTTP's own number
            return response
        refused = problem(
            status=405, code=ProblemCode.METHOD_NOT_ALLOWED, detail=_("This address takes other methods.")
        )
        refused["Allow"] = response["Allow"]
        return refused

    return guarded


def _nothing_here(_request: HttpRequest) -> HttpResponse:
    return problem(status=404, code=ProblemCode.NOT_FOUND, detail=_("There is nothing at this address."))


def _guard_all(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _guarded(pattern.callback)
        else:
            _guard_all(pattern.url_patterns)
    return patterns


_patterns, _app_name, _namespace = api.urls
# Without django-ninja's own root, which answers as a page and not as a problem.
_patterns = [pattern for pattern in _patterns if getattr(pattern, "name", "") != "api-root"]
urlpatterns = [
    path("v1/", (_guard_all(_patterns), _app_name, _namespace)),
    re_path("", _nothing_here),
]
