"""What queries hand out: comments and windows as readers see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from parley.discussion.corrections import Correction, correction_read
from parley.discussion.models import Comment
from parley.discussion.notices import Notice, Piece, text_pieces
from parley.discussion.quotes.views import NO_QUOTES, QuoteLinks


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as readers see it. A removed one that has replies keeps its place, but neither name nor text.

    Everything a comment's markup depends on stands here, so that two equal views have the same markup.
    """

    public_id: str
    number: int
    root_number: int
    depth: int
    parent_number: int | None
    author_name: str
    html: str
    created_at: datetime
    # The parent does not stand on the same page: a link must lead to where it does.
    parent_elsewhere: bool = False
    is_removed: bool = False
    # Its writer alone sees it, with the reason: it is held, or it was rejected.
    is_waiting: bool = False
    is_rejected: bool = False
    waiting_reason: str = ""
    # It stood on the page and was taken from it, by whoever decides; its writer alone sees it still.
    is_taken: bool = False
    # What its writer is told of a decision on it, and its text in parts where that marks some.
    notice: Notice | None = None
    pieces: tuple[Piece, ...] = ()
    # Direct replies, published comments at any depth (of a top-level comment), readers who value it.
    reply_count: int = 0
    branch_count: int = 0
    valued_count: int = 0
    edited_at: datetime | None = None
    links: QuoteLinks = NO_QUOTES
    # Comment.Badge, or "" for a reader's; and the published correction that it led to.
    badge: str = ""
    correction: Correction | None = None

    @property
    def is_for_writer(self) -> bool:
        """Whether nobody else sees it."""
        return self.is_waiting or self.is_rejected or self.is_taken


@dataclass(frozen=True, slots=True)
class Rest:
    """The replies of a top-level comment that are not in a window: how many, and where `branch_window` reads on."""

    count: int
    after: int


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a thread in reading order.

    `before` and `after` are positions to read on from, None where nothing is to be found there: of a window of the
    thread in its order, of a context in the order of time (oldest first), of `replies_window` in the numbers.
    `rests` is by the top-level comment's number.
    """

    comments: tuple[CommentView, ...]
    before: int | None = None
    after: int | None = None
    rests: Mapping[int, Rest] = field(default_factory=lambda: MappingProxyType({}))


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


def comment_view(
    *,
    comment: Comment,
    parent_number: int | None,
    parent_elsewhere: bool = False,
    waiting_reason: str = "",
    notice: Notice | None = None,
    links: QuoteLinks = NO_QUOTES,
) -> CommentView:
    """Return the view of a comment just read or written. `notice` is for its writer alone."""
    is_taken = notice is not None and comment.status == Comment.Status.REMOVED
    return CommentView(
        public_id=comment.public_id,
        number=comment.number,
        root_number=comment.root_number,
        depth=comment.depth,
        parent_number=parent_number,
        author_name=comment.author_name,
        html=comment.html,
        created_at=comment.created_at,
        parent_elsewhere=parent_elsewhere,
        is_waiting=comment.status == Comment.Status.HELD,
        is_rejected=comment.status == Comment.Status.REJECTED,
        waiting_reason=waiting_reason,
        is_taken=is_taken,
        notice=notice,
        pieces=text_pieces(text=comment.text, passages=notice.passages) if notice else (),
        reply_count=comment.reply_count,
        branch_count=comment.branch_count,
        valued_count=comment.valued_count,
        edited_at=comment.edited_at,
        links=links,
        badge=comment.badge or "",
        correction=correction_read(comment.correction),
    )
