"""A page's whole thread as HTML: for the element in other sites' pages, and for hosts that render on the server."""

from copy import copy

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parley.api.presenting import seconds_kept
from parley.api.problems import ProblemCode, problem
from parley.api.threads import thread_unknown
from parley.discussion.actions.sites import KEY_MAX
from parley.discussion.models import Thread
from parley.discussion.place import place_read
from parley.discussion.presentation import thread_context, thread_html, window_context
from parley.discussion.queries_sites import thread_by_key
from parley.discussion.waiting import waiting_ids
from parley.kernel.http import answer_public


@require_safe
def view(request: HttpRequest, site: str) -> HttpResponse:
    """Give the thread of ?key= as it stands on our own pages, every address in it whole.

    The page's parameters (order, flat, after, before, branch, comment) choose the part, as on our pages. 404 problem
    `thread_unknown` where the page has no thread yet: the element then makes one over the API.
    """
    thread = _thread(request, site)
    if isinstance(thread, HttpResponse):
        return thread
    context = thread_context(
        thread=thread,
        place=place_read(thread=thread, params=request.GET.dict()),
        waiting_ids=waiting_ids(request),
        base=settings.PARLEY_URL,
    )
    return _answer(thread_html(context=context), thread)


@require_safe
def snapshot(request: HttpRequest, site: str) -> HttpResponse:
    """Give the comments of ?key= as plain HTML: no form, no script, no style, every address whole.

    A host puts it into its page as it renders it, inside <noscript> or where the element will stand.
    """
    thread = _thread(request, site)
    if isinstance(thread, HttpResponse):
        return thread
    reading = copy(thread)
    reading.state = Thread.State.CLOSED  # shown as to somebody who can only read, whatever is true
    place = place_read(thread=thread, params=request.GET.dict())
    context = window_context(thread=reading, place=place, base=settings.PARLEY_URL)
    context |= {"comment_count": thread.comment_count}
    return _answer(loader.get_template("api/snapshot.html").render(context), thread)


def _thread(request: HttpRequest, site: str) -> Thread | HttpResponse:
    key = request.GET.get("key", "")
    if not 1 <= len(key) <= KEY_MAX or "\0" in key:
        message = _("The key of the page is missing or too long.")
        error = {"field": "key", "code": "key_wrong", "message": message}
        return problem(status=422, code=ProblemCode.WRONG_SHAPE, detail=message, errors=[error])
    return thread_by_key(slug=site, key=key) or thread_unknown(site)


def _answer(html: str, thread: Thread) -> HttpResponse:
    response = HttpResponse(html)
    response["X-Robots-Tag"] = "noindex"
    return answer_public(response, keys=[thread.surrogate_key], seconds=seconds_kept(thread))
