from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Library, loader
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parley.discussion.addresses import Addressed, comment_link
from parley.discussion.models import Thread
from parley.discussion.numbers import number_words
from parley.discussion.place import place_default, place_read
from parley.discussion.policies import may_read
from parley.discussion.presentation import comment_alone_html, thread_context, thread_html
from parley.discussion.queries import CommentView
from parley.discussion.waiting import waiting_ids

register = Library()


@register.simple_tag(takes_context=True)
def thread_show(context: Context, thread: Thread | None) -> SafeString:
    """Show a thread with its form: `{% thread_show article.thread %}`. Nothing for None or a hidden thread.

    Reads which part to show and what waits from the request; touches neither session nor user nor CSRF token, so that
    the page can be kept in a shared cache.
    """
    if thread is None or not may_read(thread=thread):
        return SafeString("")
    request: HttpRequest | None = context.get("request")
    place = place_read(thread=thread, params=request.GET.dict()) if request else place_default()
    shown = thread_context(
        thread=thread, place=place, waiting_ids=waiting_ids(request) if request else [], base=""
    )
    if request and not shown["waiting_comments"]:
        request.nothing_waits = True  # type: ignore[attr-defined]  # read by WaitingMiddleware
    return thread_html(context=shown)


@register.simple_tag
def comment_alone(comment: CommentView, thread: Thread) -> SafeString:
    """Show a comment on a page about it: `{% comment_alone comment thread %}`."""
    return comment_alone_html(thread=thread, comment=comment)


@register.filter
def comment_url(thread: Addressed, number: int) -> str:
    """Give the address of a comment: `{{ thread|comment_url:7 }}`."""
    return comment_link(thread, number)


@register.filter
def grouped(number: int) -> str:
    """Give a count as the language writes it: `{{ 100000|grouped }}`."""
    return number_words(number)


@register.simple_tag
def kept(name: str) -> SafeString:
    """Give what a template without context renders to in the current language; rendered once for each process."""
    if settings.DEBUG:
        return _render(name, get_language())
    return _render_once(name, get_language())


def _render(name: str, _language: str | None) -> SafeString:
    return SafeString(loader.get_template(name).render({}))


_render_once = lru_cache(maxsize=64)(_render)
