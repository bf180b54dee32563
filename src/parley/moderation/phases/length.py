from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict
from parley.kernel.text import text_is_blank


class Length:
    """Refuses a comment in which there is nothing to read, or more than PARLEY_COMMENT_MAX_LENGTH characters."""

    name = "length"

    def verdict(self, submission: Submission) -> Verdict:
        if text_is_blank(submission.text):
            return Verdict(Outcome.REFUSE, "text_empty", _("Write something first."), "text")
        surplus = len(submission.text) - settings.PARLEY_COMMENT_MAX_LENGTH
        if surplus <= 0:
            return NO_OPINION
        reason = format_lazy(
            "{} {}",
            _("The comment is too long."),
            ngettext_lazy("Take out at least %d character.", "Take out at least %d characters.") % surplus,
        )
        return Verdict(Outcome.REFUSE, "text_too_long", reason, "text")
