from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict


class Honeypot:
    """Holds a comment whose form came with the hidden field filled in, as programs do and people can't see to do.

    It holds and does not refuse, because a browser's autofill may fill the field too, and nobody's text shall get lost.
    """

    name = "honeypot"

    def verdict(self, submission: Submission) -> Verdict:
        if submission.form is None or not submission.form.honeypot.strip():
            return NO_OPINION
        return Verdict(Outcome.HOLD, "honeypot", _("A moderator reads it first."))
