"""The comment form as the templates see it: what was typed, what is wrong with it, and the thread's token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils.functional import Promise

from parley.discussion.form_token import form_token_make, form_token_read
from parley.discussion.models import Thread
from parley.discussion.notices import Piece, text_pieces
from parley.discussion.nudging import nudged_read
from parley.discussion.quotes.selector import QuoteSelector
from parley.discussion.refusals import CommentRefused, FieldError, Nudge
from parley.discussion.screening import FormFacts
from parley.kernel.clock import now

HONEYPOT = "website"
QUOTE_DROP = "quote_drop"  # a box that says, without JavaScript: post it without the quote
NUDGE = "nudge"
POST_ANYWAY = "post_anyway"  # the button of a nudge
# A token this young is sent back with the errors: there is time left to correct them.
FORM_REUSE = timedelta(days=1)


@dataclass(slots=True)
class Field:
    value: str = ""
    errors: list[str | Promise] = field(default_factory=list)


@dataclass(slots=True)
class CommentForm:
    """`form.author_name.value`, `form.text.errors` and so on; `non_field_errors` for what concerns the whole."""

    author_name: Field
    text: Field
    email: Field
    parent: Field
    token: Field
    # The passage that is answered, if its writer chose one; `quote_exact` empty for none.
    quote_exact: Field
    quote_prefix: Field
    quote_suffix: Field
    quote_target: Field
    kind: Field
    non_field_errors: list[str | Promise] = field(default_factory=list)
    nudge: Nudge | None = None

    @property
    def nudge_pieces(self) -> tuple[Piece, ...]:
        """The text of the nudge in parts, some of them marked; none where nothing is."""
        return text_pieces(text=self.nudge.text, passages=self.nudge.passages) if self.nudge else ()

    @property
    def errors(self) -> bool:
        return bool(self.non_field_errors or self.author_name.errors or self.text.errors or self.email.errors)


@dataclass(slots=True)
class AnswerForm:
    """What was typed into a small form, by the fields' names, with what is wrong with each."""

    fields: dict[str, Field]

    @property
    def errors(self) -> bool:
        return any(field.errors for field in self.fields.values())


def answer_form(typed: Mapping[str, str], errors: Iterable[FieldError] = ()) -> AnswerForm:
    """Return a form with what was typed; errors of fields it does not have are shown elsewhere."""
    form = AnswerForm(fields={name: Field(value) for name, value in typed.items()})
    for error in errors:
        if error.field in form.fields:
            form.fields[error.field].errors.append(error.message)
    return form


def comment_form(
    *,
    thread: Thread,
    typed: Mapping[str, str] | None = None,
    refused: CommentRefused | None = None,
    quote: QuoteSelector | None = None,
) -> CommentForm:
    """Return a form with what was typed and a token that will do; errors of fields not shown concern the whole.

    A nudge is no error, and stands beside them. `quote` fills in the passage that an empty form is to answer.
    """
    if typed is None:
        typed, token = _quote_typed(quote), form_token_make(thread=thread)
    else:
        token = form_token_renew(thread=thread, token=typed.get("token", ""))
    form = CommentForm(
        author_name=Field(typed.get("author_name", "")),
        text=Field(typed.get("text", "")),
        email=Field(typed.get("email", "")),
        parent=Field(typed.get("parent", "")),
        token=Field(token),
        quote_exact=Field(typed.get("quote_exact", "")),
        quote_prefix=Field(typed.get("quote_prefix", "")),
        quote_suffix=Field(typed.get("quote_suffix", "")),
        quote_target=Field(typed.get("quote_target", "")),
        kind=Field(typed.get("kind", "")),
    )
    if refused is None:
        return form
    form.nudge = refused.nudge
    shown = {
        "author_name": form.author_name.errors,
        "text": form.text.errors,
        "email": form.email.errors,
    }
    for error in refused.errors:
        if form.nudge is None or error.code != NUDGE:
            shown.get(error.field, form.non_field_errors).append(error.message)
    return form


def _quote_typed(quote: QuoteSelector | None) -> Mapping[str, str]:
    if quote is None:
        return {}
    return {
        "quote_exact": quote.exact,
        "quote_prefix": quote.prefix,
        "quote_suffix": quote.suffix,
        "quote_target": "" if quote.target_number is None else str(quote.target_number),
    }


def form_token_renew(*, thread: Thread, token: str) -> str:
    """Return a token with which a refused form can be sent again at once: the same one, unless it is good no more."""
    rendered_at = form_token_read(thread=thread, token=token)
    if rendered_at is not None and now() - rendered_at < FORM_REUSE:
        return token
    return form_token_make(thread=thread, age=settings.PARLEY_COMMENT_MIN_TIME)


def form_facts(*, thread: Thread, typed: Mapping[str, str]) -> FormFacts:
    """Return what the form tells about how it was filled in."""
    return FormFacts(
        rendered_at=form_token_read(thread=thread, token=typed.get("token", "")),
        honeypot=typed.get(HONEYPOT, ""),
        nudged=nudged_read(thread=thread, token=typed.get(NUDGE, "")),
        insists=bool(typed.get(POST_ANYWAY)),
    )
