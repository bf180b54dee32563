"""Threads and comments for tests, made through the same actions as in the newsroom."""

from datetime import timedelta
from itertools import count

from parley.discussion.actions import GuestAuthor, PostResult, comment_post, own_site, thread_upsert
from parley.discussion.form_token import form_token_make
from parley.discussion.models import Comment, Thread

_keys = count(1)


def thread_make(*, title: str = "The bridge stays closed", state: str = Thread.State.OPEN) -> Thread:
    number = next(_keys)
    return thread_upsert(
        site=own_site(), key=f"page:{number}", title=title, url=f"/town/bridge-{number}/", state=state
    )


def comment_make(
    *, thread: Thread, text: str = "", parent: Comment | None = None, name: str = "Ada", guest_key: str = ""
) -> Comment:
    """Post as a new guest each time, so that nobody repeats anybody."""
    return posted_make(thread=thread, text=text, parent=parent, name=name, guest_key=guest_key).comment


def posted_make(
    *, thread: Thread, text: str = "", parent: Comment | None = None, name: str = "Ada", guest_key: str = ""
) -> PostResult:
    number = next(_keys)
    return comment_post(
        thread=thread,
        author=GuestAuthor(name=name, guest_key=guest_key or f"g:{number}"),
        text=text or f"Comment of guest {number}",
        parent_number=parent.number if parent else None,
    )


def form_fill(thread: Thread, **fields: str) -> dict[str, str]:
    """What a browser sends a minute after it showed the form."""
    return {
        "author_name": "Ada",
        "text": "Well said.",
        "parent": "",
        "website": "",
        "token": form_token_make(thread=thread, age=timedelta(minutes=1)),
        **fields,
    }
