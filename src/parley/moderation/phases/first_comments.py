from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.queries import guest_published_count
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict


class FirstComments:
    """Holds a writer's comments until PARLEY_FIRST_COMMENTS_HELD of them have been published; 0 holds none."""

    name = "first_comments"

    def verdict(self, submission: Submission) -> Verdict:
        needed = settings.PARLEY_FIRST_COMMENTS_HELD
        if not needed or submission.editing is not None:
            return NO_OPINION
        if guest_published_count(guest_keys=submission.guest_keys) >= needed:
            return NO_OPINION
        return Verdict(
            Outcome.HOLD,
            "first_comments",
            _("The first comments of a new writer are read by a moderator first."),
            is_precaution=True,
        )
