"""Reading a thread window by window, in any order.

Each window is one range of one index: a row is found by what it is ordered by (keyset, "seek method": M. Winand, SQL
Performance Explained, 2012, chapter 7), never by counting off those before it. So a window costs the same in the middle
of a hundred thousand comments as at the start of ten.
"""

from django.db.models import QuerySet

from parley.discussion.models import Comment, Thread
from parley.discussion.orders import Order
from parley.discussion.queries.branches import PREVIEW_MAX, branch_rows, previews_read
from parley.discussion.queries.rows import Budget, Row, rows_read, views_make
from parley.discussion.queries.views import CommentView, Rest, Window

ROOTS_MAX = 25  # top-level comments in a window
FLAT_MAX = 100  # comments in a window in the order of time


def thread_window(
    *, thread: Thread, order: Order, flat: bool = False, after: int | None = None, before: int | None = None
) -> Window:
    """Return the comments that follow the position `after`, or precede `before`; from the start with neither.

    Top-level comments in `order`, up to ROOTS_MAX, each with its first replies and what is left of them in `rests`. Or,
    `flat`, up to FLAT_MAX comments in the order of time, forwards or (where the order descends) backwards.

    Queries: one, and with replies a second; those of `views_make` come on top. Rows read: those that are shown, and one
    more. The comments' HTML is no longer than BYTES_MAX together, or it is one comment.
    """
    column = "placed_number" if flat else order.column
    backwards = before is not None
    edge = before if backwards else after
    descending = order.descending != backwards
    found = _indexed(thread, order, flat=flat)
    if edge is not None:
        found = found.filter(**{f"{column}__{'lt' if descending else 'gt'}": edge})
    found = found.order_by(f"-{column}" if descending else column)
    size = FLAT_MAX if flat else ROOTS_MAX
    budget = Budget()
    rows = rows_read(found[: size + 1])
    shown = budget.cut(rows[:size], at_least=1)
    more = len(rows) > len(shown)
    if backwards:
        shown.reverse()
    edges = _edges(shown, column)
    has_before, has_after = (more, bool(shown)) if backwards else (after is not None and bool(shown), more)
    rests: dict[int, Rest] = {}
    if not flat:
        shown, rests = previews_read(thread=thread, roots=shown, budget=budget)
    return Window(
        comments=views_make(shown, as_tree=not flat),
        before=edges[0] if has_before else None,
        after=edges[1] if has_after else None,
        rests=rests,
    )


def first_window_has(*, thread: Thread, comment: Comment | CommentView) -> bool:
    """Tell whether the thread's first window, oldest first, is sure to show a comment; False also where it may.

    No query for a top-level comment, nor for one of the first replies ever given; else one, that reads PREVIEW_MAX
    entries of an index. (A first window that runs out of bytes may end earlier: then the fragment of the address finds
    nothing, and the script reads the comment's surroundings.)
    """
    if comment.root_number > ROOTS_MAX:
        return False
    # (An imported reply may have a lower number than what it answers.)
    if 0 <= comment.number - comment.root_number <= PREVIEW_MAX:
        return True
    earlier = branch_rows(thread, comment.root_number).filter(placed_number__lt=comment.number)
    return len(earlier.order_by("placed_number").values_list("placed_number")[:PREVIEW_MAX]) < PREVIEW_MAX


def _indexed(thread: Thread, order: Order, *, flat: bool) -> QuerySet[Comment]:
    """Name the rows in the words of the index that holds them: comment_time, comment_roots, or the order's own."""
    if flat or order.rank is None:
        placed = Comment.objects.filter(thread=thread, placed_number__isnull=False)
        return placed if flat else placed.filter(parent__isnull=True)
    return Comment.objects.filter(thread=thread, **{f"{order.column}__isnull": False})


def _edges(rows: list[Row], column: str) -> tuple[int, int]:
    return (getattr(rows[0], column), getattr(rows[-1], column)) if rows else (0, 0)
