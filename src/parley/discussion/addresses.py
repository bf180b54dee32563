"""Where a thread and its comments are to be found."""

from typing import Protocol
from urllib.parse import quote, urlencode

from django.conf import settings

from parley.discussion.models import Comment, Thread
from parley.discussion.queries import CommentView, first_window_has
from parley.discussion.waiting import PARAMETER, waiting_token

PASSAGE_WORDS = 6  # of a long passage's start and of its end, in a link to it


class Addressed(Protocol):
    """A Thread, or what templates are given for one."""

    @property
    def url(self) -> str: ...


def thread_is_outside(thread: Addressed) -> bool:
    """Tell whether the thread stands under a page of another site. Own pages are kept by their path."""
    return not thread.url.startswith("/")


def thread_base(thread: Addressed) -> str:
    """Return what our own addresses begin with where the thread is shown: "" on our pages, else our full address."""
    return settings.PARLEY_URL if thread_is_outside(thread) else ""


def page_query(thread: Addressed, query: str) -> str:
    """Return the address of a part of the thread, given its parameters: relative to the thread's page if it is ours."""
    if thread_is_outside(thread):
        return f"{thread.url}{'&' if '?' in thread.url else '?'}{query}"
    return f"?{query}"


def comment_link(thread: Addressed, number: int) -> str:
    """Return an address at which a comment is found, however long the thread.

    On another site's page the element there reads what stands around the comment, from the fragment.
    """
    if thread_is_outside(thread):
        return f"{thread.url}#comment-{number}"
    return _address(thread, {"comment": str(number)}, f"comment-{number}")


def comment_address(*, thread: Thread, comment: Comment | CommentView) -> str:
    """Return the address of a published comment: its place in the first window if it is there, else its surroundings.

    At most one query, bounded.
    """
    if not thread_is_outside(thread) and first_window_has(thread=thread, comment=comment):
        return _address(thread, {}, f"comment-{comment.number}")
    return comment_link(thread, comment.number)


def passage_link(thread: Addressed, words: str) -> str:
    """Return an address that leads to words of the thread's page, by a text fragment.

    See wicg.github.io/scroll-to-text-fragment. Browsers that know of none show the page from its start.
    """
    pieces = words.split()
    if len(pieces) > 2 * PASSAGE_WORDS:
        parts = [" ".join(pieces[:PASSAGE_WORDS]), " ".join(pieces[-PASSAGE_WORDS:])]
    else:
        parts = [" ".join(pieces)]
    # "-", "," and "&" mean something there; quote leaves "-" alone.
    text = ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
    return f"{thread.url}#:~:text={text}"


def waiting_address(*, thread: Thread, comment: Comment) -> str:
    """Return the address at which its writer, who is given it, sees a held comment."""
    return _address(thread, {PARAMETER: waiting_token(public_ids=[comment.public_id])}, "comment-waiting")


def _address(thread: Addressed, parameters: dict[str, str], fragment: str) -> str:
    joint = "&" if "?" in thread.url else "?"
    query = f"{joint}{urlencode(parameters, safe=':~')}" if parameters else ""
    return f"{thread.url}{query}#{fragment}"
