from django.utils.translation import gettext_lazy as _

from parley.discussion.policies import may_comment
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict


class ThreadOpen:
    """Refuses comments on a thread that is closed, hidden or past its closing time."""

    name = "thread_open"

    def verdict(self, submission: Submission) -> Verdict:
        if may_comment(thread=submission.thread, at=submission.at):
            return NO_OPINION
        return Verdict(Outcome.REFUSE, "thread_closed", _("Comments on this page are closed."))
