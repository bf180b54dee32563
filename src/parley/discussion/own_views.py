"""A guest's own comments in a thread, on a page of their own: also those that the thread does not show any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parley.discussion.answering import own_read
from parley.discussion.found import thread_or_404
from parley.kernel.http import answer_private


@require_safe
def own(request: HttpRequest, public_id: str) -> HttpResponse:
    """List what the guest in this browser wrote in a thread, the newest first."""
    thread = thread_or_404(public_id)
    comments = own_read(request=request, thread=thread).comments
    context = {"thread": thread, "comments": list(reversed(comments))}
    response = render(request, "discussion/own_comments.html", context)
    response["X-Robots-Tag"] = "noindex"
    return answer_private(response)
