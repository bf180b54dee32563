"""What the form and the API do alike with a posted comment, around the one action."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parley.discussion.actions import GuestAuthor, PostResult, comment_post
from parley.discussion.addresses import comment_address, waiting_address
from parley.discussion.forms import QUOTE_DROP, form_facts
from parley.discussion.guests import Guest, guest_cookie_set, guest_of, guest_wrote
from parley.discussion.models import Thread
from parley.discussion.origin import request_is_foreign
from parley.discussion.quotes.selector import QuoteSelector, selector_clean
from parley.discussion.refusals import CommentRefused, FieldError, TooManyComments, refusal_status
from parley.discussion.waiting import waiting_cookies_set
from parley.kernel.ratelimit import Rate, rate_limit_take

__all__ = [
    "Posted",
    "TooManyComments",
    "comment_submit",
    "parent_read",
    "posted_cookies_set",
    "refusal_status",
    "requester_admit",
]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it, and where its writer sees the comment."""

    result: PostResult
    address: str
    guest: Guest


def comment_submit(*, request: HttpRequest, thread: Thread, typed: Mapping[str, str]) -> Posted:
    """Post what was typed for the guest behind the request.

    `typed` has author_name, text, email, parent, kind, token, website, and quote_exact, quote_prefix, quote_suffix and
    quote_target for a passage that is answered. Raises CommentRefused, or TooManyComments when the rate is spent.
    """
    with busy_refused():
        # By fingerprint even when there is a cookie: a cookie is easily thrown away.
        guest = requester_admit(
            request=request, thread=thread, bucket="comment", rate=settings.PARLEY_COMMENT_RATE
        )
        result = comment_post(
            thread=thread,
            author=GuestAuthor(
                name=typed.get("author_name", ""),
                guest_key=guest.key,
                fingerprint=guest.fingerprint if guest.is_new else "",
                email=typed.get("email", ""),
            ),
            text=typed.get("text", ""),
            parent_number=parent_read(typed.get("parent", "")),
            form=form_facts(thread=thread, typed=typed),
            quote=quote_read(typed),
            kind=typed.get("kind", ""),
        )
        if not guest.is_new:
            guest_wrote(guest)
        address_of = comment_address if result.shown else waiting_address
        address = address_of(thread=result.thread, comment=result.comment)
    return Posted(result=result, address=address, guest=guest)


@contextmanager
def busy_refused() -> Iterator[None]:
    """Make a refusal of a database that is busy for longer than it lets us wait, as during a long import.

    What was typed must not end in an error page.
    """
    try:
        yield
    except OperationalError as error:
        logger.exception("What a reader sent could not be written")
        message = _("The site is busy. Your text is still here: please wait a minute and send it again.")
        raise CommentRefused([FieldError("", "busy", message)]) from error


def requester_admit(
    *, request: HttpRequest, thread: Thread, bucket: str, rate: str, by_network: bool = False
) -> Guest:
    """Return the guest behind a request that writes, once its origin and its pace are found good.

    The pace is counted by client, or by network where another name of the browser shall not make another client.
    """
    if request_is_foreign(request, thread):
        message = _("This was sent from another site. If it was you, please send it again from here.")
        raise CommentRefused([FieldError("", "foreign_origin", message)])
    guest = guest_of(request)
    key = guest.network if by_network else guest.fingerprint
    taken = rate_limit_take(bucket=bucket, key=key, rate=Rate.parse(rate))
    if not taken.allowed:
        raise TooManyComments(retry_after=max(1, taken.retry_after_seconds))
    return guest


def posted_cookies_set(*, request: HttpRequest, response: HttpResponse, posted: Posted) -> None:
    """Set the guest's cookie, and the one that keeps a waiting comment in the writer's sight."""
    guest_cookie_set(response=response, guest=posted.guest)
    if not posted.result.shown:
        waiting_cookies_set(
            request=request,
            response=response,
            thread=posted.result.thread,
            public_id=posted.result.comment.public_id,
        )


def parent_read(text: str) -> int | None:
    """Return the number of the comment that is answered; None for none, 0 (which no comment has) for nonsense."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 -- 31 bits


def quote_read(typed: Mapping[str, str]) -> QuoteSelector | None:
    """Return the passage that a form names; None for none, and for nonsense."""
    exact = typed.get("quote_exact", "")
    if not exact or typed.get(QUOTE_DROP):
        return None
    return selector_clean(
        exact=exact,
        prefix=typed.get("quote_prefix", ""),
        suffix=typed.get("quote_suffix", ""),
        target_number=parent_read(typed.get("quote_target", "")),
    )
