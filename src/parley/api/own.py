"""A guest's own comment with what was decided about it, and the objection to that."""

from typing import Literal, cast

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from parley.api.inputs import Number, ThreadId
from parley.api.once import once
from parley.api.presenting import answer_to_one, guest_token
from parley.api.problems import problems
from parley.api.schemas_own import AppealIn, AppealOut, NoticeOut, OwnCommentFullOut, PassageMark, Status
from parley.discussion.answering import answered_cookies_set, appeal_submit
from parley.discussion.found import thread_or_404
from parley.discussion.guests import guest_of
from parley.discussion.models import Comment, Thread
from parley.discussion.notices import Notice
from parley.discussion.presentation import comment_html
from parley.discussion.queries import comment_for_writer
from parley.discussion.queries_own import comment_about

router = Router(tags=["answers"])
_OWN = "/threads/{thread_id}/own/{number}"


@router.get(
    _OWN,
    operation_id="own_comment_read",
    response={200: OwnCommentFullOut, **problems(404)},
    summary="Read one's own comment",
)
def own_comment(request: HttpRequest, thread_id: ThreadId, number: Number) -> HttpResponse:
    """Read one's own comment, whatever became of it, with what was decided about it and why."""
    guest = guest_of(request)
    key = "" if guest.is_new else guest.key
    return answer_to_one(_out(thread_or_404(thread_id), number, key))


@router.post(
    f"{_OWN}/appeal",
    operation_id="appeal_create",
    response={201: OwnCommentFullOut, **problems(400, 403, 404, 409, 413, 415, 422, 429, 503)},
    summary="Object to a decision",
)
def appeal_create(request: HttpRequest, thread_id: ThreadId, number: Number, body: AppealIn) -> HttpResponse:
    """Object to the decision for which one's own comment is rejected or removed, once for each decision."""
    thread = thread_or_404(thread_id)
    return once(request, lambda: _appeal(request, thread, number, body))


def _appeal(request: HttpRequest, thread: Thread, number: int, body: AppealIn) -> HttpResponse:
    guest = appeal_submit(request=request, thread=thread, number=number, text=body.text)
    out = _out(thread, number, guest.key)
    out.guest_token = guest_token(request, guest)
    response = answer_to_one(out, status=201)
    answered_cookies_set(response=response, request=request, guest=guest)
    return response


def _out(thread: Thread, number: int, guest_key: str) -> OwnCommentFullOut:
    found = comment_about(thread=thread, number=number, guest_key=guest_key)
    if found is None or not found.is_own:
        raise Http404
    view = comment_for_writer(thread=thread, comment=found.comment)
    gone = found.comment.status == Comment.Status.REMOVED and view.notice is None
    return OwnCommentFullOut(
        number=number,
        status=cast("Status", str(found.comment.status)),
        text=found.comment.text,
        notice=None if view.notice is None else _notice_out(view.notice),
        comment_html="" if gone else comment_html(thread=thread, comment=view),
        guest_token=None,
    )


def _notice_out(notice: Notice) -> NoticeOut:
    appeal = notice.appeal
    outcome: Literal["open", "upheld", "overturned"] = (appeal.outcome or "open") if appeal else "open"
    return NoticeOut(
        action=notice.action,
        code=notice.code,
        reason=notice.reason,
        rule=notice.rule or None,
        passages=[PassageMark(begin=begin, end=end) for begin, end in notice.passages],
        decided_at=notice.decided_at,
        automatic=notice.is_automatic,
        found_by=notice.found_by or None,
        appeal_until=notice.appeal_until,
        appeal=None
        if appeal is None
        else AppealOut(
            made_at=appeal.made_at,
            outcome=outcome,
            answer=appeal.answer or None,
            answered_at=appeal.answered_at,
        ),
    )
