"""From rows of the comment table to views in reading order, within a budget of bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from parley.discussion.corrections import correction_read
from parley.discussion.models import Comment
from parley.discussion.queries.views import CommentView
from parley.discussion.quotes.views import NO_QUOTES, quote_links

# An answer holds no more of the comments' own HTML (bytes of UTF-8), unless a single comment is longer than that.
BYTES_MAX = 256 * 1024
_PUBLISHED = str(Comment.Status.PUBLISHED)  # a plain string compares ten times as fast


class Row(NamedTuple):
    """The columns of a comment that are shown, in the order of COLUMNS."""

    id: int
    public_id: str
    number: int
    root_number: int
    depth: int
    parent_id: int | None
    author_name: str
    html: str
    created_at: datetime
    status: str
    reply_count: int
    branch_count: int
    valued_count: int
    edited_at: datetime | None
    placed_number: int
    replied_rank: int | None
    valued_rank: int | None
    badge: str | None
    correction: dict[str, str] | None

    @property
    def is_published(self) -> bool:
        return self.status == _PUBLISHED

    @property
    def bytes_shown(self) -> int:
        return len(self.html.encode()) if self.is_published else 0


COLUMNS = Row._fields


def rows_read(found: QuerySet[Comment]) -> list[Row]:
    """Run a query for comments that have a place."""
    return [Row(*values) for values in found.values_list(*COLUMNS)]


class Budget:
    """Bytes of HTML that may still go into an answer."""

    def __init__(self, left: int = BYTES_MAX) -> None:
        self.left = left

    def cut(self, rows: Sequence[Row], *, at_least: int = 0) -> list[Row]:
        """Return the rows up to the first that does not fit, `at_least` so many in any case, and take their bytes."""
        for index, row in enumerate(rows):
            if index >= at_least and row.bytes_shown > self.left:
                return list(rows[:index])
            self.left -= row.bytes_shown
        return list(rows)


def views_make(rows: Sequence[Row], *, as_tree: bool = True) -> tuple[CommentView, ...]:
    """Return views of rows that are in the order of time within each branch, each reply under what it answers.

    With `as_tree` False the order stays. Queries: one for parents that are not among the rows, if there are such, and
    those of `quote_links`.
    """
    numbers = {row.id: row.number for row in rows}
    missing = {row.parent_id for row in rows if row.parent_id is not None} - numbers.keys()
    away: dict[int, int] = {}
    if missing:
        away = dict(Comment.objects.filter(pk__in=missing).values_list("id", "number"))
    links = quote_links(comment_ids=[row.id for row in rows if row.is_published]) if rows else {}
    return tuple(
        CommentView(
            public_id=row.public_id,
            number=row.number,
            root_number=row.root_number,
            depth=row.depth,
            parent_number=None
            if row.parent_id is None
            else numbers.get(row.parent_id, away.get(row.parent_id)),
            parent_elsewhere=row.parent_id in away,
            author_name=row.author_name if row.is_published else "",
            html=row.html if row.is_published else "",
            created_at=row.created_at,
            is_removed=not row.is_published,
            reply_count=row.reply_count,
            branch_count=row.branch_count,
            valued_count=row.valued_count if row.is_published else 0,
            edited_at=row.edited_at if row.is_published else None,
            links=links.get(row.id, NO_QUOTES),
            badge=(row.badge or "") if row.is_published else "",
            correction=correction_read(row.correction) if row.is_published else None,
        )
        for row in (_tree(rows) if as_tree else rows)
    )


def _tree(rows: Iterable[Row]) -> Iterable[Row]:
    """Give the rows with each reply under its parent; no recursion.

    One whose parent is not among them stands under its top-level comment, or for itself where that is not either.
    """
    rows = list(rows)
    present = {row.id for row in rows}
    roots = {row.number: row.id for row in rows if row.parent_id is None}
    tops: list[Row] = []
    replies: dict[int | None, list[Row]] = {}
    for row in rows:
        above = row.parent_id if row.parent_id in present else roots.get(row.root_number)
        (tops if row.parent_id is None or above is None else replies.setdefault(above, [])).append(row)
    stack = tops[::-1]
    while stack:
        row = stack.pop()
        yield row
        stack += replies.get(row.id, ())[::-1]
