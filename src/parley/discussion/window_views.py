"""Parts of a thread as HTML alone, for the script that puts them into the page."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from parley.discussion.found import thread_or_404
from parley.discussion.models import Thread
from parley.discussion.place import place_read
from parley.discussion.policies import may_comment
from parley.discussion.presentation import comment_html, window_context, window_html
from parley.discussion.queries import comment_placed
from parley.kernel.clock import now
from parley.kernel.http import answer_public

DAY = timedelta(days=1)


@require_safe
def window(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give what stands inside .thread-window for the parameters of a place; 404 where what they name is not there.

    A cursor that makes no sense gives the start of the thread, as on the page.
    """
    thread = thread_or_404(public_id)
    context = window_context(thread=thread, place=place_read(thread=thread, params=request.GET.dict()))
    if context["missing"]:
        raise Http404
    return _fragment(thread, window_html(context=context))


@require_safe
def comment(_request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Give one comment as it stands in the thread, also as a stub; 404 where it has no place there."""
    thread = thread_or_404(public_id)
    view = comment_placed(thread=thread, number=number)
    if view is None:
        raise Http404
    return _fragment(thread, comment_html(thread=thread, comment=view))


def _fragment(thread: Thread, html: SafeString) -> HttpResponse:
    response = HttpResponse(html)
    response["X-Robots-Tag"] = "noindex"
    at = now()
    lifetime = DAY
    if thread.closes_at and may_comment(thread=thread, at=at):
        lifetime = min(DAY, thread.closes_at - at)
    return answer_public(response, keys=[thread.surrogate_key], seconds=int(lifetime.total_seconds()))
