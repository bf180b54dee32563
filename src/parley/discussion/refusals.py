"""What is said to a reader whose wish is not granted: a code for programs, a sentence for people, an HTTP status."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Every other code is 422, something to correct.
_STATUSES = {
    "already_reported_here": 409,
    "already_valued_here": 409,
    "appeal_too_late": 403,
    "appealed": 409,
    "busy": 503,
    "comment_decided": 403,
    "edit_too_late": 403,
    "edits_too_many": 403,
    "foreign_origin": 403,
    "not_own_comment": 403,
    "nothing_decided": 409,
    "own_comment": 403,
    "thread_closed": 403,
    "too_many": 429,
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one input ("author_name", "text", "parent", or "" for the whole); `code` is for programs."""

    field: str
    code: str
    message: str | Promise


@dataclass(frozen=True, slots=True)
class Nudge:
    """A text that its writer is asked to think over once, and may post all the same.

    `passages`: pairs of code points of `text`, which is as it was cleaned. `token`: comes back with the form, and
    proves that this text was asked about.
    """

    text: str
    message: str | Promise
    passages: tuple[tuple[int, int], ...] = ()
    token: str = ""


class CommentRefused(Exception):  # noqa: N818 -- it is an answer to the reader, not a fault
    """Nothing was written. `errors` say why, in words for the reader; `nudge` is there where they may insist."""

    def __init__(self, errors: Sequence[FieldError], *, nudge: Nudge | None = None) -> None:
        super().__init__("; ".join(error.code for error in errors))
        self.errors = list(errors)
        self.nudge = nudge


class TooManyComments(CommentRefused):
    """The client does something faster than its rate allows; `retry_after` in whole seconds."""

    def __init__(self, *, retry_after: int) -> None:
        message = ngettext_lazy(
            "You are posting very fast. Please wait %d second and send it again.",
            "You are posting very fast. Please wait %d seconds and send it again.",
        )
        super().__init__([FieldError("", "too_many", message % retry_after)])
        self.retry_after = retry_after


# What policies.py may answer, by code.
OBSTACLES = {
    error.code: error
    for error in (
        FieldError("", "thread_closed", _("Comments on this page are closed.")),
        FieldError("", "own_comment", _("This comment is your own.")),
        FieldError(
            "", "not_own_comment", _("Only who wrote a comment can change it, from the same browser.")
        ),
        FieldError("", "comment_decided", _("This comment is not shown any more and can’t be changed.")),
        FieldError("", "edit_too_late", _("The time in which this comment could be changed is over.")),
        FieldError("", "edits_too_many", _("This comment has been changed too often to be changed again.")),
        FieldError("", "nothing_decided", _("There is no decision on this comment to object to.")),
        FieldError("", "appeal_too_late", _("The time in which you could object is over.")),
        FieldError(
            "", "appealed", _("You have objected to this decision already. A moderator will answer here.")
        ),
    )
}


def refusal_status(refused: CommentRefused) -> int:
    """Return the HTTP status for a refusal."""
    return next((_STATUSES[error.code] for error in refused.errors if error.code in _STATUSES), 422)
