"""JSON over HTTP, at /api/v1/."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from parley.api import comments, windows
from parley.api.answers import router as answers_router
from parley.api.changes import router as changes_router
from parley.api.counts import router as counts_router
from parley.api.docs import docs_view
from parley.api.feeds import router as feeds_router
from parley.api.guard import guard_all
from parley.api.openapi import schema_view
from parley.api.own import router as own_router
from parley.api.passages import router as passages_router
from parley.api.problems import JsonParser, ProblemCode, handlers_set, problem
from parley.api.routers import comments_router
from parley.api.threads import router as threads_router

__all__ = ["api", "comments", "urlpatterns", "windows"]  # the two fill comments_router as they are loaded

api = NinjaAPI(
    title="Parley", version="1", docs_url=None, openapi_url=None, urls_namespace="api", parser=JsonParser()
)
handlers_set(api)
for router in (
    threads_router,
    counts_router,
    comments_router,
    answers_router,
    own_router,
    passages_router,
    feeds_router,
    changes_router,
):
    api.add_router("", router)


def _nothing_here(_request: HttpRequest) -> HttpResponse:
    return problem(status=404, code=ProblemCode.NOT_FOUND, detail=_("There is nothing at this address."))


_patterns, _app_name, _namespace = api.urls
# Without django-ninja's own root, which answers as a page and not as a problem.
_patterns = [pattern for pattern in _patterns if getattr(pattern, "name", "") != "api-root"]
urlpatterns = [
    path("v1/openapi.json", schema_view(api), name="api_schema"),
    path("v1/docs", docs_view(api), name="api_docs"),
    path("v1/", (guard_all(_patterns), _app_name, _namespace)),
    re_path("", _nothing_here),
]
