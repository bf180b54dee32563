"""Valuing, reporting, changing and removing comments without JavaScript. Views ask, actions act.

All happens on one page about the comment, made for one reader and kept by nobody. The origin check within answering
takes the place of the CSRF token, which would need a cookie (see origin.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from parley.discussion.addresses import comment_link
from parley.discussion.answering import (
    Edited,
    answered_cookies_set,
    appeal_submit,
    edit_submit,
    reaction_submit,
    removal_submit,
    report_submit,
)
from parley.discussion.feeds import absolute
from parley.discussion.form_requests import form_problem, form_typed
from parley.discussion.forms import AnswerForm, answer_form
from parley.discussion.found import thread_or_404
from parley.discussion.guests import Guest, guest_of
from parley.discussion.models import Comment, Thread
from parley.discussion.notices import APPEAL_MAX
from parley.discussion.policies import may_comment, may_edit, may_remove
from parley.discussion.queries import CommentView, comment_for_writer, comment_view
from parley.discussion.queries_own import About, comment_about
from parley.discussion.refusals import CommentRefused, TooManyComments, refusal_status
from parley.kernel.clock import now
from parley.kernel.http import answer_private

_VALUED = {"1": True, "0": False}
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What came of a form: `done`, as the page it leads back to says it, and by whom."""

    done: str
    guest: Guest
    edited: Edited | None = None


