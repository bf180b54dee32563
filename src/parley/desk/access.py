"""Who comes in at which door of the desk. Every view is behind one of these."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.accounts.models import Person
from parley.desk.looking import InputWrong
from parley.moderation.policies import Act, may
from parley.moderation.refused import DecisionRefused

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer", bound=HttpResponse)
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]
Data = dict[str, Any]
ApiView = Callable[[HttpRequest, Data], JsonResponse]

#: A longer body is no decision.
BODY_MAX: Final = 64 * 1024
#: Seconds after which a browser may ask again, once the database took no writes for as long as it lets us wait.
BUSY_SECONDS: Final = 30
logger = logging.getLogger(__name__)


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; the admin lets nobody else come so far."""
    return cast("Person", request.user)


def desk_page(act: Act, *methods: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """Let in who may `act`; the admin sends others to its front page, with a word.

    While the database takes no writes, the answer is a 503 from which the same can be sent again.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @require_http_methods(list(methods) or ["GET", "HEAD"])
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            if not may(person=person_of(request), act=act):
                raise PermissionDenied
            try:
                response = view(request, *args, **kwargs)
            except OperationalError:
                logger.exception("The desk could not write")
                response = _busy_page(request)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate


def desk_api(act: Act) -> Callable[[ApiView], Callable[[HttpRequest], HttpResponse]]:
    """Let in who may `act` with a JSON object in a POST; turn what is wrong into a status and a sentence."""

    def decorate(view: ApiView) -> Callable[[HttpRequest], HttpResponse]:
        @require_http_methods(["POST"])
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if not may(person=person_of(request), act=act):
                return problem(403, "forbidden", _("Your role does not allow that."))
            try:
                return view(request, _body(request))
            except InputWrong as wrong:
                return problem(400, "input_wrong", str(wrong))
            except DecisionRefused as refused:
                return problem(409, refused.code, str(refused.message))
            except OperationalError:
                logger.exception("The desk could not write")
                return _to_be_repeated(
                    problem(503, "busy", _("The site is busy, and nothing was kept. Try again in a minute."))
                )

        return guarded

    return decorate


def problem(status: int, code: str, sentence: str) -> JsonResponse:
    """`code` is stable and for programs; `sentence` is for the moderator."""
    return JsonResponse({"code": code, "sentence": sentence}, status=status)


def _busy_page(request: HttpRequest) -> HttpResponse:
    """Say that nothing was kept, with all that was sent in a form to send it again."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {"sent": sent, "is_post": request.method == "POST"}
    return _to_be_repeated(render(request, "desk/busy.html", context, status=503))


def _to_be_repeated(response: Answer) -> Answer:
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


def _body(request: HttpRequest) -> Data:
    if len(request.body) > BODY_MAX:
        raise InputWrong(_("That is too long."))
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InputWrong(_("Send a JSON object.")) from error
    if not isinstance(data, dict):
        raise InputWrong(_("Send a JSON object."))
    return data
