"""Asking a service about a comment: by one call, behind a breaker, with the site's limits."""

from collections.abc import Mapping

from django.conf import settings
from pydantic import ValidationError

from parley.kernel.breaker import Breaker
from parley.kernel.outgoing import ANSWER_MAX, Answer, OutgoingError, outgoing_post

_DONE = 200
_PLACE_MAX = 60  # characters of a field's name, which the service chose


class ServiceStatusError(OutgoingError):
    """The service answered with another status than 200."""


class ServiceAnswerError(Exception):
    """The service answered with something else than was agreed."""


def service_ask(
    *,
    breaker: Breaker,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    seconds: float,
    answer_max: int = ANSWER_MAX,
) -> Answer:
    """Send `body` and return the answer, whose status is 200. Raises OutgoingError and BreakerOpenError.

    No answer, and any other status, count against the breaker. What an answer says does not: a text that confuses the
    service must not stop the asking for all others.
    """
    with breaker.guarded():
        answer = outgoing_post(
            url=url,
            body=body,
            headers=headers,
            seconds=seconds,
            allowed=settings.PARLEY_OUTGOING_ALLOW,
            answer_max=answer_max,
        )
        if answer.status != _DONE:
            raise ServiceStatusError(f"{breaker.name} answered with status {answer.status}")
        return answer


def answer_wrong(error: ValidationError) -> ServiceAnswerError:
    """Say what the first thing is that an answer has wrong, and nothing of what it holds."""
    wrong = error.errors(include_input=False, include_url=False)[0]
    place = ascii(".".join(map(str, wrong["loc"]))[:_PLACE_MAX])
    return ServiceAnswerError(f"The answer is not as agreed: {place}: {wrong['msg']}")
