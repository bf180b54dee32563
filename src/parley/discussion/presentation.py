"""What the thread's templates are given."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import loader
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parley.discussion.forms import CommentForm, comment_form
from parley.discussion.models import Thread
from parley.discussion.policies import may_comment
from parley.discussion.queries import CommentView, Cursor, thread_window, waiting_comments
from parley.kernel.clock import now

# Markup of comments kept in the process: about 2 KiB each, and never of very long ones, so at most some 60 MiB.
KEPT_COMMENTS = 2048
KEPT_LENGTH = 4000  # characters of the comment's HTML


def thread_context(*, thread: Thread, after: Cursor | None, waiting_ids: list[str]) -> dict[str, Any]:
    """Return the context of discussion/thread.html."""
    window = thread_window(thread=thread, after=after)
    is_open = may_comment(thread=thread, at=now())
    waiting = waiting_comments(thread=thread, public_ids=waiting_ids) if waiting_ids else []
    return {
        "thread": thread,
        "comments": [
            _comment_markup(comment=comment, thread_id=thread.public_id, is_open=is_open)
            for comment in window.comments
        ],
        "comment_count": thread.comment_count,
        "start_url": thread.url if after else "",
        "next_url": f"?after={window.next_after}" if window.next_after else "",
        "is_open": is_open,
        "waiting_comments": waiting,
        **form_context(form=comment_form(thread=thread), reply_to=None),
    }


def form_context(*, form: CommentForm, reply_to: CommentView | None) -> dict[str, Any]:
    """Return what discussion/comment_form.html needs besides the thread."""
    return {"form": form, "reply_to": reply_to, "max_length": settings.PARLEY_COMMENT_MAX_LENGTH}


def thread_html(*, context: Mapping[str, Any]) -> SafeString:
    """Render the thread."""
    return SafeString(loader.get_template("discussion/thread.html").render(dict(context)))


def comment_html(*, thread: Thread, comment: CommentView) -> SafeString:
    """Render one comment as it stands in the thread: for the script that puts it in without a reload."""
    is_open = may_comment(thread=thread, at=now())
    return _comment_markup(comment=comment, thread_id=thread.public_id, is_open=is_open)


def _comment_markup(*, comment: CommentView, thread_id: str, is_open: bool) -> SafeString:
    """Return a comment's markup, from memory where it can be.

    A page is rebuilt for each new comment, and the others on it are what they were. Their markup is a function of what
    is given here and of nothing else, so what is kept can't be out of date.
    """
    if settings.DEBUG or len(comment.html) > KEPT_LENGTH:
        return _comment_render(comment, thread_id, is_open, get_language())
    return _comment_kept(comment, thread_id, is_open, get_language())


def _comment_render(comment: CommentView, thread_id: str, is_open: bool, _language: str | None) -> SafeString:  # noqa: FBT001 -- a cache key
    context = {"thread": {"public_id": thread_id}, "comment": comment, "is_open": is_open}
    name = "discussion/comment_waiting.html" if comment.is_waiting else "discussion/comment.html"
    return SafeString(loader.get_template(name).render(context))


_comment_kept = lru_cache(maxsize=KEPT_COMMENTS)(_comment_render)
