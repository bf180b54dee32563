"""Reading the replies under one top-level comment, or to one comment."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from parley.discussion.models import Comment, Thread
from parley.discussion.orders import NUMBER_BITS
from parley.discussion.queries.rows import Budget, Row, rows_read, views_make
from parley.discussion.queries.views import Rest, Window

PREVIEW_MAX = 3  # first replies under a top-level comment, at any depth, in the order of time
BRANCH_MAX = 50
_NUMBERS = (1 << NUMBER_BITS) - 1

# One look into the index comment_branch for each branch. parent_id: the top-level comment itself stands there too.
_PREVIEW = """SELECT id FROM (
    SELECT id FROM discussion_comment
    WHERE thread_id = %s AND root_number = %s AND placed_number IS NOT NULL AND parent_id IS NOT NULL
    ORDER BY placed_number LIMIT %s) AS branch_{index}"""


def previews_read(
    *, thread: Thread, roots: Sequence[Row], budget: Budget
) -> tuple[list[Row], dict[int, Rest]]:
    """Return the top-level comments, each followed by its first replies, and what is left of every branch.

    One query, none if nobody has replied. A reply is left out when the budget is spent.
    """
    answered = [root.root_number for root in roots if root.branch_count]
    if not answered:
        return list(roots), {}
    sql = " UNION ALL ".join(_PREVIEW.format(index=index) for index in range(len(answered)))
    parameters = [value for number in answered for value in (thread.pk, number, PREVIEW_MAX)]
    replies: dict[int, list[Row]] = {number: [] for number in answered}
    for row in rows_read(Comment.objects.filter(pk__in=RawSQL(sql, parameters)).order_by("number")):  # noqa: S611 -- no text from outside
        replies[row.root_number].append(row)
    shown: list[Row] = []
    rests: dict[int, Rest] = {}
    for root in roots:
        branch = budget.cut(replies.get(root.number, []))
        shown += [root, *branch]
        rest = _rest(root, branch, published_count(branch))
        if rest:
            rests[root.number] = rest
    return shown, rests


def branch_window(*, thread: Thread, root_number: int, after: int | None = None) -> Window | None:
    """Return a top-level comment and up to BRANCH_MAX of the replies under it, at any depth, in the order of time.

    `after` is a `Rest.after`. None when there is no such top-level comment on the page. Two queries, and those of
    `views_make`; they read the rows that are shown, and one more.
    """
    placed = Comment.objects.filter(thread=thread, placed_number__isnull=False)
    roots = rows_read(placed.filter(number=root_number, parent__isnull=True))
    if not roots:
        return None
    number, seen = position_read(after or 0)
    budget = Budget()
    shown = budget.cut(roots, at_least=1)
    found = branch_rows(thread, root_number).filter(placed_number__gt=number).order_by("placed_number")
    rows = rows_read(found[: BRANCH_MAX + 1])
    branch = budget.cut(rows[:BRANCH_MAX], at_least=1)
    seen += published_count(branch)
    left = roots[0].branch_count - seen
    rests: dict[int, Rest] = {}
    if len(rows) > len(branch):
        # At least one, whatever was removed since the reader began to count.
        after = position_make(number=branch[-1].placed_number, seen=seen)
        rests[root_number] = Rest(count=max(left, 1), after=after)
    elif number and left > 0:
        # The reader came in by a permalink to the middle: what stands before it is read from the start.
        rests[root_number] = Rest(count=left, after=0)
    return Window(comments=views_make(shown + branch), rests=rests)


def replies_window(*, thread: Thread, number: int, after: int | None = None) -> Window | None:
    """Return up to BRANCH_MAX direct replies to a comment in the order of time, after the number `after`.

    None when the comment has no place on the page. Two queries, and those of `views_make`.
    """
    placed = Comment.objects.filter(placed_number__isnull=False)
    parent_id = placed.filter(thread=thread, number=number).values_list("id", flat=True).first()
    if parent_id is None:
        return None
    found = placed.filter(parent_id=parent_id, placed_number__gt=after or 0).order_by("placed_number")
    rows = rows_read(found[: BRANCH_MAX + 1])
    shown = Budget().cut(rows[:BRANCH_MAX], at_least=1)
    return Window(
        comments=views_make(shown, as_tree=False),
        after=shown[-1].placed_number if len(rows) > len(shown) else None,
    )


def branch_rows(thread: Thread, root_number: int) -> QuerySet[Comment]:
    """Name the replies under a top-level comment in the words of the index comment_branch."""
    return Comment.objects.filter(
        thread=thread, root_number=root_number, placed_number__isnull=False, parent__isnull=False
    )


def published_count(rows: Sequence[Row]) -> int:
    """Return how many of the rows readers count: stubs are none."""
    return sum(row.is_published for row in rows)


def position_make(*, number: int, seen: int) -> int:
    """Return a position in a branch: after which number, and how many replies a reader who reads on has seen."""
    return (min(seen, _NUMBERS) << NUMBER_BITS) | number


def position_read(position: int) -> tuple[int, int]:
    """Return the number and the count that `position_make` put together."""
    return position & _NUMBERS, position >> NUMBER_BITS


def _rest(root: Row, branch: Sequence[Row], seen: int) -> Rest | None:
    """Return what is left after the first replies of a branch, by the count that is kept with its root."""
    left = root.branch_count - seen
    if left <= 0:
        return None
    return Rest(count=left, after=position_make(number=branch[-1].placed_number, seen=seen) if branch else 0)
