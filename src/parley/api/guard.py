"""Around every view of the API: what django-ninja leaves to others is answered as a problem, and rates are told."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _

from parley.api.problems import ProblemCode, problem
from parley.kernel.ratelimit import Counted, rate_limits_noted

# Every text a comment may have, as JSON that escapes each character, and some room.
BODY_MAX = 2 * 1024 * 1024


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a wrong method or size as a problem, and write down in headers what was counted."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = _refusal(request)
        if refused is not None:
            return refused
        with rate_limits_noted() as noted:
            response = view(request, *args, **kwargs)
        if response.status_code == 405:  # noqa: PLR2004 -- HTTP's own number
            allow = response["Allow"]
            detail = _("This address takes other methods.")
            response = problem(status=405, code=ProblemCode.METHOD_NOT_ALLOWED, detail=detail)
            response["Allow"] = allow
        rate_headers_set(response, noted)
        return response

    return inner


def guard_all(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Put `guarded` around every view of these patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = guarded(pattern.callback)
        else:
            guard_all(pattern.url_patterns)
    return patterns


def rate_headers_set(response: HttpResponse, noted: Sequence[Counted]) -> None:
    """Tell what was counted, and what is left (draft-ietf-httpapi-ratelimit-headers-11): q in w seconds, r for t."""
    if noted:
        response["RateLimit-Policy"] = ", ".join(
            f'"{one.bucket}";q={one.rate.count};w={one.rate.seconds}' for one in noted
        )
        response["RateLimit"] = ", ".join(
            f'"{one.bucket}";r={one.taken.remaining};t={one.taken.reset_seconds or 0}' for one in noted
        )


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MAX:
        return problem(
            status=413, code=ProblemCode.TOO_LARGE, detail=_("That is far too long for a comment.")
        )
    return None
