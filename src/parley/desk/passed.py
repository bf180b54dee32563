"""Which comments a moderator has passed by without deciding, in this session of the browser."""

from typing import Final

from django.http import HttpRequest

_KEY: Final = "desk_passed"
#: The oldest come back after so many.
PASSED_MAX: Final = 150


def passed_read(request: HttpRequest) -> list[int]:
    return list(request.session.get(_KEY, []))


def passed_add(request: HttpRequest, pk: int) -> None:
    kept = [one for one in passed_read(request) if one != pk]
    request.session[_KEY] = [*kept, pk][-PASSED_MAX:]


def passed_forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
