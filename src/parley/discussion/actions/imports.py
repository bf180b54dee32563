"""Bringing in comments from elsewhere, many at once, repeatable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from parley.discussion.actions.quotes_import import quotes_import
from parley.discussion.events import thread_announce
from parley.discussion.markup import html_text, text_render
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.placement import placement_rebuild
from parley.kernel.clock import now
from parley.kernel.safe_html import comment_html_clean
from parley.kernel.text import NAME_MAX_LENGTH, name_clean, plain_text_clean

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedComment:
    """One comment from another source. Give `text` in our Markdown, or else `html`, which goes through the allow-list.

    `import_key` names it for good within its thread. `parent_key` is the import_key of the comment it answers; one
    that is not there makes it a comment of its own. `number` None takes the thread's next. `created_at` is aware.
    """

    import_key: str
    author_name: str
    created_at: datetime
    text: str = ""
    html: str | None = None
    number: int | None = None
    parent_key: str | None = None
    status: str = Comment.Status.PUBLISHED


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many were written, how many were there already, and how many lost the comment they answered."""

    created: int
    unchanged: int
    orphans: int


class ImportClash(Exception):  # noqa: N818 -- named for what the person reads
    """Two comments want one number, or one import key comes twice. Nothing was written."""


@transaction.atomic
def comments_import(
    *, thread: Thread, comments: Iterable[ImportedComment], decided_by: str = "import"
) -> ImportCounts:
    """Write the comments that are not there yet, with their numbers, and a StatusChange each; announce the thread once.

    Raises ImportClash, and then nothing is written. Reads the thread's keys and numbers once, whatever the count.
    """
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    present = Comment.objects.filter(thread=locked)
    known = {comment.import_key: comment for comment in present.exclude(import_key=None).only(*_PLACE)}
    given = list(comments)
    new = [item for item in given if item.import_key not in known]
    if len({item.import_key for item in new}) < len(new):
        raise ImportClash("Two comments of the import have the same key.")
    if not new:
        return ImportCounts(created=0, unchanged=len(given), orphans=0)
    _numbers_check(new, set(present.values_list("number", flat=True)))
    numbers = iter(range(max([locked.last_number, *(item.number or 0 for item in new)]) + 1, 2**31))
    made = {
        item.import_key: _comment(locked, item, item.number if item.number is not None else next(numbers))
        for item in new
    }
    parents = {item.import_key: item.parent_key for item in new}
    orphans = _places_fill(made, parents, known)
    Comment.objects.bulk_create(made.values(), batch_size=_BATCH)
    _parents_write(made, parents, known)
    _changes_write(made.values(), decided_by)
    placement_rebuild(thread=locked)
    locked.last_number = max([locked.last_number, *(comment.number for comment in made.values())])
    shown = present.filter(status=Comment.Status.PUBLISHED)
    locked.comment_count = shown.count()
    locked.last_comment_at = shown.aggregate(last=Max("created_at"))["last"]
    locked.save(update_fields=["last_number", "comment_count", "last_comment_at"])
    quotes_import(thread=locked, comments=made.values(), parents=_parent_numbers(made, parents, known))
    thread_announce(thread=locked)
    return ImportCounts(created=len(made), unchanged=len(given) - len(made), orphans=orphans)


_PLACE = ("id", "import_key", "number", "root_number", "depth")


def _numbers_check(new: Sequence[ImportedComment], taken: set[int]) -> None:
    for item in new:
        if item.number is None:
            continue
        if item.number < 1:
            raise ImportClash(f"A comment has the number {item.number}; numbers begin at 1.")
        if item.number in taken:
            raise ImportClash(f"There is a comment number {item.number} already.")
        taken.add(item.number)


def _comment(thread: Thread, item: ImportedComment, number: int) -> Comment:
    name = name_clean(item.author_name)[:NAME_MAX_LENGTH].strip() or "?"
    if item.html is None:
        text = plain_text_clean(item.text)
        html = text_render(text).html
    else:
        html = comment_html_clean(_html_words(plain_text_clean(item.html)))
        text = html_text(html)
    return Comment(
        thread=thread,
        number=number,
        root_number=number,
        author_name=name,
        text=text,
        html=html,
        status=Comment.Status(item.status),
        import_key=item.import_key,
        created_at=item.created_at,
        published_at=item.created_at if item.status == Comment.Status.PUBLISHED else None,
    )


def _html_words(html: str) -> str:
    """Call i and b by the names the allow-list knows."""
    for old, new in (("i", "em"), ("b", "strong")):
        html = html.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return html


def _places_fill(
    made: dict[str, Comment], parents: dict[str, str | None], known: dict[str | None, Comment]
) -> int:
    """Give each new comment its root and depth, from the top down; return how many parents were not to be found.

    A comment whose parent is missing, or that answers itself in a circle, becomes a comment of its own.
    """
    orphans = 0
    placed: set[str] = set()
    for start in made:
        path: list[str] = []
        on_path: set[str] = set()
        key: str | None = start
        while key is not None and key in made and key not in placed and key not in on_path:
            path.append(key)
            on_path.add(key)
            key = parents[key]
        if key is not None and (key in on_path or (key not in made and key not in known)):
            parents[path[-1]] = None
            orphans += 1
        for name in reversed(path):
            above = parents[name]
            if above is not None:
                parent = made.get(above) or known[above]
                made[name].root_number, made[name].depth = parent.root_number, parent.depth + 1
            placed.add(name)
    return orphans


def _parents_write(
    made: dict[str, Comment], parents: dict[str, str | None], known: dict[str | None, Comment]
) -> None:
    """Point the replies at their parents, which have keys only now. (bulk_update takes 20 times as long.)"""
    pairs = []
    for key, comment in made.items():
        parent_key = parents[key]
        if parent_key is not None:
            pairs.append(((made.get(parent_key) or known[parent_key]).pk, comment.pk))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE discussion_comment SET parent_id = %s WHERE id = %s", pairs)


def _parent_numbers(
    made: dict[str, Comment], parents: dict[str, str | None], known: dict[str | None, Comment]
) -> dict[int, int]:
    return {
        comment.number: (made.get(above) or known[above]).number
        for key, comment in made.items()
        if (above := parents[key]) is not None
    }


def _changes_write(comments: Iterable[Comment], decided_by: str) -> None:
    at = now()
    StatusChange.objects.bulk_create(
        (
            StatusChange(
                comment=comment,
                to_status=comment.status,
                decided_by=decided_by,
                reason_code="imported",
                created_at=at,
            )
            for comment in comments
        ),
        batch_size=_BATCH,
    )
