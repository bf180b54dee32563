"""What a service of the publisher's own may answer about a comment (docs/reference/own-phase.md)."""

import unicodedata
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from parley.moderation.service import ServiceAnswerError, answer_wrong

REASONS_MAX: Final = 50
#: Codes that Parley gives itself, and that would lie about where a comment stopped.
_RESERVED: Final = frozenset({"passed", "phase_failed"})


def _is_free(code: str) -> str:
    if code in _RESERVED:
        raise ValueError("is a code of Parley's own")
    return code


def _is_plain(text: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise ValueError("has control characters in it")
    return text


Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$"), AfterValidator(_is_free)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_is_plain)
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_is_plain)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class OwnReason(_Strict):
    """`begin`, `end`: the passage, in code points of the text as it was sent; both or none."""

    rule: Name
    version: Annotated[str, StringConstraints(max_length=100), AfterValidator(_is_plain)] = ""
    score: float | None = Field(None, ge=0, le=1, allow_inf_nan=False)
    begin: int | None = Field(None, ge=0)
    end: int | None = Field(None, ge=1)


class OwnAnswer(_Strict):
    outcome: Literal["publish", "hold", "reject", "no opinion"]
    reason: Words | None = None
    code: Code | None = None
    reasons: tuple[OwnReason, ...] = Field((), max_length=REASONS_MAX)


def own_answer_read(*, body: bytes, text: str) -> OwnAnswer:
    """Read the answer about `text`. Raises ServiceAnswerError for anything that is not as agreed."""
    try:
        answer = OwnAnswer.model_validate_json(body)
    except ValidationError as error:
        raise answer_wrong(error) from None
    for reason in answer.reasons:
        if (reason.begin is None) != (reason.end is None):
            raise ServiceAnswerError("The answer is not as agreed: begin and end go together")
        if reason.begin is not None and reason.end is not None and not reason.begin < reason.end <= len(text):
            raise ServiceAnswerError("The answer is not as agreed: begin and end name no passage of the text")
    return answer
