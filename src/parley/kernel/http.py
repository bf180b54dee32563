"""How an answer says who may keep it. The edge and any cache between it and the reader obey these headers."""

from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def answer_public(response: Answer, *, keys: Iterable[str], seconds: int) -> Answer:
    """Let every shared cache keep the answer for `seconds`, or until one of `keys` is dropped; return it.

    Browsers ask again each time (max-age=0), so that a reader sees a new comment at the next look.
    """
    response["Cache-Control"] = f"public, max-age=0, must-revalidate, s-maxage={max(int(seconds), 0)}"
    response["Surrogate-Key"] = " ".join(dict.fromkeys(("site", *keys)))
    return response


def answer_private(response: Answer) -> Answer:
    """Let nobody keep the answer; return it."""
    response["Cache-Control"] = "private, no-store"
    del response["Surrogate-Key"]
    return response
