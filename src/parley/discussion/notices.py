"""What the writer of a comment is told of a decision on it, and how they object: both by way of the settings.

settings.PARLEY_DECISION_NOTICE and settings.PARLEY_APPEAL are dotted paths of functions, so that this package need not
know who decides. Without them nobody is told anything, and nobody can object.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from parley.discussion.models import Comment
from parley.discussion.refusals import OBSTACLES, CommentRefused

#: Longest objection, in characters.
APPEAL_MAX = 1000


@dataclass(frozen=True, slots=True)
class AppealView:
    """An objection and what came of it. `outcome`: "" while nobody has answered. `answer`: in the moderator's words."""

    made_at: datetime
    outcome: Literal["", "upheld", "overturned"] = ""
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A statement of reasons (Digital Services Act, article 17), for the comment's writer alone.

    It names no moderator, and holds nothing that was written for the newsroom. `code` and `reason`: why, for programs
    and for people. `rule`: the house rule that was broken. `passages`: pairs of code points (the end exclusive) of the
    comment's present text. `is_automatic`: no person decided. `found_by`: what pointed the comment out before that.
    `appeal_until`: None where one can't object (any more).
    """

    action: Literal["rejected", "removed"]
    code: str
    reason: str
    decided_at: datetime
    is_automatic: bool = False
    found_by: Literal["", "program", "readers"] = ""
    rule: str = ""
    passages: tuple[tuple[int, int], ...] = ()
    appeal: AppealView | None = None
    appeal_until: datetime | None = None

    @property
    def is_overturned(self) -> bool:
        return self.appeal is not None and self.appeal.outcome == "overturned"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    is_marked: bool = False


class NoticesSource(Protocol):
    def __call__(self, *, comments: Sequence[Comment]) -> Mapping[int, Notice]:
        """Return the notices on these comments by pk: one query, however many comments there are.

        May read of each comment its `pk`, `status` and `revision_count`, and nothing else: more may not be loaded.
        """


class AppealTaker(Protocol):
    def __call__(self, *, comment: Comment, guest_key: str, text: str) -> None:
        """Keep what a writer objects. Raises CommentRefused, and Comment.DoesNotExist for another's comment."""


def decision_notices(*, comments: Sequence[Comment]) -> Mapping[int, Notice]:
    """Return what the writers of these comments are told of decisions. Without comments nobody is asked."""
    if not comments or not settings.PARLEY_DECISION_NOTICE:
        return {}
    source: NoticesSource = import_string(settings.PARLEY_DECISION_NOTICE)
    return source(comments=comments)


def appeal_take(*, comment: Comment, guest_key: str, text: str) -> None:
    """Hand a writer's objection to whoever answers it. Raises CommentRefused and Comment.DoesNotExist."""
    if not settings.PARLEY_APPEAL:
        raise CommentRefused([OBSTACLES["nothing_decided"]])
    taker: AppealTaker = import_string(settings.PARLEY_APPEAL)
    taker(comment=comment, guest_key=guest_key, text=text)


def text_pieces(*, text: str, passages: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return `text` cut where passages begin and end, none where nothing of it is marked.

    Passages that overlap or lie outside the text are cut; those that are turned round are left out.
    """
    pieces = tuple(_pieces(text, passages))
    return pieces if any(piece.is_marked for piece in pieces) else ()


def _pieces(text: str, passages: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    reached = 0
    for begin, end in sorted(passages):
        begin, end = max(begin, reached), min(end, len(text))  # noqa: PLW2901 -- cut to what is left
        if begin >= end:
            continue
        if begin > reached:
            yield Piece(text[reached:begin])
        yield Piece(text[begin:end], is_marked=True)
        reached = end
    if reached < len(text):
        yield Piece(text[reached:])
