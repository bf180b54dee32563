"""What the thread's templates are given."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import loader
from django.utils.safestring import SafeString

from parley.discussion.forms import CommentForm, comment_form
from parley.discussion.models import Thread
from parley.discussion.policies import may_comment
from parley.discussion.queries import CommentView, Cursor, thread_window, waiting_comments
from parley.kernel.clock import now


def thread_context(*, thread: Thread, after: Cursor | None, waiting_ids: list[str]) -> dict[str, Any]:
    """Return the context of discussion/thread.html."""
    window = thread_window(thread=thread, after=after)
    waiting = waiting_comments(thread=thread, public_ids=waiting_ids) if waiting_ids else []
    return {
        "thread": thread,
        "comments": window.comments,
        "comment_count": thread.comment_count,
        "start_url": thread.url if after else "",
        "next_url": f"?after={window.next_after}" if window.next_after else "",
        "is_open": may_comment(thread=thread, at=now()),
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
    context = {"thread": thread, "comment": comment, "is_open": may_comment(thread=thread, at=now())}
    name = "discussion/comment_waiting.html" if comment.is_waiting else "discussion/comment.html"
    return SafeString(loader.get_template(name).render(context))
