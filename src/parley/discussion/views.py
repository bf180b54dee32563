"""The thread over HTTP without JavaScript. Views ask, actions act."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from parley.discussion.actions import CommentRefused
from parley.discussion.addresses import comment_address
from parley.discussion.feeds import thread_feed
from parley.discussion.form_requests import form_problem, form_typed
from parley.discussion.forms import CommentForm, comment_form
from parley.discussion.found import thread_or_404
from parley.discussion.models import Thread
from parley.discussion.policies import may_comment
from parley.discussion.posting import (
    TooManyComments,
    comment_submit,
    parent_read,
    posted_cookies_set,
    refusal_status,
)
from parley.discussion.presentation import form_context
from parley.discussion.queries import CommentView, comment_by_public_id, comment_published
from parley.discussion.quotes.selector import selector_clean
from parley.kernel.clock import now
from parley.kernel.http import answer_private, answer_public

DAY = timedelta(days=1)


# The origin check in comment_submit takes the place of the token, which would need a cookie (see origin.py).
@csrf_exempt
@require_POST
def comment_create(request: HttpRequest, public_id: str) -> HttpResponse:
    """Post a comment: 303 to where it stands; 403, 422 or 429 with the form and everything that was typed."""
    thread = thread_or_404(public_id)
    if problem := form_problem(request):
        return problem
    typed = form_typed(request)
    try:
        posted = comment_submit(request=request, thread=thread, typed=typed)
    except CommentRefused as refused:
        form = comment_form(thread=thread, typed=typed, refused=refused)
        response = _form_page(request, thread, form, _reply_to(thread, typed.get("parent", "")))
        response.status_code = refusal_status(refused)
        if isinstance(refused, TooManyComments):
            response["Retry-After"] = str(refused.retry_after)
        return answer_private(response)
    response = HttpResponseRedirect(posted.address, status=303)
    posted_cookies_set(request=request, response=response, posted=posted)
    return answer_private(response)


@require_safe
def reply(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Show the form for an answer to one comment."""
    thread = thread_or_404(public_id)
    comment = comment_published(thread=thread, number=number)
    if comment is None:
        raise Http404
    at = now()
    if not may_comment(thread=thread, at=at):
        return answer_private(HttpResponseRedirect(comment_address(thread=thread, comment=comment)))
    # Words of the comment that the answer is to quote: `?quote=…`, for links and for scripts.
    quote = selector_clean(exact=request.GET.get("quote", ""), target_number=number)
    response = _form_page(request, thread, comment_form(thread=thread, quote=quote), comment)
    if quote is not None:
        return answer_private(response)  # no cache shall be filled with whatever words people send
    lifetime = min(DAY, thread.closes_at - at) if thread.closes_at else DAY
    return answer_public(response, keys=[thread.surrogate_key], seconds=int(lifetime.total_seconds()))


@require_safe
def comment_permalink(_request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to where a comment stands now."""
    comment = comment_by_public_id(public_id=public_id)
    if comment is None:
        raise Http404
    return answer_private(HttpResponseRedirect(comment_address(thread=comment.thread, comment=comment)))


@require_safe
def feed(_request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """Give the newest comments as RSS or Atom."""
    thread = thread_or_404(public_id)
    made = thread_feed(thread=thread, form=form)
    response = HttpResponse(made.writeString("utf-8"), content_type=made.content_type)
    return answer_public(response, keys=[thread.surrogate_key], seconds=int(DAY.total_seconds()))


def _reply_to(thread: Thread, parent: str) -> CommentView | None:
    number = parent_read(parent)
    return comment_published(thread=thread, number=number) if number else None


def _form_page(
    request: HttpRequest, thread: Thread, form: CommentForm, reply_to: CommentView | None
) -> HttpResponse:
    context = {"thread": thread, **form_context(form=form, reply_to=reply_to)}
    return render(request, "discussion/comment_form_page.html", context)
