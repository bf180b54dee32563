from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict


class LinkLimit:
    """Holds a comment with more than PARLEY_COMMENT_MAX_LINKS links."""

    name = "link_limit"

    def verdict(self, submission: Submission) -> Verdict:
        if submission.links_count <= settings.PARLEY_COMMENT_MAX_LINKS:
            return NO_OPINION
        return Verdict(Outcome.HOLD, "links", _("Comments with many links are read by a moderator first."))
