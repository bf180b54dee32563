"""What writers reach by the links in their e-mails: what was decided about one comment, and the end of such e-mails.

No cookie is read or given. Whoever holds a link may do what it is for and nothing else (see writer_links.py).
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parley.discussion.actions.emails import emails_stop
from parley.discussion.addresses import comment_link
from parley.discussion.answering import told_appeal_submit
from parley.discussion.form_requests import form_problem, form_typed
from parley.discussion.forms import AnswerForm, answer_form
from parley.discussion.models import Comment
from parley.discussion.notices import APPEAL_MAX
from parley.discussion.policies import may_read
from parley.discussion.queries import CommentView, comment_for_writer
from parley.discussion.refusals import CommentRefused, TooManyComments, refusal_status
from parley.discussion.writer_links import PARAMETER, stop_path, stop_read, told_path, told_read
from parley.kernel.http import answer_private

_APPEALED = "appealed"


# The origin check in told_appeal_submit takes the place of the CSRF token, as for every form of a thread.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest) -> HttpResponse:
    """Show a comment with what was decided about it (GET), and take an objection (POST, field `text`)."""
    comment = _comment(request)
    if request.method != "POST":
        return _page(request, comment, answer_form({"text": ""}))
    if problem := form_problem(request):
        return problem
    text = form_typed(request).get("text", "")
    try:
        told_appeal_submit(request=request, comment=comment, text=text)
    except CommentRefused as refused:
        response = _page(request, comment, answer_form({"text": text}, refused.errors), refused)
        response.status_code = refusal_status(refused)
        if isinstance(refused, TooManyComments):
            response["Retry-After"] = str(refused.retry_after)
        return response
    return _unlisted(HttpResponseRedirect(told_path(_key(request), done=_APPEALED), status=303))


# Programs that read e-mails post here without any page (RFC 8058): the key alone says that they may.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest) -> HttpResponse:
    """Ask before an address is deleted (GET), so that a program that looks at links stops nothing; delete it (POST)."""
    digest = stop_read(_key(request))
    if digest is None:
        raise Http404
    if request.method == "POST":
        emails_stop(digest=digest)
    context = {"here": stop_path(_key(request)), "is_done": request.method == "POST"}
    return _unlisted(render(request, "discussion/mail_stop.html", context))


def _key(request: HttpRequest) -> str:
    return request.GET.get(PARAMETER, "")


def _comment(request: HttpRequest) -> Comment:
    public_id = told_read(_key(request))
    found = Comment.objects.filter(public_id=public_id or "").select_related("thread__site", "parent").first()
    if found is None or not may_read(thread=found.thread):
        raise Http404
    return found


def _page(
    request: HttpRequest, comment: Comment, appeal: AnswerForm, refused: CommentRefused | None = None
) -> HttpResponse:
    thread = comment.thread
    view = comment_for_writer(thread=thread, comment=comment)
    context = {
        "thread": thread,
        "comment": view,
        "is_published": comment.status == Comment.Status.PUBLISHED,
        "back": comment_link(thread, comment.number),
        "here": told_path(_key(request)),
        "appeal": appeal,
        "appeal_max": APPEAL_MAX,
        "done": _done(request, view),
        "errors": [error.message for error in refused.errors if not error.field] if refused else [],
    }
    return _unlisted(render(request, "discussion/told.html", context))


def _done(request: HttpRequest, view: CommentView) -> str:
    """Say what was done just now, if it is still so."""
    appeal = view.notice.appeal if view.notice else None
    if request.GET.get("done") == _APPEALED and appeal is not None and not appeal.outcome:
        return _("Thank you. Your objection has arrived. The answer will stand on this page.")
    return ""


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return answer_private(response)
