"""What stops an import, said so that a person can put it right."""

from django.utils.translation import gettext as _


class ImportProblem(Exception):  # noqa: N818 -- the word the reports use: something in the file, not in the program
    """The file can't be imported. Nothing has been written when this is raised.

    `line` counts from 1 and is None where no line is to blame; `advice` says what to do about it.
    """

    def __init__(self, message: str, *, line: int | None = None, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.advice = advice

    def __str__(self) -> str:
        where = _("Line %(line)d: ") % {"line": self.line} if self.line is not None else ""
        return f"{where}{self.message} {self.advice}".rstrip()
