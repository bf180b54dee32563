"""Where a comment is to be found."""

from urllib.parse import urlencode

from parley.discussion.models import Comment, Thread
from parley.discussion.queries import CommentView, comment_after
from parley.discussion.waiting import PARAMETER, waiting_token


def comment_address(*, thread: Thread, comment: Comment | CommentView) -> str:
    """Return the address of a published comment: the window of its thread that shows it, and its place there."""
    after = comment_after(comment=comment, thread=thread)
    return _address(thread, {"after": str(after)} if after else {}, f"comment-{comment.number}")


def waiting_address(*, thread: Thread, comment: Comment) -> str:
    """Return the address at which its writer, who is given it, sees a held comment."""
    return _address(thread, {PARAMETER: waiting_token(public_ids=[comment.public_id])}, "comment-waiting")


def _address(thread: Thread, parameters: dict[str, str], fragment: str) -> str:
    joint = "&" if "?" in thread.url else "?"
    query = f"{joint}{urlencode(parameters, safe=':~')}" if parameters else ""
    return f"{thread.url}{query}#{fragment}"
