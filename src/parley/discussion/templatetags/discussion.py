from django.http import HttpRequest
from django.template import Context, Library
from django.utils.safestring import SafeString

from parley.discussion.models import Thread
from parley.discussion.policies import may_read
from parley.discussion.presentation import thread_context, thread_html
from parley.discussion.queries import Cursor
from parley.discussion.waiting import waiting_ids

register = Library()


@register.simple_tag(takes_context=True)
def thread_show(context: Context, thread: Thread | None) -> SafeString:
    """Show a thread with its form: `{% thread_show article.thread %}`. Nothing for None or a hidden thread.

    Reads `after` and what waits from the request; touches neither session nor user nor CSRF token, so that the page
    can be kept in a shared cache.
    """
    if thread is None or not may_read(thread=thread):
        return SafeString("")
    request: HttpRequest | None = context.get("request")
    after = Cursor.parse(request.GET.get("after", "")) if request else None
    shown = thread_context(thread=thread, after=after, waiting_ids=waiting_ids(request) if request else [])
    if request and not shown["waiting_comments"]:
        request.nothing_waits = True  # type: ignore[attr-defined]  # read by WaitingMiddleware
    return thread_html(context=shown)
