"""What goes wrong: with one row, which is told in the row's place, or with the run, which then ends."""

import re
from dataclasses import dataclass
from typing import Final

from parley.toxicity.attributes import MAX_BYTES
from parley.toxicity.errors import LanguageNotSupported, TextRefused, TextTooLong

#: Codes of bad rows: those that hold no text which could be scored. The codes of texts that the model refused are
#: made from the names of the errors, as in ``text_too_long``.
BAD_ROWS: Final = {
    "column_missing": "The row has no such field.",
    "line_too_long": "The row is longer than 1 MiB; it was passed over, and nothing of it is kept.",
    "lone_surrogate": "The text holds half of a character (a surrogate without its partner).",
    "name_taken": "The row has a field of the same name as one that would be added.",
    "not_an_object": "The line is JSON, but no object.",
    "not_csv": "The row can't be read as CSV: a quote is never closed, for instance.",
    "not_json": "The line is no JSON.",
    "not_text": "The field is null, a number, a list or the like.",
    "not_utf8": "The text is not encoded in UTF-8.",
    "wrong_fields": "The row has more or fewer fields than the header.",
}


class FileProblemError(Exception):
    """The run can't start: the message says what to do."""


class JobStoppedError(Exception):
    """The run ended before the last row. What is done can be built upon where the output is a file."""

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        self.exit_code = exit_code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row has no scores. `language` is known where it is the reason."""

    code: str
    message: str
    language: str = ""


def refusal_describe(refusal: TextRefused) -> Problem:
    """Name the reason after the error's class, so that a new kind of refusal needs no change here."""
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()
    language = refusal.language if isinstance(refusal, LanguageNotSupported) else ""
    return Problem(code, str(refusal), language)


def text_check(text: str) -> Problem | None:
    """Find what keeps a text from being handed to the scorer: it can't be encoded, or is too long."""
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        return Problem(
            "lone_surrogate",
            "The text holds half of a character (a surrogate without its partner); mend or remove it.",
        )
    return refusal_describe(TextTooLong(size)) if size > MAX_BYTES else None
