"""The shapes of what the API takes and gives."""

from datetime import datetime

from ninja import Field, Schema


class CommentIn(Schema):
    """A comment to post. `token` comes with the thread; `website` is to stay empty."""

    author_name: str = ""
    text: str = ""
    parent: int | None = Field(None, description="Number of the comment that is answered.")
    token: str = ""
    website: str = Field("", description="Leave empty: a trap for programs that fill every field.")


class CommentOut(Schema):
    """A comment as readers see it; a removed one that has replies has neither name nor text."""

    id: str
    number: int
    depth: int
    parent_number: int | None
    author_name: str
    html: str
    created_at: datetime
    removed: bool = False


class PostedOut(CommentOut):
    """A comment just posted, its address for its writer, and the fragment to put into the page."""

    status: str
    url: str
    comment_html: str
    comment_count: int
    code: str = Field("", description="Why it waits for a moderator, for programs; empty when published.")
    reason: str = Field("", description="Why it waits for a moderator, for people.")


class ThreadOut(Schema):
    """A part of a thread in reading order. `next_after` is null at the end."""

    id: str
    title: str
    url: str
    open: bool
    comment_count: int
    token: str
    comments: list[CommentOut]
    next_after: str | None


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
    errors: list[ErrorOut] = []
    token: str | None = Field(None, description="A token with which the same comment can be sent again.")
