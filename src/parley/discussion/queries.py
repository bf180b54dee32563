"""Everything that reads threads and comments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from parley.discussion.models import Comment, StatusChange, Thread

WINDOW_SIZE = 200
WAITING_MAX = 20


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in a thread: windows are read by the root comment's number, then the comment's own."""

    root_number: int
    number: int

    def __str__(self) -> str:
        return f"{self.root_number}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read "12.34"; None for anything else, so that a broken address shows the thread from its start."""
        root, dot, number = text.partition(".")
        if not (dot and root.isascii() and root.isdigit() and number.isascii() and number.isdigit()):
            return None
        if max(len(root), len(number)) > 9:  # noqa: PLR2004 -- the columns hold 31 bits
            return None
        return cls(int(root), int(number))


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as readers see it. A removed one that has replies keeps its place, but neither name nor text."""

    public_id: str
    number: int
    root_number: int
    depth: int
    parent_number: int | None
    author_name: str
    html: str
    created_at: datetime
    # Set when the parent does not stand on the same page, for a link that leads to where it does.
    parent_public_id: str = ""
    is_removed: bool = False
    is_waiting: bool = False
    waiting_reason: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a thread in reading order. `next_after` is None when nothing follows."""

    comments: Sequence[CommentView]
    after: Cursor | None
    next_after: Cursor | None


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """A published comment for feeds and structured data, which want plain text and its time."""

    public_id: str
    number: int
    author_name: str
    text: str
    html: str
    created_at: datetime
    parent_number: int | None


_COLUMNS = (
    "id",
    "public_id",
    "number",
    "root_number",
    "depth",
    "parent_id",
    "author_name",
    "html",
    "created_at",
    "status",
)


def thread_window(*, thread: Thread, after: Cursor | None = None, limit: int = WINDOW_SIZE) -> Window:
    """Return up to `limit` comments after a cursor, each reply under the comment it answers.

    One query along the index comment_window, and a second only for parents that stand in an earlier window. Cost does
    not grow with the number of comments before the window.
    """
    rows = list(_visible(thread, after).values_list(*_COLUMNS)[: limit + 1])
    following = len(rows) > limit
    rows = rows[:limit]
    views = _views(rows)
    next_after = Cursor(rows[-1][3], rows[-1][2]) if following else None
    return Window(comments=views, after=after, next_after=next_after)


