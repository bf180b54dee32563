"""Whole threads for tests: by who answers whom."""

from parley.discussion.actions import ImportedComment, comment_status_set, comments_import
from parley.discussion.models import Thread
from parley.discussion.queries import Window
from parley.kernel.clock import now
from tests.discussion.factories import thread_make


def thread_of(parents: list[int | None], *, text: str = "") -> Thread:
    """Return a thread with comments 1, 2, 3 …, each answering the number that is given."""
    thread = thread_make()
    comments_import(
        thread=thread,
        comments=[
            ImportedComment(
                import_key=str(number),
                author_name=f"Guest {number}",
                created_at=now(),
                text=text or f"Text {number}",
                parent_key=str(parent) if parent else None,
            )
            for number, parent in enumerate(parents, start=1)
        ],
    )
    thread.refresh_from_db()
    return thread


def status_set(thread: Thread, number: int, status: str) -> None:
    comment_status_set(comment=thread.comments.get(number=number), status=status, decided_by="test")
    thread.refresh_from_db()


def numbers_of(window: Window | None) -> list[int]:
    assert window is not None
    return [comment.number for comment in window.comments]
