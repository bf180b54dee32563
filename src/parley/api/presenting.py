"""From what queries return to the API's shapes, and how long an answer may be kept."""

from datetime import timedelta
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from parley.api.schemas import (
    Badge,
    CommentOut,
    CorrectionOut,
    QuoteOut,
    ReasonOut,
    RestOut,
    ThreadMode,
    ThreadOut,
    WindowOut,
)
from parley.discussion.corrections import Correction
from parley.discussion.cursors import cursor_make
from parley.discussion.emails import email_days
from parley.discussion.feeds import absolute
from parley.discussion.form_token import form_token_make
from parley.discussion.guests import Guest
from parley.discussion.kinds import kinds_offered
from parley.discussion.models import Thread
from parley.discussion.orders import order_default
from parley.discussion.origin import request_is_foreign
from parley.discussion.place import Place
from parley.discussion.policies import may_comment
from parley.discussion.queries import CommentView, Window
from parley.kernel.clock import now
from parley.kernel.http import answer_private, answer_public
from parley.kernel.outbox import outbox_last

KEPT = timedelta(days=1)


def sequence_of(thread: Thread) -> int:
    """Return the thread's last event. Read it before the comments: what comes between is then only heard twice."""
    return outbox_last(topic=thread.surrogate_key)


def comment_out(comment: CommentView) -> CommentOut:
    """Return a comment's shape. What is removed shows nothing of itself, whatever the view holds."""
    shown = not comment.is_removed
    return CommentOut(
        id=comment.public_id,
        number=comment.number,
        root_number=comment.root_number,
        parent_number=comment.parent_number,
        depth=comment.depth,
        author_name=comment.author_name if shown else "",
        html=comment.html if shown else "",
        created_at=comment.created_at,
        edited_at=comment.edited_at if shown else None,
        reply_count=comment.reply_count,
        branch_count=comment.branch_count,
        valued_count=comment.valued_count if shown else 0,
        removed=comment.is_removed,
        quotes=[
            QuoteOut(
                passage=quote.passage_id,
                target_number=quote.target_number,
                exact=quote.exact,
                is_found=quote.is_found,
                is_automatic=quote.is_automatic,
            )
            for quote in (comment.links.quotes if shown else ())
        ],
        quoted_by=list(comment.links.quoted_by if shown else ()),
        badge=cast("Badge", comment.badge) if shown and comment.badge else None,
        correction=_correction_out(comment.correction) if shown else None,
    )


def _correction_out(correction: Correction | None) -> CorrectionOut | None:
    if correction is None:
        return None
    return CorrectionOut(text=correction.text, url=absolute(correction.link) if correction.link else None)


def window_out(*, thread: Thread, window: Window, scope: str, sequence: int) -> WindowOut:
    """Return a window's shape, with cursors bound to `scope`."""
    return WindowOut(
        thread=thread.public_id,
        comment_count=thread.comment_count,
        sequence=sequence,
        comments=[comment_out(comment) for comment in window.comments],
        before=_cursor(thread, scope, window.before),
        after=_cursor(thread, scope, window.after),
        rests=[
            RestOut(
                number=number,
                count=rest.count,
                after=_cursor(thread, branch_scope(number), rest.after or None),
            )
            for number, rest in window.rests.items()
        ],
    )


def branch_scope(number: int) -> str:
    """Return what the cursors of one branch are bound to, the same as on the pages."""
    return Place(order=order_default(), branch=number).scope


def thread_out(thread: Thread, *, sequence: int) -> ThreadOut:
    return ThreadOut(
        id=thread.public_id,
        site=thread.site.slug,
        key=thread.key,
        title=thread.title,
        url=absolute(thread.url),
        state="open" if thread.state == Thread.State.OPEN else "closed",
        open=may_comment(thread=thread, at=now()),
        mode=cast("ThreadMode", thread.mode),
        closes_at=thread.closes_at,
        comment_count=thread.comment_count,
        last_number=thread.last_number,
        sequence=sequence,
        token=form_token_make(thread=thread),
        max_length=settings.PARLEY_COMMENT_MAX_LENGTH,
        kinds=[ReasonOut(code=code, label=str(words)) for code, words in kinds_offered().items()],
        email_days=email_days() or None,
    )


def guest_token(request: HttpRequest, guest: Guest) -> str | None:
    """Return the guest's proof for the element in another site's page, which may get no cookie from us.

    Only where the guest came without one: a proof that a cookie holds stays out of the reach of every script.
    """
    is_elsewhere = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"} or (
        "Sec-Fetch-Site" not in request.headers and request_is_foreign(request)
    )
    return guest.token if guest.is_new and is_elsewhere else None


def answer_of(out: Schema, *, thread: Thread) -> HttpResponse:
    """Answer for everybody, until the thread changes or closes."""
    return answer_public(_json(out), keys=[thread.surrogate_key], seconds=seconds_kept(thread))


def answer_to_one(out: Schema, *, status: int = 200) -> HttpResponse:
    """Answer for whoever asked, and nobody else."""
    return answer_private(_json(out, status=status))


def seconds_kept(thread: Thread) -> int:
    """Return how long an answer that says whether the thread is open holds true: a day at most."""
    at = now()
    if thread.closes_at and may_comment(thread=thread, at=at):
        return int(min(KEPT, thread.closes_at - at).total_seconds())
    return int(KEPT.total_seconds())


def _json(out: Schema, *, status: int = 200) -> HttpResponse:
    return HttpResponse(out.model_dump_json(), status=status, content_type="application/json")


def _cursor(thread: Thread, scope: str, position: int | None) -> str | None:
    return None if position is None else cursor_make(thread=thread, scope=scope, position=position)
