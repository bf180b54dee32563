"""Keeps what windows are read by: which comments have a place on the page, and what is counted under each.

Everything here runs in the transaction of the change, with the thread's row locked, so that what is read and written
back can't change in between. A comment has a place while it is published, or while a reply to it has one: then a stub
stands there, so that the replies still hang on something.
"""

from django.db import connection

from parley.discussion.models import Comment, Thread
from parley.discussion.orders import ranks_fill

# What of a comment must be read before it is handed to these functions.
PLACEMENT_COLUMNS = (
    "id",
    "thread_id",
    "number",
    "root_number",
    "parent_id",
    "status",
    "placed_number",
    "reply_count",
    "branch_count",
    "valued_count",
    "report_count",
)
_COUNTS = ("reply_count", "branch_count")


def placement_new(*, comment: Comment, parent: Comment | None) -> None:
    """Give a comment that is about to be written its place, if it is published, and count it under its parent and root.

    Two rows are written at most, whatever the thread's size: a published parent has its place already.
    """
    if comment.status != Comment.Status.PUBLISHED:
        return
    comment.placed_number = comment.number
    ranks_fill(comment)
    if parent is None:
        return
    parent.reply_count += 1
    if parent.parent_id is None:
        parent.branch_count += 1
        parent.save(update_fields=[*_COUNTS, *ranks_fill(parent)])
        return
    parent.save(update_fields=["reply_count"])
    _branch_count_add(parent, 1)


def placement_change(*, comment: Comment, was_published: bool) -> None:
    """Bring everything into line with a comment whose status has just been saved.

    Writes the comment, its root, its parent, and further ancestors only as long as they appear or vanish with it:
    stubs that stood there for its sake alone.
    """
    is_published = comment.status == Comment.Status.PUBLISHED
    if was_published == is_published:
        return
    if comment.parent_id is not None:
        _branch_count_add(comment, 1 if is_published else -1)
    current = comment
    while True:
        had_place = current.placed_number is not None
        has_place = current.status == Comment.Status.PUBLISHED or current.reply_count > 0
        if had_place == has_place:
            return
        current.placed_number = current.number if has_place else None
        current.save(update_fields=["placed_number", *ranks_fill(current)])
        if current.parent_id is None:
            return
        parent = Comment.objects.only(*PLACEMENT_COLUMNS).get(pk=current.parent_id)
        parent.reply_count += 1 if has_place else -1
        parent.save(update_fields=["reply_count"])
        current = parent


def _branch_count_add(comment: Comment, change: int) -> None:
    """Count a published comment in or out at the root of its branch."""
    root = Comment.objects.only(*PLACEMENT_COLUMNS).get(
        thread_id=comment.thread_id, number=comment.root_number
    )
    root.branch_count += change
    root.save(update_fields=["branch_count", *ranks_fill(root)])


# After an import, from the bottom up. Each statement runs along an index; none reads a row per comment of a thread more
# than a few times. The second climbs from every published comment; UNION lets each be climbed past once only, so that a
# long chain of removed comments costs no more than its length.
_REBUILD_FIRST = """
UPDATE discussion_comment SET placed_number = CASE WHEN status = 'published' THEN number END WHERE thread_id = %s
"""
_REBUILD_STUBS = """
WITH RECURSIVE answered(id) AS (
    SELECT parent_id FROM discussion_comment
    WHERE thread_id = %s AND placed_number IS NOT NULL AND parent_id IS NOT NULL
    UNION
    SELECT comment.parent_id FROM answered JOIN discussion_comment comment ON comment.id = answered.id
    WHERE comment.parent_id IS NOT NULL)
UPDATE discussion_comment SET placed_number = number
WHERE thread_id = %s AND placed_number IS NULL AND id IN (SELECT id FROM answered)
"""
_REBUILD_COUNTS = """
UPDATE discussion_comment SET
    reply_count = (
        SELECT count(*) FROM discussion_comment reply
        WHERE reply.parent_id = discussion_comment.id AND reply.placed_number IS NOT NULL),
    branch_count = CASE WHEN parent_id IS NULL THEN (
        SELECT count(*) FROM discussion_comment reply
        WHERE reply.thread_id = discussion_comment.thread_id AND reply.root_number = discussion_comment.number
            AND reply.placed_number IS NOT NULL AND reply.number <> discussion_comment.number
            AND reply.status = 'published')
        ELSE 0 END
WHERE thread_id = %s
"""


def placement_rebuild(*, thread: Thread) -> None:
    """Work out the places, counts and ranks of a whole thread anew: after an import, which writes many at once."""
    with connection.cursor() as cursor:
        cursor.execute(_REBUILD_FIRST, [thread.pk])
        cursor.execute(_REBUILD_STUBS, [thread.pk, thread.pk])
        cursor.execute(_REBUILD_COUNTS, [thread.pk])
    roots = Comment.objects.filter(thread=thread, parent__isnull=True).only(*PLACEMENT_COLUMNS)
    columns: list[str] = []
    ranks = []
    for root in roots:
        columns = ranks_fill(root)
        ranks.append([*(getattr(root, column) for column in columns), root.pk])
    if not ranks:
        return
    # bulk_update takes 20 times as long.
    assignments = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE discussion_comment SET {assignments} WHERE id = %s", ranks)  # noqa: S608 -- our own columns' names
