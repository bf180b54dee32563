"""The shapes of comments and windows, as the API gives them."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

ThreadMode = Literal["open", "hold_new", "hold_all"]
Badge = Literal["newsroom", "author"]


class QuoteOut(Schema):
    """One passage that a comment answers."""

    passage: int = Field(description="Id of the passage.")
    target_number: int | None = Field(description="Number of the comment it stands in; null for the page.")
    exact: str = Field(description="The words.")
    is_found: bool = Field(description="False when the passage has changed since.")
    is_automatic: bool = Field(description="The words stand in the comment's own text, where we found them.")


class CorrectionOut(Schema):
    """A published correction: what was put right, or where it stands, or both."""

    text: str
    url: str | None


class CommentOut(Schema):
    """A comment as readers see it; a removed one that has replies has neither name nor text."""

    id: str
    number: int
    root_number: int = Field(description="Number of the top-level comment it stands under, or its own.")
    parent_number: int | None
    depth: int
    author_name: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    reply_count: int = Field(description="Direct replies.")
    branch_count: int = Field(description="Of a top-level comment: all replies under it.")
    valued_count: int
    removed: bool
    quotes: list[QuoteOut]
    quoted_by: list[int] = Field(description="Numbers of up to ten comments that quote this one.")
    badge: Badge | None = Field(
        description="Set where the newsroom wrote it: somebody there, or the author of the article."
    )
    correction: CorrectionOut | None = Field(description="The correction that it led to.")


class RestOut(Schema):
    """The replies under a top-level comment that are not in the window."""

    number: int = Field(description="Number of the top-level comment.")
    count: int
    after: str | None = Field(description="Cursor for its branch; null to read it from its start.")


class WindowOut(Schema):
    """A part of a thread in reading order, at most 256 KiB of comments unless one alone is longer."""

    thread: str
    comment_count: int = Field(description="Published comments of the whole thread.")
    sequence: int = Field(
        description="The last event that this answer knows of: live streams go on after it."
    )
    comments: list[CommentOut]
    before: str | None = Field(description="Cursor for what stands before; null where nothing does.")
    after: str | None = Field(description="Cursor for what follows; null at the end.")
    rests: list[RestOut]


class NextOut(Schema):
    number: int | None = Field(description="Number of the next comment on the page; null when there is none.")


class ErrorOut(Schema):
    field: str
    code: str
    message: str


class ProblemOut(Schema):
    """A problem (RFC 9457). `code` is stable; docs/reference/errors.md lists them all."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ErrorOut]
    token: str | None = Field(None, description="A token with which the same comment can be sent again.")
    nudge: str | None = Field(None, description="With the code `nudge`: send it back with `post_anyway`.")
    text: str | None = Field(None, description="With the code `nudge`: the text that `passages` are of.")
    passages: list[tuple[int, int]] | None = Field(
        None, description="With the code `nudge`: where it may be taken as an attack, in code points."
    )


class ReasonOut(Schema):
    code: str
    label: str


class ThreadOut(Schema):
    """A thread without its comments."""

    id: str
    site: str
    key: str
    title: str
    url: str
    state: Literal["open", "closed"]
    open: bool = Field(description="Whether comments are taken now; also false after the closing time.")
    mode: ThreadMode = Field(
        description="Which comments a moderator reads before they are shown, whatever they say: none, those of new "
        "writers, all."
    )
    closes_at: datetime | None
    comment_count: int
    last_number: int = Field(description="The highest number given to a comment so far, shown or not.")
    sequence: int = Field(
        description="The last event that this answer knows of: live streams go on after it."
    )
    token: str = Field(description="Goes into a comment that is posted; good for a day.")
    max_length: int = Field(description="Longest comment, in characters.")
    kinds: list[ReasonOut] = Field(description="What a comment may be besides a comment; may be empty.")
    email_days: int | None = Field(
        description="Days for which an e-mail address left with a comment is kept; null where none is."
    )


class CountOut(Schema):
    key: str | None = Field(description="The key that was asked for; null where an id was.")
    thread: str | None = Field(description="Id of the thread; null where there is none.")
    comment_count: int


class CountsOut(Schema):
    counts: list[CountOut]


class ReasonsOut(Schema):
    reasons: list[ReasonOut]


class PassageOut(Schema):
    """A passage that comments answer (W3C TextQuoteSelector)."""

    id: int
    target_number: int | None = Field(description="Number of the comment it stands in; null for the page.")
    exact: str
    prefix: str
    suffix: str
    quote_count: int = Field(description="Published comments that answer it.")
    is_found: bool = Field(description="False when the words are not there any more.")


class PassagesOut(Schema):
    passages: list[PassageOut]
