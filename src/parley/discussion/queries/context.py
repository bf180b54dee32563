"""Reading what stands around one comment: for a permalink into a long thread."""

from collections.abc import Mapping

from django.db import connection

from parley.discussion.models import Comment, Thread
from parley.discussion.queries.branches import PREVIEW_MAX, position_make, published_count
from parley.discussion.queries.rows import Budget, Row, rows_read, views_make
from parley.discussion.queries.views import Rest, Window

ANCESTORS_MAX = 20  # the nearest ones; the top-level comment is shown in any case
NEIGHBOURS_MAX = 5  # before, and as many after

# Which comments stand around one, in a single query. Each part is a look into an index, bounded by a limit; one more
# than is shown tells whether there is more on that side.
_ANCESTORS = f"""
WITH RECURSIVE above(id, parent_id, step) AS (
    SELECT id, parent_id, 0 FROM discussion_comment WHERE id = %(id)s
    UNION ALL
    SELECT comment.id, comment.parent_id, above.step + 1
    FROM above JOIN discussion_comment comment ON comment.id = above.parent_id WHERE above.step < {ANCESTORS_MAX})
SELECT 'ancestor' AS part, step AS place, id FROM above WHERE step > 0"""  # noqa: S608 -- our own number
_PART = """
SELECT '{name}', placed_number, id FROM (
    SELECT placed_number, id FROM discussion_comment WHERE {where}
    ORDER BY placed_number {direction} LIMIT {limit}) AS {name}"""
_BRANCH = "thread_id = %(thread)s AND root_number = %(root)s AND parent_id IS NOT NULL AND placed_number {}"
_ROOTS = "thread_id = %(thread)s AND parent_id IS NULL AND placed_number {}"


def context_window(*, thread: Thread, number: int) -> Window | None:
    """Return a comment with what stands around it, in reading order; None when it has no place on the page.

    Its top-level comment, its nearest ANCESTORS_MAX ancestors, its first replies, and NEIGHBOURS_MAX before and after
    it: of a reply in its branch, in the order of time; of a top-level comment, those around it. `before` and `after`
    are positions in the order "oldest" from which the thread is read on.

    Three queries, and those of `views_make`. They read some 40 rows at most, whatever the size and depth of the thread.
    """
    found = Comment.objects.filter(thread=thread, number=number, placed_number__isnull=False)
    target = found.values_list("id", "root_number", "parent_id").first()
    if target is None:
        return None
    pk, root_number, parent_id = target
    values = {"id": pk, "thread": thread.pk, "root": root_number, "number": number}
    parts = _parts_read(_reply_sql() if parent_id is not None else _root_sql(), values)
    of_root = parent_id is None
    wanted = [pk, *parts["root"], *parts["ancestor"], *parts["reply"]]
    wanted += parts["earlier"][:NEIGHBOURS_MAX] + parts["later"][:NEIGHBOURS_MAX]
    if of_root:
        wanted += parts["root_earlier"][:NEIGHBOURS_MAX] + parts["root_later"][:NEIGHBOURS_MAX]
    rows = {row.id: row for row in rows_read(Comment.objects.filter(pk__in=wanted))}
    # A comment may stand in two parts; the nearest come first, should the budget not do for all.
    kept = {row.id: row for row in Budget().cut([rows[one] for one in dict.fromkeys(wanted)], at_least=1)}
    shown = sorted(kept.values(), key=lambda row: (row.root_number, row.parent_id is not None, row.number))
    numbers = [row.number for row in shown if row.parent_id is None] or [root_number]
    return Window(
        comments=views_make(shown),
        before=numbers[0] if set(parts["root_earlier"]) - kept.keys() else None,
        after=numbers[-1] if set(parts["root_later"]) - kept.keys() else None,
        rests=_rests(shown, kept, parts, number),
    )


def comment_next(*, thread: Thread, number: int) -> int | None:
    """Return the number of the first comment after `number` that has a place on the page. One look into an index."""
    placed = Comment.objects.filter(thread=thread, placed_number__gt=number).order_by("placed_number")
    return next(iter(placed.values_list("placed_number", flat=True)[:1]), None)


def _root_sql() -> str:
    more = NEIGHBOURS_MAX + 1
    return " UNION ALL ".join(
        (
            _part("reply", _BRANCH.format("IS NOT NULL"), limit=PREVIEW_MAX),
            _part("root_earlier", _ROOTS.format("< %(number)s"), limit=more, direction="DESC"),
            _part("root_later", _ROOTS.format("> %(number)s"), limit=more),
        )
    )


def _reply_sql() -> str:
    more = NEIGHBOURS_MAX + 1
    return " UNION ALL ".join(
        (
            _ANCESTORS,
            "SELECT 'root', number, id FROM discussion_comment WHERE thread_id = %(thread)s AND number = %(root)s",
            _part("reply", "parent_id = %(id)s AND placed_number IS NOT NULL", limit=PREVIEW_MAX),
            _part("earlier", _BRANCH.format("< %(number)s"), limit=more, direction="DESC"),
            _part("later", _BRANCH.format("> %(number)s"), limit=more),
            # Only to know whether there are any.
            _part("root_earlier", _ROOTS.format("< %(root)s"), limit=1, direction="DESC"),
            _part("root_later", _ROOTS.format("> %(root)s"), limit=1),
        )
    )


def _part(name: str, where: str, *, limit: int, direction: str = "ASC") -> str:
    return _PART.format(name=name, where=where, limit=limit, direction=direction)


_NAMES = ("ancestor", "root", "reply", "earlier", "later", "root_earlier", "root_later")


def _parts_read(sql: str, values: Mapping[str, int]) -> dict[str, list[int]]:
    """Return the primary keys of each part, the nearest to the comment first."""
    parts: dict[str, list[tuple[int, int]]] = {name: [] for name in _NAMES}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for name, place, pk in cursor.fetchall():
            parts[name].append((place, pk))
    downwards = {"earlier", "root_earlier"}
    return {
        name: [pk for _place, pk in sorted(found, reverse=name in downwards)] for name, found in parts.items()
    }


def _rests(
    shown: list[Row], kept: Mapping[int, Row], parts: Mapping[str, list[int]], number: int
) -> dict[int, Rest]:
    """Return what is left of each branch, and where it is read on: after what follows the comment without a gap."""
    onward = "later" if parts["root"] else "reply"
    following = [kept[pk].number for pk in parts[onward] if pk in kept]
    rests: dict[int, Rest] = {}
    for root in (row for row in shown if row.parent_id is None):
        branch = [row for row in shown if row.root_number == root.number and row is not root]
        seen = published_count(branch)
        left = root.branch_count - seen
        if left <= 0:
            continue
        after = 0
        if branch and (parts["later"][NEIGHBOURS_MAX:] or not parts["root"]):
            after = position_make(number=following[-1] if following else number, seen=seen)
        rests[root.number] = Rest(count=left, after=after)
    return rests
