"""Everything that writes quotes and the passages they answer. Runs with the thread's row locked."""

from parley.discussion.models import Comment, Thread
from parley.discussion.quotes.selector import QuoteSelector


def quotes_write(*, comment: Comment, thread: Thread, selector: QuoteSelector | None) -> None:
    """Link a comment that was just saved to the passage its reader chose, and to those found in its words."""
    del comment, thread, selector


def quotes_refresh(*, comment: Comment) -> None:
    """Bring a comment's links into line after its text was edited: what it quotes, and what quotes it."""
    del comment


def quotes_placement(*, comment: Comment, shown: bool) -> None:
    """Count a comment in or out at the passages it answers, when it appears or vanishes."""
    del comment, shown


def thread_text_set(*, thread: Thread, text: str) -> None:
    """Keep the plain text of a thread's page, and find its passages in it again."""
    del thread, text
