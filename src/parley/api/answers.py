"""What readers do with comments besides replying: valuing and reporting them, and finding their own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from parley.api.inputs import Number, ThreadId
from parley.api.once import once
from parley.api.presenting import answer_to_one, guest_token
from parley.api.problems import problems
from parley.api.schemas import ReasonOut, ReasonsOut
from parley.api.schemas_writing import OwnCommentOut, OwnOut, ReportedOut, ReportIn, ValuedOut
from parley.discussion.answering import answered_cookies_set, own_read, reaction_submit, report_submit
from parley.discussion.found import thread_or_404
from parley.discussion.models import Thread
from parley.kernel.http import answer_public

router = Router(tags=["answers"])
_VALUE = "/threads/{thread_id}/comments/{number}/value"
_VALUE_ANSWERS = {200: ValuedOut, **problems(403, 404, 409, 429, 503)}


@router.put(_VALUE, operation_id="value_set", response=_VALUE_ANSWERS, summary="Value a comment")
def value_set(request: HttpRequest, thread_id: ThreadId, number: Number) -> HttpResponse:
    """Value a comment of another. Again changes nothing."""
    return _value(request, thread_or_404(thread_id), number, valued=True)


@router.delete(_VALUE, operation_id="value_unset", response=_VALUE_ANSWERS, summary="Value a comment no more")
def value_unset(request: HttpRequest, thread_id: ThreadId, number: Number) -> HttpResponse:
    """Take it back. Again changes nothing."""
    return _value(request, thread_or_404(thread_id), number, valued=False)


@router.post(
    "/threads/{thread_id}/comments/{number}/reports",
    operation_id="report_create",
    response={200: ReportedOut, 201: ReportedOut, **problems(400, 403, 404, 409, 413, 415, 422, 429, 503)},
    summary="Report a comment",
)
def report_create(request: HttpRequest, thread_id: ThreadId, number: Number, body: ReportIn) -> HttpResponse:
    """Tell the moderators what is wrong with a comment: 201 the first time, 200 after that."""
    thread = thread_or_404(thread_id)
    return once(request, lambda: _report(request, thread, number, body))


@router.get(
    "/reasons",
    operation_id="reason_list",
    response={200: ReasonsOut, **problems()},
    summary="List the reasons",
)
def reason_list(request: HttpRequest) -> HttpResponse:
    """List the reasons for a report, in the site's language and in the order in which to offer them."""
    reasons = [
        ReasonOut(code=code, label=str(label)) for code, label in settings.PARLEY_REPORT_REASONS.items()
    ]
    response = HttpResponse(ReasonsOut(reasons=reasons).model_dump_json(), content_type="application/json")
    return answer_public(response, keys=[], seconds=3600)


@router.get(
    "/threads/{thread_id}/own",
    operation_id="own_read",
    response={200: OwnOut, **problems(404)},
    summary="Read what is one's own",
)
def own(request: HttpRequest, thread_id: ThreadId) -> HttpResponse:
    """Read which comments of the thread this guest wrote, and which it values."""
    found = own_read(request=request, thread=thread_or_404(thread_id))
    return answer_to_one(
        OwnOut(
            comments=[
                OwnCommentOut(
                    number=one.number,
                    status=one.status,
                    editable_until=one.editable_until,
                    decided_at=one.decided_at,
                )
                for one in found.comments
            ],
            valued=list(found.valued),
        )
    )


def _value(request: HttpRequest, thread: Thread, number: int, *, valued: bool) -> HttpResponse:
    done = reaction_submit(request=request, thread=thread, number=number, valued=valued)
    token = guest_token(request, done.guest)
    out = ValuedOut(valued=done.valued, valued_count=done.valued_count, guest_token=token)
    response = answer_to_one(out)
    answered_cookies_set(response=response, request=request, guest=done.guest)
    return response


def _report(request: HttpRequest, thread: Thread, number: int, body: ReportIn) -> HttpResponse:
    done = report_submit(
        request=request, thread=thread, number=number, reason_code=body.reason, text=body.text
    )
    out = ReportedOut(guest_token=guest_token(request, done.guest))
    response = answer_to_one(out, status=201 if done.is_new else 200)
    answered_cookies_set(response=response, request=request, guest=done.guest)
    return response
