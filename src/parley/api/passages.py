"""Passages that comments answer."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from parley.api.inputs import Cursor, PassageId, ThreadId
from parley.api.presenting import answer_of, sequence_of, window_out
from parley.api.problems import cursor_problem, problems
from parley.api.schemas import PassageOut, PassagesOut, WindowOut
from parley.discussion.cursors import cursor_read
from parley.discussion.found import thread_or_404
from parley.discussion.quotes.passages import passage_comments, passage_get, passages_list

router = Router(tags=["passages"])


@router.get(
    "/threads/{thread_id}/passages",
    operation_id="passage_list",
    response={200: PassagesOut, **problems(404)},
    summary="List the passages of a page",
)
def passage_list(request: HttpRequest, thread_id: ThreadId) -> HttpResponse:
    """List up to 200 passages of the thread's page that comments answer, in the order of the page."""
    thread = thread_or_404(thread_id)
    found = [
        PassageOut(
            id=one.id,
            target_number=one.target_number,
            exact=one.exact,
            prefix=one.prefix,
            suffix=one.suffix,
            quote_count=one.quote_count,
            is_found=one.is_found,
        )
        for one in passages_list(thread=thread)
    ]
    return answer_of(PassagesOut(passages=found), thread=thread)


@router.get(
    "/threads/{thread_id}/passages/{passage_id}/comments",
    operation_id="passage_comment_list",
    response={200: WindowOut, **problems(404, 422)},
    summary="Read the comments that answer a passage",
)
def passage_comment_list(
    request: HttpRequest, thread_id: ThreadId, passage_id: PassageId, after: Cursor = ""
) -> HttpResponse:
    """Read up to 20 comments that answer a passage, the first written first."""
    thread = thread_or_404(thread_id)
    scope = f"passage-{passage_id}"
    position = cursor_read(thread=thread, scope=scope, token=after)
    if after and position is None:
        return cursor_problem("after")
    sequence = sequence_of(thread)
    if passage_get(thread=thread, passage_id=passage_id) is None:
        raise Http404
    window = passage_comments(passage_id=passage_id, after=position)
    return answer_of(window_out(thread=thread, window=window, scope=scope, sequence=sequence), thread=thread)
