"""Comments: posting one, and what their writers may do to them."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from parley.api.inputs import Number, ThreadId
from parley.api.once import once
from parley.api.presenting import answer_to_one, comment_out, guest_token
from parley.api.problems import problems, refusal_problem
from parley.api.routers import comments_router
from parley.api.schemas_writing import CommentIn, EditIn, PostedOut, Told
from parley.discussion.addresses import comment_address, waiting_address
from parley.discussion.answering import answered_cookies_set, edit_submit, removal_submit
from parley.discussion.forms import form_token_renew
from parley.discussion.found import thread_or_404
from parley.discussion.guests import Guest
from parley.discussion.models import Comment, Thread
from parley.discussion.posting import comment_submit, posted_cookies_set
from parley.discussion.presentation import comment_html
from parley.discussion.queries import CommentView, comment_for_writer, comment_placed, comment_view
from parley.discussion.refusals import CommentRefused


@comments_router.post(
    "/threads/{thread_id}/comments",
    operation_id="comment_create",
    response={201: PostedOut, 202: PostedOut, **problems(400, 403, 404, 409, 413, 415, 422, 429, 503)},
    summary="Post a comment",
)
def comment_create(request: HttpRequest, thread_id: ThreadId, body: CommentIn) -> HttpResponse:
    """Post a comment: 201 when it is published, 202 when it is held or rejected.

    A refusal carries a `token` with which the same comment can be sent again at once.
    """
    thread = thread_or_404(thread_id)
    try:
        return once(request, lambda: _post(request, thread, body))
    except CommentRefused as refused:
        return refusal_problem(refused, token=form_token_renew(thread=thread, token=body.token))


@comments_router.patch(
    "/threads/{thread_id}/comments/{number}",
    operation_id="comment_edit",
    response={200: PostedOut, 202: PostedOut, **problems(400, 403, 404, 413, 415, 422, 429, 503)},
    summary="Change one's own comment",
)
def comment_edit(request: HttpRequest, thread_id: ThreadId, number: Number, body: EditIn) -> HttpResponse:
    """Give one's own comment another text, for some minutes after it was written: 202 when it then waits."""
    thread = thread_or_404(thread_id)
    edited = edit_submit(request=request, thread=thread, number=number, text=body.text)
    comment = edited.comment
    parent_number = comment.parent.number if comment.parent else None
    view = _view(edited.thread, comment, parent_number, "" if edited.shown else edited.reason)
    out = _posted_out(
        request, edited.thread, comment, view, guest=edited.guest, code=edited.code, reason=edited.reason
    )
    response = answer_to_one(out, status=200 if edited.shown else 202)
    answered_cookies_set(response=response, request=request, guest=edited.guest, edited=edited)
    return response


@comments_router.delete(
    "/threads/{thread_id}/comments/{number}",
    operation_id="comment_remove",
    response={204: None, **problems(403, 404, 429, 503)},
    summary="Remove one's own comment",
)
def comment_remove(request: HttpRequest, thread_id: ThreadId, number: Number) -> HttpResponse:
    """Take one's own comment from the page, at any time; a stub stays where it has replies. Again changes nothing."""
    thread = thread_or_404(thread_id)
    removed = removal_submit(request=request, thread=thread, number=number)
    response = HttpResponse(status=204)
    answered_cookies_set(response=response, request=request, guest=removed.guest)
    return response


def _post(request: HttpRequest, thread: Thread, body: CommentIn) -> HttpResponse:
    posted = comment_submit(request=request, thread=thread, typed=_typed(body))
    result = posted.result
    view = _view(result.thread, result.comment, result.parent_number, "" if result.shown else result.reason)
    out = _posted_out(
        request,
        result.thread,
        result.comment,
        view,
        guest=posted.guest,
        code="" if result.shown else result.code,
        reason="" if result.shown else result.reason,
    )
    response = answer_to_one(out, status=201 if result.shown else 202)
    response["Location"] = posted.address
    posted_cookies_set(request=request, response=response, posted=posted)
    return response


def _typed(body: CommentIn) -> dict[str, str]:
    """Return what a form would have sent."""
    typed = {name: str(value) for name, value in body.dict(exclude={"parent"}).items()}
    return typed | {
        "parent": "" if body.parent is None else str(body.parent),
        "post_anyway": "1" if body.post_anyway else "",
    }


def _view(thread: Thread, comment: Comment, parent_number: int | None, waiting_reason: str) -> CommentView:
    """Return a comment as it stands on the page, with its quotes; one that waits as its writer sees it."""
    if comment.status == Comment.Status.REJECTED:
        return comment_for_writer(thread=thread, comment=comment)
    placed = comment_placed(thread=thread, number=comment.number)
    return placed or comment_view(comment=comment, parent_number=parent_number, waiting_reason=waiting_reason)


def _posted_out(
    request: HttpRequest, thread: Thread, comment: Comment, view: CommentView, *, guest: Guest, **why: Any
) -> PostedOut:
    shown = comment.status == Comment.Status.PUBLISHED
    address = comment_address if shown else waiting_address
    return PostedOut(
        **comment_out(view).dict(),
        status=cast("Told", str(comment.status)),
        url=address(thread=thread, comment=comment),
        comment_html=comment_html(thread=thread, comment=view),
        comment_count=thread.comment_count,
        guest_token=guest_token(request, guest),
        **why,
    )
