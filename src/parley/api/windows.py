"""Reading comments, window by window."""

from django.http import Http404, HttpRequest, HttpResponse

from parley.api.inputs import AfterNumber, Cursor, Flat, Number, OrderName, ThreadId
from parley.api.presenting import (
    answer_of,
    branch_scope,
    comment_out,
    sequence_of,
    window_out,
)
from parley.api.problems import cursor_problem, problems
from parley.api.routers import comments_router
from parley.api.schemas import CommentOut, NextOut, WindowOut
from parley.discussion.cursors import cursor_read
from parley.discussion.found import thread_or_404
from parley.discussion.models import Thread
from parley.discussion.orders import order_default
from parley.discussion.place import place_read, place_window
from parley.discussion.queries import (
    Window,
    branch_window,
    comment_next,
    comment_placed,
    context_window,
    replies_window,
)


@comments_router.get(
    "/threads/{thread_id}/comments",
    operation_id="comment_list",
    response={200: WindowOut, **problems(404, 422)},
    summary="Read a window of comments",
)
def comment_list(
    request: HttpRequest,
    thread_id: ThreadId,
    order: OrderName = "oldest",
    flat: Flat = "0",
    after: Cursor = "",
    before: Cursor = "",
) -> HttpResponse:
    """Read up to 25 top-level comments, each with its first three replies, and the count of the rest in `rests`.

    Or, with `flat`, up to 100 comments in the order of time. It costs the same anywhere in a thread of any size.
    """
    thread = thread_or_404(thread_id)
    given = {"order": order, "flat": flat, "after": after, "before": before}
    place = place_read(thread=thread, params=given)
    if place.wrong:
        return cursor_problem(place.wrong[0])
    sequence = sequence_of(thread)
    return _answer(thread, place_window(thread=thread, place=place), place.scope, sequence)


@comments_router.get(
    "/threads/{thread_id}/comments/{number}",
    operation_id="comment_read",
    response={200: CommentOut, **problems(404)},
    summary="Read one comment",
)
def comment_read(request: HttpRequest, thread_id: ThreadId, number: Number) -> HttpResponse:
    """Read a comment as it stands on the page; one that was removed and has replies is a stub."""
    thread = thread_or_404(thread_id)
    comment = comment_placed(thread=thread, number=number)
    if comment is None:
        raise Http404
    return answer_of(comment_out(comment), thread=thread)


@comments_router.get(
    "/threads/{thread_id}/comments/{number}/replies",
    operation_id="comment_replies",
    response={200: WindowOut, **problems(404, 422)},
    summary="Read the replies to one comment",
)
def comment_replies(
    request: HttpRequest, thread_id: ThreadId, number: Number, after: Cursor = ""
) -> HttpResponse:
    """Read up to 50 direct replies, the oldest first."""
    thread = thread_or_404(thread_id)
    scope = f"replies-{number}"
    position = cursor_read(thread=thread, scope=scope, token=after)
    if after and position is None:
        return cursor_problem("after")
    sequence = sequence_of(thread)
    return _answer(thread, replies_window(thread=thread, number=number, after=position), scope, sequence)


@comments_router.get(
    "/threads/{thread_id}/comments/{number}/branch",
    operation_id="comment_branch",
    response={200: WindowOut, **problems(404, 422)},
    summary="Read a top-level comment and everything under it",
)
def comment_branch(
    request: HttpRequest, thread_id: ThreadId, number: Number, after: Cursor = ""
) -> HttpResponse:
    """Read a top-level comment with up to 50 of the replies under it, at any depth; `rests` says what is left."""
    thread = thread_or_404(thread_id)
    scope = branch_scope(number)
    position = cursor_read(thread=thread, scope=scope, token=after)
    if after and position is None:
        return cursor_problem("after")
    sequence = sequence_of(thread)
    return _answer(thread, branch_window(thread=thread, root_number=number, after=position), scope, sequence)


@comments_router.get(
    "/threads/{thread_id}/comments/{number}/context",
    operation_id="comment_context",
    response={200: WindowOut, **problems(404)},
    summary="Read what stands around one comment",
)
def comment_context(request: HttpRequest, thread_id: ThreadId, number: Number) -> HttpResponse:
    """Read a comment with what it answers, what answers it, and its neighbours; cursors are for the oldest first."""
    thread = thread_or_404(thread_id)
    sequence = sequence_of(thread)
    return _answer(thread, context_window(thread=thread, number=number), order_default().name, sequence)


@comments_router.get(
    "/threads/{thread_id}/next",
    operation_id="comment_next",
    response={200: NextOut, **problems(404, 422)},
    summary="Find the next comment by number",
)
def comment_after(request: HttpRequest, thread_id: ThreadId, number: AfterNumber) -> HttpResponse:
    """Find the first comment on the page with a higher number: the next one that a reader has not read."""
    thread = thread_or_404(thread_id)
    return answer_of(NextOut(number=comment_next(thread=thread, number=number)), thread=thread)


def _answer(thread: Thread, window: Window | None, scope: str, sequence: int) -> HttpResponse:
    if window is None:
        raise Http404
    return answer_of(window_out(thread=thread, window=window, scope=scope, sequence=sequence), thread=thread)
