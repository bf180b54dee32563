"""The passages that comments answer: as data for the script that marks them, and as pages without it."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from parley.discussion.addresses import comment_link, passage_link, thread_base
from parley.discussion.cursors import cursor_make, cursor_read
from parley.discussion.found import thread_or_404
from parley.discussion.models import Thread
from parley.discussion.policies import may_comment
from parley.discussion.presentation import comment_html
from parley.discussion.queries import Window
from parley.discussion.quotes.passages import PassageView, passage_comments, passage_get, passages_list
from parley.kernel.clock import now
from parley.kernel.http import answer_public

DAY = timedelta(days=1)


@require_safe
def passages(_request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the passages of the thread's page that comments answer, in its order, as JSON."""
    thread = thread_or_404(public_id)
    found = [
        {
            "id": passage.id,
            "exact": passage.exact,
            "prefix": passage.prefix,
            "suffix": passage.suffix,
            "target": passage.target_number,
            "count": passage.quote_count,
        }
        for passage in passages_list(thread=thread)
    ]
    return _kept(JsonResponse({"passages": found}), thread)


@require_safe
def passage(request: HttpRequest, public_id: str, passage_id: int) -> HttpResponse:
    """Show a passage and the comments that answer it: a page, or with `?fragment=1` what stands in its middle."""
    thread = thread_or_404(public_id)
    shown = passage_get(thread=thread, passage_id=passage_id)
    if shown is None:
        raise Http404
    scope = f"passage:{passage_id}"
    after = cursor_read(thread=thread, scope=scope, token=request.GET.get("after", ""))
    window = passage_comments(passage_id=passage_id, after=after)
    base = thread_base(thread)
    context = {
        "thread": thread,
        "passage": shown,
        "passage_url": _place(thread, shown),
        "comments": _comments(thread, window, base),
        "base": base,
        "is_start": after is None,
        "next_url": "",
    }
    if window.after is not None:
        token = cursor_make(thread=thread, scope=scope, position=window.after)
        address = reverse("discussion:passage", args=[thread.public_id, passage_id])
        context["next_url"] = f"{base}{address}?after={token}"
    name = "passage" if request.GET.get("fragment") else "passage_page"
    response = render(request, f"discussion/{name}.html", context)
    response["X-Robots-Tag"] = "noindex"
    return _kept(response, thread)


def _comments(thread: Thread, window: Window, base: str) -> list[SafeString]:
    return [comment_html(thread=thread, comment=comment, base=base) for comment in window.comments]


def _place(thread: Thread, shown: PassageView) -> str:
    """Return where the passage stands."""
    if shown.target_number is not None:
        return comment_link(thread, shown.target_number)
    return passage_link(thread, shown.exact) if shown.is_found else thread.url


def _kept(response: HttpResponse, thread: Thread) -> HttpResponse:
    at = now()
    lifetime = DAY
    if thread.closes_at and may_comment(thread=thread, at=at):  # the comments offer "Reply" until then
        lifetime = min(DAY, thread.closes_at - at)
    return answer_public(response, keys=[thread.surrogate_key], seconds=int(lifetime.total_seconds()))
