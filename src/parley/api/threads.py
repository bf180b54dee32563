"""Threads and comments over the API."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from parley.api.problems import ProblemCode, field_errors, problem
from parley.api.schemas import CommentIn, CommentOut, PostedOut, ProblemOut, ThreadOut
from parley.discussion.actions import CommentRefused
from parley.discussion.form_token import form_token_make
from parley.discussion.forms import form_token_renew
from parley.discussion.models import Thread
from parley.discussion.policies import may_comment
from parley.discussion.posting import (
    Posted,
    TooManyComments,
    comment_submit,
    posted_cookies_set,
    refusal_status,
)
from parley.discussion.presentation import comment_html
from parley.discussion.queries import CommentView, Cursor, comment_view, thread_readable, thread_window
from parley.kernel.clock import now
from parley.kernel.http import answer_private, answer_public

router = Router(tags=["threads"])
# A refused comment has one of these as the code of the whole, or else comment_refused.
_WHOLE = frozenset(
    {ProblemCode.BUSY, ProblemCode.FOREIGN_ORIGIN, ProblemCode.THREAD_CLOSED, ProblemCode.TOO_MANY}
)


@router.post(
    "/{public_id}/comments",
    response={
        201: PostedOut,
        202: PostedOut,
        403: ProblemOut,
        404: ProblemOut,
        422: ProblemOut,
        429: ProblemOut,
        503: ProblemOut,
    },
    summary="Post a comment",
)
def comment_create(request: HttpRequest, public_id: str, body: CommentIn) -> HttpResponse:
    """Post a comment: 201 when it is published, 202 when it waits for a moderator."""
    thread = _thread(public_id)
    typed = {**body.dict(exclude={"parent"}), "parent": "" if body.parent is None else str(body.parent)}
    try:
        posted = comment_submit(request=request, thread=thread, typed=typed)
    except CommentRefused as refused:
        return _refusal(refused, token=form_token_renew(thread=thread, token=body.token))
    out = _posted_out(posted)
    response = HttpResponse(
        out.model_dump_json(), status=202 if posted.result.held else 201, content_type="application/json"
    )
    response["Location"] = posted.address
    posted_cookies_set(request=request, response=response, posted=posted)
    return answer_private(response)


@router.get(
    "/{public_id}/comments",
    response={200: ThreadOut, 404: ProblemOut, 422: ProblemOut},
    summary="Read a thread",
)
def comment_list(request: HttpRequest, public_id: str, after: str = "") -> HttpResponse:  # noqa: ARG001 -- the name is django-ninja's
    """Read up to 200 comments in reading order, from the start or after a cursor (`next_after` of another answer)."""
    thread = _thread(public_id)
    cursor = Cursor.parse(after)
    if after and cursor is None:
        error = {
            "field": "after",
            "code": "cursor",
            "message": "A cursor is two whole numbers with a dot between.",
        }
        return problem(status=422, code=ProblemCode.WRONG_SHAPE, detail=error["message"], errors=[error])
    window = thread_window(thread=thread, after=cursor)
    at = now()
    out = ThreadOut(
        id=thread.public_id,
        title=thread.title,
        url=thread.url,
        open=may_comment(thread=thread, at=at),
        comment_count=thread.comment_count,
        token=form_token_make(thread=thread),
        comments=[CommentOut(**_comment_fields(comment)) for comment in window.comments],
        next_after=str(window.next_after) if window.next_after else None,
    )
    response = HttpResponse(out.model_dump_json(), content_type="application/json")
    lifetime = timedelta(days=1)
    if out.open and thread.closes_at:
        lifetime = min(lifetime, thread.closes_at - at)
    return answer_public(response, keys=[thread.surrogate_key], seconds=int(lifetime.total_seconds()))


def _thread(public_id: str) -> Thread:
    thread = thread_readable(public_id=public_id)
    if thread is None:
        raise Http404
    return thread


def _comment_fields(comment: CommentView) -> dict[str, Any]:
    return {
        "id": comment.public_id,
        "number": comment.number,
        "depth": comment.depth,
        "parent_number": comment.parent_number,
        "author_name": comment.author_name,
        "html": comment.html,
        "created_at": comment.created_at,
        "removed": comment.is_removed,
    }


def _posted_out(posted: Posted) -> PostedOut:
    result = posted.result
    view = comment_view(
        comment=result.comment,
        parent_number=result.parent_number,
        waiting_reason=result.reason if result.held else "",
    )
    return PostedOut(
        **_comment_fields(view),
        status=result.comment.status,
        url=posted.address,
        comment_html=comment_html(thread=result.thread, comment=view),
        comment_count=result.thread.comment_count,
        code=result.code if result.held else "",
        reason=result.reason,
    )


def _refusal(refused: CommentRefused, *, token: str) -> HttpResponse:
    errors = field_errors(refused.errors)
    whole = next(
        (ProblemCode(one["code"]) for one in errors if one["code"] in _WHOLE), ProblemCode.COMMENT_REFUSED
    )
    response = problem(
        status=refusal_status(refused),
        code=whole,
        detail=" ".join(one["message"] for one in errors),
        errors=errors,
        extra={"token": token},
    )
    if isinstance(refused, TooManyComments):
        response["Retry-After"] = str(refused.retry_after)
    return response
