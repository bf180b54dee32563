"""A thread's newest comments as feeds, also for pages of other sites."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Router

from parley.api.inputs import ThreadId
from parley.api.presenting import seconds_kept
from parley.api.problems import problems
from parley.discussion.feeds import absolute, comment_title, thread_feed
from parley.discussion.found import thread_or_404
from parley.discussion.models import Thread
from parley.discussion.queries import threads_feed
from parley.kernel.http import answer_public

router = Router(tags=["feeds"])
JSON_FEED = "application/feed+json"
_TYPES = ("application/rss+xml", "application/atom+xml", JSON_FEED)


@router.get(
    "/threads/{thread_id}/feed.{form}",
    operation_id="feed_read",
    response={200: None, **problems(404)},
    summary="Read a thread's feed",
    openapi_extra={
        "responses": {
            200: {
                "description": "RSS 2.0, Atom or JSON Feed 1.1",
                "content": {one: {"schema": {"type": "string"}} for one in _TYPES[:2]}
                | {JSON_FEED: {"schema": {"type": "object"}}},
            }
        }
    },
)
def feed_read(
    request: HttpRequest,
    thread_id: ThreadId,
    form: Annotated[Literal["rss", "atom", "json"], Path(description="Which feed.")],
) -> HttpResponse:
    """Read the newest 50 comments, the newest first."""
    thread = thread_or_404(thread_id)
    if form == "json":
        response: HttpResponse = JsonResponse(
            _json_feed(thread), content_type=JSON_FEED, json_dumps_params={"ensure_ascii": False}
        )
    else:
        made = thread_feed(thread=thread, form=form)
        response = HttpResponse(made.writeString("utf-8"), content_type=made.content_type)
    return answer_public(response, keys=[thread.surrogate_key], seconds=seconds_kept(thread))


def _json_feed(thread: Thread) -> dict[str, Any]:
    """Return a feed by jsonfeed.org/version/1.1; all addresses are absolute."""
    items = []
    for comment in threads_feed(thread=thread):
        address = absolute(reverse("discussion:comment", args=[comment.public_id]))
        items.append(
            {
                "id": address,
                "url": address,
                "title": comment_title(comment),
                "content_html": comment.html,
                "date_published": comment.created_at.isoformat(),
                "authors": [{"name": comment.author_name}],
            }
        )
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _("Comments on “%(title)s”") % {"title": thread.title},
        "home_page_url": absolute(thread.url),
        "feed_url": absolute(f"/api/v1/threads/{thread.public_id}/feed.json"),
        "language": settings.LANGUAGE_CODE,
        "items": items,
    }
