"""What readers do with a comment besides replying, as the pages and the API both ask for it.

Each function admits the request (origin, pace), finds the guest behind it, and calls one action. All raise Http404 for
what is not there or not to be known of, and CommentRefused for the rest (refusals.refusal_status gives its status).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from parley.discussion.actions.edits import comment_edit, comment_remove_own
from parley.discussion.actions.reactions import reaction_set
from parley.discussion.actions.reports import comment_report
from parley.discussion.guests import Guest, guest_cookie_set, guest_of
from parley.discussion.models import Comment, Thread
from parley.discussion.notices import appeal_take
from parley.discussion.posting import busy_refused, requester_admit
from parley.discussion.queries_own import OwnComment, comment_about, own_comments, own_valued
from parley.discussion.waiting import waiting_cookies_set
from parley.kernel.clock import now
from parley.kernel.http import answer_private


@dataclass(frozen=True, slots=True)
class ReactionResult:
    valued: bool
    valued_count: int
    guest: Guest


@dataclass(frozen=True, slots=True)
class Reported:
    """`is_new` is False when this guest had reported the comment before; the answer is the same."""

    is_new: bool
    guest: Guest


@dataclass(frozen=True, slots=True)
class Edited:
    """`shown`: it stands on the page. `code` and `reason` say why not, if it is the edit that made it so."""

    comment: Comment
    thread: Thread
    changed: bool
    shown: bool
    code: str
    reason: str
    guest: Guest


@dataclass(frozen=True, slots=True)
class Removed:
    comment: Comment
    guest: Guest


@dataclass(frozen=True, slots=True)
class Own:
    """What one guest has written in a thread, and the numbers of the comments it values."""

    comments: list[OwnComment] = field(default_factory=list)
    valued: list[int] = field(default_factory=list)


def reaction_submit(
    *, request: HttpRequest, thread: Thread, number: int, valued: bool | None
) -> ReactionResult:
    """Value a comment (True), take it back (False), or turn it round (None)."""
    with _answered():
        guest = requester_admit(
            request=request,
            thread=thread,
            bucket="valued",
            rate=settings.PARLEY_VALUED_RATE,
            by_network=True,
        )
        done = reaction_set(
            thread=thread, number=number, guest_key=guest.key, network_key=guest.network, valued=valued
        )
    return ReactionResult(valued=done.valued, valued_count=done.valued_count, guest=guest)


def report_submit(
    *, request: HttpRequest, thread: Thread, number: int, reason_code: str, text: str
) -> Reported:
    """Report a comment for one of settings.PARLEY_REPORT_REASONS, with up to 1,000 characters of the reader's own."""
    with _answered():
        guest = requester_admit(
            request=request,
            thread=thread,
            bucket="report",
            rate=settings.PARLEY_REPORT_RATE,
            by_network=True,
        )
        done = comment_report(
            thread=thread,
            number=number,
            guest_key=guest.key,
            network_key=guest.network,
            reason_code=reason_code,
            text=text,
        )
    return Reported(is_new=done.is_new, guest=guest)


def edit_submit(*, request: HttpRequest, thread: Thread, number: int, text: str) -> Edited:
    """Give the guest's own comment another text."""
    with _answered():
        guest = requester_admit(
            request=request, thread=thread, bucket="edit", rate=settings.PARLEY_COMMENT_RATE
        )
        done = comment_edit(thread=thread, number=number, guest_key=guest.key, text=text)
    return Edited(
        comment=done.comment,
        thread=done.thread,
        changed=done.changed,
        shown=done.shown,
        code=done.code,
        reason=done.reason,
        guest=guest,
    )


def removal_submit(*, request: HttpRequest, thread: Thread, number: int) -> Removed:
    """Take the guest's own comment from the page."""
    with _answered():
        guest = requester_admit(
            request=request, thread=thread, bucket="edit", rate=settings.PARLEY_COMMENT_RATE
        )
        comment = comment_remove_own(thread=thread, number=number, guest_key=guest.key)
    return Removed(comment=comment, guest=guest)


def appeal_submit(*, request: HttpRequest, thread: Thread, number: int, text: str) -> Guest:
    """Object to what was decided about the guest's own comment, in up to notices.APPEAL_MAX characters."""
    with _answered():
        guest = _appeal_admit(request, thread)
        found = comment_about(thread=thread, number=number, guest_key=guest.key)
        if found is None or not found.is_own:
            raise Comment.DoesNotExist
        appeal_take(comment=found.comment, guest_key=guest.key, text=text)
    return guest


def told_appeal_submit(*, request: HttpRequest, comment: Comment, text: str) -> None:
    """Object to what was decided about a comment, for whoever has proved by its link to be its writer."""
    with _answered():
        _appeal_admit(request, comment.thread)
        appeal_take(comment=comment, guest_key=comment.guest_key, text=text)


def _appeal_admit(request: HttpRequest, thread: Thread) -> Guest:
    return requester_admit(
        request=request, thread=thread, bucket="appeal", rate=settings.PARLEY_REPORT_RATE, by_network=True
    )


def own_read(*, request: HttpRequest, thread: Thread) -> Own:
    """Return what the guest behind a request has done in a thread: two queries, or none for a new guest.

    One more where comments of theirs are not shown any more.
    """
    guest = guest_of(request)
    if guest.is_new:
        return Own()
    return Own(
        comments=own_comments(
            thread=thread, guest_key=guest.key, at=now(), window=settings.PARLEY_EDIT_WINDOW
        ),
        valued=own_valued(thread=thread, guest_key=guest.key),
    )


def answered_cookies_set(
    *, response: HttpResponse, request: HttpRequest, guest: Guest, edited: Edited | None = None
) -> None:
    """Give the guest its cookie, and keep the answer out of every cache.

    `edited`: a comment that the edit took from the page stays in its writer's sight, as a new one would.
    """
    guest_cookie_set(response=response, guest=guest)
    if edited is not None and not edited.shown:
        waiting_cookies_set(
            request=request, response=response, thread=edited.thread, public_id=edited.comment.public_id
        )
    answer_private(response)


@contextmanager
def _answered() -> Iterator[None]:
    try:
        with busy_refused():
            yield
    except (Comment.DoesNotExist, Thread.DoesNotExist) as error:
        raise Http404 from error
