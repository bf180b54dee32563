"""The Perspective protocol beside the site, at the paths that its clients know (parley.toxicity.perspective).

Not part of the API under /api/v1: the paths, the errors and their words are Google's. The model is the one that screens
comments. Programs are known by their keys, so no session, no CSRF token and no address of a client is looked at; the
service itself refuses what a browser's page sends. For many requests at once `parley toxicity serve` is made: here
they take threads that readers' pages need, too.
"""

import threading
from functools import cache
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from parley.kernel.line import turns
from parley.moderation.scoring import SharedScorer, scoring_is_on
from parley.toxicity.perspective import refusals
from parley.toxicity.perspective.access import Access, KeyAccess, OpenAccess
from parley.toxicity.perspective.batching import LETTERS, Batcher
from parley.toxicity.perspective.keys import KeyFile
from parley.toxicity.perspective.messages import Request, Response
from parley.toxicity.perspective.places import keys_path, suggestions_path
from parley.toxicity.perspective.refusals import key_missing
from parley.toxicity.perspective.service import Service
from parley.toxicity.perspective.suggestions import SuggestionsFile
from parley.toxicity.text.languages import detect

# Requests at once; the rest of the threads that run Django (PARLEY_DJANGO_THREADS, 4) stays for the site.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class KeysNeeded:
    """Whoever has a key. Unlike KeyAccess alone it admits nobody while there are no keys: a site is public."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys
        self._access = KeyAccess(keys)

    def admit(self, *, key: str | None, help_url: str) -> str:
        if not self._keys.exists():
            raise key_missing()
        return self._access.admit(key=key, help_url=help_url)


@csrf_exempt
def perspective(request: HttpRequest) -> HttpResponse:
    """Answer one request of the protocol. The thread waits for the model and leaves its turn to others meanwhile."""
    return _http(_answer(request), empty=request.method == "HEAD")


def _answer(request: HttpRequest) -> Response:
    if settings.PARLEY_PERSPECTIVE == "off" or not scoring_is_on():
        return refusals.not_found().response()
    service = _services()[settings.PARLEY_PERSPECTIVE == "loopback" and _is_loopback(request)]
    most = min(service.body_limit(request.path_info), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        return refusals.body_too_large(most).response()
    body = request.body
    if not _places.acquire(blocking=False):
        return refusals.overloaded().response()
    try:
        with turns.paused():
            return service.handle(
                Request(
                    method=request.method or "",
                    path=request.path_info,
                    query=request.META.get("QUERY_STRING", ""),
                    headers={name.lower(): value for name, value in request.headers.items()},
                    body=body,
                    base=f"{request.scheme}://{request.get_host()}",
                )
            )
    finally:
        _places.release()


def _is_loopback(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@cache
def _services() -> tuple[Service, Service]:
    """Return the service for whoever has a key, and the one for programs on this machine; made at the first request."""
    batcher = Batcher(SharedScorer(), max_letters=LETTERS[settings.PARLEY_TOXICITY_TIER])
    suggestions = SuggestionsFile(suggestions_path(settings.DATA))

    def made(access: Access) -> Service:
        return Service(batcher=batcher, suggestions=suggestions, access=access, detect=detect)

    return made(KeysNeeded(KeyFile(keys_path(settings.DATA)))), made(OpenAccess())


def _http(answer: Response, *, empty: bool) -> HttpResponse:
    response = HttpResponse(b"" if empty else answer.body, status=answer.status)
    del response["Content-Type"]  # the answer has its own, if it has a body
    for name, value in answer.headers:
        response[name] = value
    return response


urlpatterns = [
    path("v1alpha1/comments:analyze", perspective),
    path("v1alpha1/comments:suggestscore", perspective),
    path("$discovery/rest", perspective),
    re_path(r"^batch(?:/.*)?$", perspective),
]