def comment_after(
    *, comment: Comment | CommentView, thread: Thread, limit: int = WINDOW_SIZE
) -> Cursor | None:
    """Return the cursor of a window that shows a comment; None when the thread's first window does.

    Costs no query in a thread of up to `limit` comments, nor for the newest comment if it is no reply, else two that
    read at most `limit` rows each.
    """
    if thread.last_number <= limit:
        return None
    own = Cursor(comment.root_number, comment.number)
    is_root = own.root_number == own.number
    # All the others stand before the newest, if it is no reply.
    if not (is_root and own.number == thread.last_number and thread.comment_count > limit):
        end_of_first = _visible(thread, None).values_list("root_number", "number")[limit - 1 : limit]
        if all(own <= Cursor(*row) for row in end_of_first):
            return None
    if is_root:
        return Cursor(own.root_number, 0)
    # Begin at the branch's root, or half a window back where the branch is longer than that.
    back = (
        _visible(thread, None).filter(root_number=own.root_number, number__lt=own.number).order_by("-number")
    )
    earlier = list(back.values_list("number", flat=True)[: limit // 2])
    return Cursor(own.root_number, earlier[-1] if len(earlier) == limit // 2 else 0)


def comment_view(
    *, comment: Comment, parent_number: int | None, parent_public_id: str = "", waiting_reason: str = ""
) -> CommentView:
    """Return the view of a comment just read or written."""
    return CommentView(
        public_id=comment.public_id,
        number=comment.number,
        root_number=comment.root_number,
        depth=comment.depth,
        parent_number=parent_number,
        author_name=comment.author_name,
        html=comment.html,
        created_at=comment.created_at,
        parent_public_id=parent_public_id,
        is_waiting=comment.status == Comment.Status.HELD,
        waiting_reason=waiting_reason,
    )


def waiting_comments(*, thread: Thread, public_ids: Sequence[str]) -> list[CommentView]:
    """Return those of the named comments that wait in this thread. Only for whoever wrote them."""
    held = Comment.Status.HELD
    why = (
        StatusChange.objects.filter(comment=OuterRef("pk"), to_status=held)
        .order_by("-id")
        .values("reason")[:1]
    )
    found = (
        Comment.objects.filter(thread=thread, public_id__in=public_ids[:WAITING_MAX], status=held)
        .annotate(why=Subquery(why))
        .select_related("parent")
        .order_by("id")
    )
    return [
        comment_view(
            comment=comment,
            parent_number=comment.parent.number if comment.parent else None,
            waiting_reason=comment.why or "",
        )
        for comment in found
    ]


def comment_published(*, thread: Thread, number: int) -> CommentView | None:
    """Return a published comment by its number."""
    comment = (
        Comment.objects.filter(thread=thread, number=number, status=Comment.Status.PUBLISHED)
        .select_related("parent")
        .first()
    )
    if comment is None:
        return None
    if comment.parent is None:
        return comment_view(comment=comment, parent_number=None)
    # It is shown by itself, above the form for a reply.
    return comment_view(
        comment=comment, parent_number=comment.parent.number, parent_public_id=comment.parent.public_id
    )


def comment_by_public_id(*, public_id: str) -> Comment | None:
    """Return a comment that has a place on the page, with its thread: published, or removed with replies under it."""
    return (
        Comment.objects.filter(_has_place(), public_id=public_id)
        .exclude(thread__state=Thread.State.HIDDEN)
        .select_related("thread")
        .first()
    )


def thread_readable(*, public_id: str) -> Thread | None:
    """Return the thread, unless it is hidden."""
    try:
        thread = Thread.objects.get(public_id=public_id)
    except Thread.DoesNotExist:
        return None
    return None if thread.state == Thread.State.HIDDEN else thread


def threads_feed(*, thread: Thread, limit: int = 50) -> list[CommentRecord]:
    """Return the newest published comments, newest first."""
    return _records(thread, "-number", limit)


def thread_comments_for_structured_data(*, thread: Thread, limit: int = 50) -> list[CommentRecord]:
    """Return the first published comments by number, for the page's JSON-LD."""
    return _records(thread, "number", limit)


def comment_counts(*, thread_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of published comments of each thread, by the thread's primary key."""
    return dict(Thread.objects.filter(pk__in=list(thread_ids)).values_list("pk", "comment_count"))


def guest_last_comment(*, thread: Thread, guest_keys: Sequence[str], since: datetime) -> str | None:
    """Return the text of this guest's last comment in a thread, if it is not older than `since`."""
    # The exclusion repeats the condition of the index comment_guest; without it SQLite would read the whole thread.
    found = Comment.objects.filter(
        ~Q(guest_key=""), guest_key__in=guest_keys, thread=thread, created_at__gte=since
    )
    return next(iter(found.order_by("-id").values_list("text", flat=True)[:1]), None)


def _visible(thread: Thread, after: Cursor | None) -> QuerySet[Comment]:
    found = Comment.objects.filter(_has_place(), thread=thread)
    if after is not None:
        # The first condition is implied by the second; it is what the index can start at.
        found = found.filter(
            Q(root_number__gt=after.root_number) | Q(number__gt=after.number),
            root_number__gte=after.root_number,
        )
    return found.order_by("root_number", "number")


def _has_place() -> Q:
    """What readers see: published comments, and those no longer shown that published replies still hang on."""
    published = Comment.Status.PUBLISHED
    replies = Comment.objects.filter(parent_id=OuterRef("pk"), status=published)
    return Q(status=published) | Q(Exists(replies))


def _views(rows: Sequence[tuple[Any, ...]]) -> list[CommentView]:
    """Put rows of _COLUMNS in reading order: each reply under its parent, the oldest first; no recursion."""
    numbers: dict[int, int] = {row[0]: row[2] for row in rows}
    missing = {row[5] for row in rows if row[5] is not None and row[5] not in numbers}
    elsewhere: dict[int, tuple[int, str]] = {}
    if missing:
        parents = Comment.objects.filter(pk__in=missing).values_list("id", "number", "public_id")
        elsewhere = {pk: (number, public_id) for pk, number, public_id in parents}
    tops: list[tuple[Any, ...]] = []
    replies: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        (replies.setdefault(row[5], []) if row[5] in numbers else tops).append(row)
    ordered: list[CommentView] = []
    stack = tops[::-1]
    while stack:
        row = stack.pop()
        pk, public_id, number, root_number, depth, parent_id, author_name, html, created_at, status = row
        shown = status == Comment.Status.PUBLISHED
        away_number, away_id = elsewhere.get(parent_id, (None, ""))
        ordered.append(
            CommentView(
                public_id=public_id,
                number=number,
                root_number=root_number,
                depth=depth,
                parent_number=numbers.get(parent_id, away_number),
                parent_public_id=away_id,
                author_name=author_name if shown else "",
                html=html if shown else "",
                created_at=created_at,
                is_removed=not shown,
            )
        )
        stack += replies.get(pk, ())[::-1]
    return ordered


def _records(thread: Thread, order: str, limit: int) -> list[CommentRecord]:
    columns = ("public_id", "number", "author_name", "text", "html", "created_at", "parent__number")
    found = Comment.objects.filter(thread=thread, status=Comment.Status.PUBLISHED).order_by(order)
    return [CommentRecord(*row) for row in found.values_list(*columns)[:limit]]
