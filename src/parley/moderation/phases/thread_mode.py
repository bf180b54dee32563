from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Thread
from parley.discussion.queries import guest_published_count
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict


class ThreadMode:
    """Holds every comment of a thread in the mode "hold all", and those of new writers in the mode "hold new"."""

    name = "thread_mode"

    def verdict(self, submission: Submission) -> Verdict:
        mode = submission.thread.mode
        if mode == Thread.Mode.HOLD_ALL:
            return Verdict(
                Outcome.HOLD,
                "thread_holds_all",
                _("Comments on this article are read by a moderator first."),
            )
        if mode == Thread.Mode.HOLD_NEW and not guest_published_count(guest_keys=submission.guest_keys):
            return Verdict(
                Outcome.HOLD,
                "thread_holds_new",
                _("Comments of new writers on this article are read by a moderator first."),
                is_precaution=True,
            )
        return NO_OPINION
