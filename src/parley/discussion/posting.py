"""What the form and the API do alike with a posted comment, around the one action."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parley.discussion.actions import CommentRefused, FieldError, GuestAuthor, PostResult, comment_post
from parley.discussion.addresses import comment_address, waiting_address
from parley.discussion.forms import form_facts
from parley.discussion.guests import Guest, guest_cookie_set, guest_of, guest_wrote
from parley.discussion.models import Thread
from parley.discussion.origin import request_is_foreign
from parley.discussion.waiting import waiting_cookies_set
from parley.kernel.ratelimit import Rate, rate_limit_take

logger = logging.getLogger(__name__)

# The HTTP status of a refusal; every other code is 422, something to correct.
_STATUSES = {"foreign_origin": 403, "thread_closed": 403, "too_many": 429, "busy": 503}


class TooManyComments(CommentRefused):
    """The client posts faster than PARLEY_COMMENT_RATE allows; `retry_after` in whole seconds."""

    def __init__(self, *, retry_after: int) -> None:
        message = ngettext_lazy(
            "You are posting very fast. Please wait %d second and send it again.",
            "You are posting very fast. Please wait %d seconds and send it again.",
        )
        super().__init__([FieldError("", "too_many", message % retry_after)])
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it, and where its writer sees the comment."""

    result: PostResult
    address: str
    guest: Guest


def comment_submit(*, request: HttpRequest, thread: Thread, typed: Mapping[str, str]) -> Posted:
    """Post what was typed (author_name, text, parent, token, website) for the guest behind the request.

    Raises CommentRefused, or TooManyComments when the rate is spent. A database that is busy for longer than it lets
    us wait (a long import, say) is such a refusal too: what was typed must not end in an error page.
    """
    try:
        return _submit(request, thread, typed)
    except OperationalError as error:
        logger.exception("A comment could not be written")
        message = _("The site is busy. Your text is still here: please wait a minute and send it again.")
        raise CommentRefused([FieldError("", "busy", message)]) from error


def _submit(request: HttpRequest, thread: Thread, typed: Mapping[str, str]) -> Posted:
    if request_is_foreign(request, thread):
        message = _("This was sent from another site. If it was you, please send it again from here.")
        raise CommentRefused([FieldError("", "foreign_origin", message)])
    guest = guest_of(request)
    # By fingerprint even when there is a cookie: a cookie is easily thrown away.
    taken = rate_limit_take(
        bucket="comment", key=guest.fingerprint, rate=Rate.parse(settings.PARLEY_COMMENT_RATE)
    )
    if not taken.allowed:
        raise TooManyComments(retry_after=max(1, taken.retry_after_seconds))
    result = comment_post(
        thread=thread,
        author=GuestAuthor(
            name=typed.get("author_name", ""),
            guest_key=guest.key,
            fingerprint=guest.fingerprint if guest.is_new else "",
        ),
        text=typed.get("text", ""),
        parent_number=parent_read(typed.get("parent", "")),
        form=form_facts(thread=thread, typed=typed),
    )
    if not guest.is_new:
        guest_wrote(guest)
    if result.held:
        address = waiting_address(thread=result.thread, comment=result.comment)
    else:
        address = comment_address(thread=result.thread, comment=result.comment)
    return Posted(result=result, address=address, guest=guest)


def posted_cookies_set(*, request: HttpRequest, response: HttpResponse, posted: Posted) -> None:
    """Set the guest's cookie, and the one that keeps a waiting comment in the writer's sight."""
    guest_cookie_set(response=response, guest=posted.guest)
    if posted.result.held:
        waiting_cookies_set(
            request=request,
            response=response,
            thread=posted.result.thread,
            public_id=posted.result.comment.public_id,
        )


def refusal_status(refused: CommentRefused) -> int:
    """Return the HTTP status for a refusal."""
    return next((_STATUSES[error.code] for error in refused.errors if error.code in _STATUSES), 422)


def parent_read(text: str) -> int | None:
    """Return the number of the comment that is answered; None for none, 0 (which no comment has) for nonsense."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 -- 31 bits
