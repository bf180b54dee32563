from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from parley.discussion.queries import guest_last_comment
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict

WINDOW = timedelta(minutes=10)


class Duplicate:
    """Refuses the text that the same guest has just posted in the same thread, as a second click on the button does.

    Only the guest's last comment counts, for ten minutes, and differences in spaces and capitals do not. A comment that
    is being changed repeats itself by nature and is let be.
    """

    name = "duplicate"

    def verdict(self, submission: Submission) -> Verdict:
        if submission.editing is not None:
            return NO_OPINION
        last = guest_last_comment(
            thread=submission.thread, guest_keys=submission.guest_keys, since=submission.at - WINDOW
        )
        if last is None or _essence(last) != _essence(submission.text):
            return NO_OPINION
        return Verdict(Outcome.REFUSE, "duplicate", _("You have just posted this."), "text")


def _essence(text: str) -> str:
    return "".join(text.casefold().split())
