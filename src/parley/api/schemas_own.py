"""The shapes of what a writer is told of a decision, and of the objection to it."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from parley.api.schemas_writing import GuestOut

Status = Literal["published", "held", "rejected", "removed"]


class AppealIn(Schema):
    """Why the decision is wrong: up to 1,000 characters."""

    model_config = ConfigDict(strict=True)
    text: str = Field(max_length=10_000, examples=["It is a quotation from the article."])


class PassageMark(Schema):
    """A passage of a comment's text, in code points; `end` is the first one after it."""

    begin: int
    end: int


class AppealOut(Schema):
    made_at: datetime
    outcome: Literal["open", "upheld", "overturned"]
    answer: str | None = Field(description="The moderator's words; null while nobody has answered.")
    answered_at: datetime | None


class NoticeOut(Schema):
    """A statement of reasons (Digital Services Act, article 17)."""

    action: Literal["rejected", "removed"]
    code: str = Field(description="The reason, for programs.")
    reason: str = Field(description="The reason, for people.")
    rule: str | None = Field(description="The house rule that was broken.")
    passages: list[PassageMark] = Field(description="The passages of `text` that the decision is about.")
    decided_at: datetime
    automatic: bool = Field(description="No person decided.")
    found_by: Literal["program", "readers"] | None = Field(
        description="What pointed the comment out before it was decided on; null: nothing did."
    )
    appeal_until: datetime | None = Field(
        description="Until when one can object; null where one can't (any more)."
    )
    appeal: AppealOut | None


class OwnCommentFullOut(GuestOut):
    """One's own comment, whatever became of it; `notice` where it was rejected or removed by others."""

    number: int
    status: Status
    text: str = Field(description="As it was typed.")
    notice: NoticeOut | None
    comment_html: str = Field(description="The fragment for its writer; empty when the writer removed it.")
