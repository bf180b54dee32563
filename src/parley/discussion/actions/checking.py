"""What a comment's text goes through before it is written, new or changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parley.discussion.markup import Rendered, text_render
from parley.discussion.nudging import nudge_make
from parley.discussion.policies import may_read
from parley.discussion.refusals import OBSTACLES, CommentRefused, FieldError
from parley.discussion.screening import Draft, Findings, Submission, screening_prepare
from parley.discussion.verdicts import Outcome, ScreeningResult
from parley.kernel.text import NAME_MAX_LENGTH, plain_text_clean, text_is_blank

# Nothing longer is even looked at, whatever the phases say: PARLEY_COMMENT_MAX_LENGTH can't be set higher.
TEXT_HARD_LIMIT = 100_000
EMPTY = FieldError("text", "text_empty", _("Write something first."))
TOO_LONG = FieldError("text", "text_too_long", _("The comment is too long."))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text cleaned and rendered; not rendered if it is too long anyway."""

    text: str
    rendered: Rendered


def text_prepare(text: str) -> Prepared:
    """Clean and render what was typed: the costly part, to be done before any lock is taken."""
    clean = plain_text_clean(text[: TEXT_HARD_LIMIT + 1])
    rendered = text_render(clean) if len(clean) <= settings.PARLEY_COMMENT_MAX_LENGTH else Rendered("")
    return Prepared(text=clean, rendered=rendered)


def text_check(text: str) -> FieldError | None:
    """Return what is wrong with a cleaned text, whoever wrote it."""
    if text_is_blank(text):
        return EMPTY
    return TOO_LONG if len(text) > settings.PARLEY_COMMENT_MAX_LENGTH else None


def findings_prepare(*, draft: Draft, is_new: bool) -> Findings:
    """Let the phases look at the text before any lock is taken, unless it is refused anyway."""
    is_refused = (
        text_check(draft.text) is not None
        or not may_read(thread=draft.thread)
        or (is_new and bool(_name_errors(draft.author_name)))
    )
    return Findings() if is_refused else screening_prepare(draft=draft)


def submission_check(
    *,
    submission: Submission,
    screened: ScreeningResult,
    parent_missing: bool = False,
    more: Sequence[FieldError] = (),
) -> None:
    """Raise CommentRefused with everything that is wrong; with one thing alone where that concerns the whole.

    `more`: what was found wrong beside the text.
    """
    verdict = screened.verdict
    refusal = FieldError(verdict.field, verdict.code, verdict.reason)
    refused = verdict.outcome is Outcome.REFUSE
    if not may_read(thread=submission.thread):
        refusal, refused = OBSTACLES["thread_closed"], True
    if refused and not refusal.field:
        raise CommentRefused([refusal])
    errors = _name_errors(submission.author_name) if submission.editing is None else []
    errors += more
    if refused:
        errors.append(refusal)
    elif len(submission.text) > settings.PARLEY_COMMENT_MAX_LENGTH:
        # Also when the phase that counts is left out.
        errors.append(TOO_LONG)
    if parent_missing:
        message = _("The comment you answer is no longer there. Post yours on its own instead.")
        errors.append(FieldError("parent", "parent_gone", message))
    if errors:
        asks = refused and verdict.is_nudge
        nudge = nudge_make(thread=submission.thread, text=submission.text, verdict=verdict) if asks else None
        raise CommentRefused(errors, nudge=nudge)


def _name_errors(name: str) -> list[FieldError]:
    if not name:
        return [FieldError("author_name", "name_empty", _("Give a name: yours or any other."))]
    surplus = len(name) - NAME_MAX_LENGTH
    if surplus <= 0:
        return []
    message = ngettext_lazy(
        "The name is too long by %d character.", "The name is too long by %d characters.", surplus
    )
    return [FieldError("author_name", "name_too_long", message % surplus)]
