"""Which other sites' pages may read our answers: those whose origins are registered, and nobody else.

The rule is applied here for the API, the fragments of threads and the widget's views, whoever answers them. An answer
varies by Origin and carries the surrogate key of all origins, so that a cache keeps one for each origin and drops them
when a site changes. Nothing is remembered in the process: what says who may read is one indexed query away, and kept
answers never come here. See fetch.spec.whatwg.org/#http-cors-protocol.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from parley.discussion.events import ORIGINS_KEY
from parley.discussion.queries_sites import origin_allowed, origin_allowed_anywhere, origin_allowed_by

PREFLIGHT_SECONDS = 7200  # Chromium forgets after that anyway
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
HEADERS_TAKEN = ("Content-Type", "Idempotency-Key", "Parley-Guest", "Last-Event-ID")
HEADERS_SHOWN = (
    "ETag",
    "Idempotent-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
)
_COVERED = ("/api/", "/threads/", "/widget/view/", "/widget/snapshot/")
_THREAD = re.compile(r"/(?:api/v1/)?threads/([0-9a-z]{16})(?:/|$)")
_SITE = re.compile(r"/(?:api/v1/sites|widget/view|widget/snapshot)/([^/]+)(?:/|$)")


class CorsMiddleware:
    """Stands first, so that refusals of whatever comes after can be read across origins too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_COVERED):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _preflight(request)
        response = self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if "Surrogate-Key" in response:
            response["Surrogate-Key"] = f"{response['Surrogate-Key']} {ORIGINS_KEY}"
        if _origin_let_in(request, response):
            response["Access-Control-Expose-Headers"] = ", ".join(HEADERS_SHOWN)
        return response


def _preflight(request: HttpRequest) -> HttpResponse:
    """Say what an allowed origin may send; to another, nothing. Asks no view, whatever the address."""
    response = HttpResponse(status=204)
    patch_vary_headers(response, ["Origin"])
    if _origin_let_in(request, response):
        response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        response["Access-Control-Allow-Headers"] = ", ".join(HEADERS_TAKEN)
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _origin_let_in(request: HttpRequest, response: HttpResponse) -> bool:
    origin = request.headers.get("Origin", "")
    if not origin or not _allowed(request, origin):
        return False
    response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Allow-Credentials"] = "true"
    return True


def _allowed(request: HttpRequest, origin: str) -> bool:
    """Ask the site that the address names, by a thread or itself; where it names none, any."""
    thread = _THREAD.match(request.path)
    if thread:
        return origin_allowed(origin, thread[1])
    site = _SITE.match(request.path)
    slug = site[1] if site else request.GET.get("site", "")
    return origin_allowed_by(origin=origin, slug=slug) if slug else origin_allowed_anywhere(origin=origin)
