"""The shapes of what the API takes, and of its answers to it."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from parley.api.inputs import NUMBER_MAX
from parley.api.schemas import CommentOut
from parley.discussion.actions.checking import TEXT_HARD_LIMIT

#: What its writer is told of a comment.
Told = Literal["published", "held", "rejected"]

_STRICT = ConfigDict(strict=True)  # "5" is no number where JSON has numbers


class CommentIn(Schema):
    """A comment to post. `token` comes with the thread; `website` is to stay empty.

    With `quote_exact` it answers a passage: its words, and some before and after (W3C TextQuoteSelector).
    """

    model_config = _STRICT
    author_name: str = Field("", max_length=1000, examples=["Ada"])
    text: str = Field("", max_length=TEXT_HARD_LIMIT, examples=["Well *said*."])
    parent: Annotated[int, Field(ge=1, le=NUMBER_MAX)] | None = Field(
        None, description="Number of the comment that is answered."
    )
    quote_exact: str = Field("", max_length=5000, description="The words that are answered; empty for none.")
    quote_prefix: str = Field("", max_length=5000, description="Some words before them.")
    quote_suffix: str = Field("", max_length=5000, description="Some words after them.")
    quote_target: str = Field(
        "",
        pattern="^[0-9]{0,9}$",
        description="Number of the comment in which they stand; empty for the page.",
    )
    kind: str = Field(
        "",
        max_length=50,
        description="What it is besides a comment: one of the thread's `kinds`; empty for nothing else.",
    )
    email: str = Field(
        "",
        max_length=1000,
        description="Address at which its writer is told of decisions about it; kept only where the thread has "
        "`email_days`, and shown to nobody.",
    )
    token: str = Field("", max_length=200, examples=["1vQx3a:mW0c2d"])
    website: str = Field(
        "", max_length=1000, description="Leave empty: a trap for programs that fill every field."
    )
    nudge: str = Field("", max_length=200, description="The `nudge` of a refusal with the code `nudge`.")
    post_anyway: bool = Field(
        False, description="Post, after a nudge, what it was about: a moderator reads it first."
    )


class EditIn(Schema):
    """The whole new text of a comment."""

    model_config = _STRICT
    text: str = Field(max_length=TEXT_HARD_LIMIT)


class ReportIn(Schema):
    """What is wrong with a comment: the code of a reason, and words."""

    model_config = _STRICT
    reason: str = Field(max_length=50, examples=["abuse"])
    text: str = Field("", max_length=10_000)


class ThreadIn(Schema):
    """A page of an outside site that wants a thread. A longer title is cut at 300 characters."""

    model_config = _STRICT
    key: str = Field(min_length=1, max_length=255, examples=["/2026/bridge/"])
    title: str = Field("", max_length=2000, examples=["The bridge stays closed"])
    url: str = Field(max_length=2000, examples=["https://blog.example/2026/bridge/"])


class GuestOut(Schema):
    guest_token: str | None = Field(
        None,
        description="Proof that the guest is the same next time, for the header Parley-Guest; only for requests from "
        "another origin that came without one.",
    )


class PostedOut(CommentOut, GuestOut):
    """A comment just posted or edited, its address for its writer, and the fragment to put into the page."""

    status: Told
    url: str
    comment_html: str
    comment_count: int
    code: str = Field(description="Why it is held or rejected, for programs; empty when published.")
    reason: str = Field(description="Why it is held or rejected, for people.")


class ValuedOut(GuestOut):
    valued: bool
    valued_count: int


class ReportedOut(GuestOut):
    """Thanks; whoever moderates will see it."""


class OwnCommentOut(Schema):
    number: int
    status: str = Field(
        description="published, held while it waits for a moderator, rejected, or removed by somebody else."
    )
    editable_until: datetime | None = Field(description="Null when it can't be edited any more.")
    decided_at: datetime | None = Field(description="When it was rejected or removed; null for all others.")


class OwnOut(Schema):
    """What this guest wrote and values in the thread."""

    comments: list[OwnCommentOut]
    valued: list[int]