@require_safe
def about(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Show one comment with what this reader may do with it."""
    return _page(request, thread_or_404(public_id), number)


@csrf_exempt
@require_POST
def value(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Value a comment or take it back (field `valued`, 1 or 0), or turn it round; 303 to where it stands."""
    thread = thread_or_404(public_id)
    if problem := form_problem(request):
        return problem
    try:
        done = reaction_submit(
            request=request,
            thread=thread,
            number=number,
            valued=_VALUED.get(form_typed(request).get("valued", "")),
        )
    except CommentRefused as refused:
        return _refused(request, thread, number, refused)
    response = HttpResponseRedirect(comment_link(thread, number), status=303)
    answered_cookies_set(response=response, request=request, guest=done.guest)
    return response


@csrf_exempt
@require_POST
def report(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Report a comment (fields `reason` and `text`)."""

    def submit(thread: Thread, typed: Typed) -> _Taken:
        done = report_submit(
            request=request, thread=thread, number=number, reason_code=typed["reason"], text=typed["text"]
        )
        return _Taken("reported", done.guest)

    return _form_taken(request, public_id, number, form="report", fields=("reason", "text"), submit=submit)


@csrf_exempt
@require_POST
def edit(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Give one's own comment another text (field `text`)."""

    def submit(thread: Thread, typed: Typed) -> _Taken:
        done = edit_submit(request=request, thread=thread, number=number, text=typed["text"])
        return _Taken("edited" if done.shown else str(done.comment.status), done.guest, done)

    return _form_taken(request, public_id, number, form="edit", fields=("text",), submit=submit)


@csrf_exempt
@require_POST
def appeal(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Object to a decision on one's own comment (field `text`)."""

    def submit(thread: Thread, typed: Typed) -> _Taken:
        guest = appeal_submit(request=request, thread=thread, number=number, text=typed["text"])
        return _Taken("appealed", guest)

    return _form_taken(request, public_id, number, form="appeal", fields=("text",), submit=submit)


@csrf_exempt
def remove(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Ask whether one's own comment shall go (GET), and take it away (POST)."""
    if request.method != "POST":
        return remove_ask(request, public_id, number)
    thread = thread_or_404(public_id)
    try:
        done = removal_submit(request=request, thread=thread, number=number)
    except CommentRefused as refused:
        return _refused(request, thread, number, refused)
    response = _back(thread, number, "removed")
    answered_cookies_set(response=response, request=request, guest=done.guest)
    return response


@require_safe
def remove_ask(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Ask before a comment is removed, which can't be undone."""
    thread = thread_or_404(public_id)
    found = _about(request, thread, number)
    may = found.is_own and may_remove(thread=thread, comment=found.comment, guest_key=found.comment.guest_key)
    if not may or found.comment.status == Comment.Status.REMOVED:
        return answer_private(HttpResponseRedirect(_address(thread, number)))
    context = {"thread": thread, "comment": _view(thread, found), "is_own": True}
    return _private(render(request, "discussion/comment_remove.html", context))


def _form_taken(
    request: HttpRequest,
    public_id: str,
    number: int,
    *,
    form: str,
    fields: Sequence[str],
    submit: Callable[[Thread, Typed], _Taken],
) -> HttpResponse:
    """Hand `fields` to `submit`, and lead back to the comment; if it refuses, show `form` with what was typed."""
    thread = thread_or_404(public_id)
    if problem := form_problem(request):
        return problem
    sent = form_typed(request)
    typed = {name: sent.get(name, "") for name in fields}
    try:
        taken = submit(thread, typed)
    except CommentRefused as refused:
        return _refused(request, thread, number, refused, **{form: answer_form(typed, refused.errors)})
    response = _back(thread, number, taken.done)
    answered_cookies_set(response=response, request=request, guest=taken.guest, edited=taken.edited)
    return response


def _page(
    request: HttpRequest,
    thread: Thread,
    number: int,
    *,
    refused: CommentRefused | None = None,
    report: AnswerForm | None = None,
    edit: AnswerForm | None = None,
    appeal: AnswerForm | None = None,
) -> HttpResponse:
    found = _about(request, thread, number)
    comment, at = found.comment, now()
    view = _view(thread, found)
    guest_key = comment.guest_key if found.is_own else ""
    window = settings.PARLEY_EDIT_WINDOW
    may_edit_now = may_edit(thread=thread, comment=comment, guest_key=guest_key, at=at, window=window)
    shown = comment.status in {Comment.Status.PUBLISHED, Comment.Status.HELD}
    context: dict[str, Any] = {
        "thread": thread,
        "about": found,
        "comment": view,
        "is_shown": shown,
        "is_open": may_comment(thread=thread, at=at),
        "permalink": absolute(reverse("discussion:comment", args=[comment.public_id])),
        "back": comment_link(thread, number),
        "reasons": settings.PARLEY_REPORT_REASONS,
        "report": report or answer_form({"reason": "", "text": ""}),
        "edit": edit or answer_form({"text": comment.text}),
        "max_length": settings.PARLEY_COMMENT_MAX_LENGTH,
        "appeal": appeal or answer_form({"text": ""}),
        "appeal_max": APPEAL_MAX,
        "may_edit": may_edit_now,
        # What was typed must not get lost, also where the form is offered no more.
        "show_edit": may_edit_now or edit is not None,
        "editable_until": comment.created_at + window,
        "may_remove": shown and may_remove(thread=thread, comment=comment, guest_key=guest_key),
        "done": "" if refused else _done(request.GET, found, view),
        "errors": [error.message for error in refused.errors if not error.field] if refused else [],
    }
    return _private(render(request, "discussion/comment_about.html", context))


def _refused(
    request: HttpRequest, thread: Thread, number: int, refused: CommentRefused, **forms: AnswerForm
) -> HttpResponse:
    response = _page(request, thread, number, refused=refused, **forms)
    response.status_code = refusal_status(refused)
    if isinstance(refused, TooManyComments):
        response["Retry-After"] = str(refused.retry_after)
    return response


def _done(params: Mapping[str, str], found: About, view: CommentView) -> str:
    """Return the sentence for what was done just now, if it is still so: an address alone claims nothing."""
    status = found.comment.status
    said = {
        "reported": (found.is_reported, _("Thank you. The moderators will look at it.")),
        "edited": (
            found.is_own and status == Comment.Status.PUBLISHED,
            _("Your comment is published as it stands here."),
        ),
        "held": (
            found.is_own and status == Comment.Status.HELD,
            _("Your comment waits for a moderator. Only you can see it."),
        ),
        "rejected": (
            found.is_own and status == Comment.Status.REJECTED,
            _("Your comment is not published. Only you can see it, with the reason."),
        ),
        "removed": (found.is_own and status == Comment.Status.REMOVED, _("Your comment is removed.")),
        "appealed": (
            view.notice is not None and view.notice.appeal is not None and not view.notice.appeal.outcome,
            _("Thank you. Your objection has arrived. The answer will stand on this page."),
        ),
    }
    holds, sentence = said.get(params.get("done", ""), (False, ""))
    return sentence if holds else ""


def _about(request: HttpRequest, thread: Thread, number: int) -> About:
    guest = guest_of(request)
    found = comment_about(thread=thread, number=number, guest_key="" if guest.is_new else guest.key)
    if found is None:
        raise Http404
    return found


def _view(thread: Thread, found: About) -> CommentView:
    if found.is_own:
        return comment_for_writer(thread=thread, comment=found.comment)
    return comment_view(comment=found.comment, parent_number=found.parent_number, parent_elsewhere=True)


def _address(thread: Thread, number: int) -> str:
    return reverse("discussion:comment_about", args=[thread.public_id, number])


def _back(thread: Thread, number: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{_address(thread, number)}?{urlencode({'done': done})}", status=303)


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return answer_private(response)
