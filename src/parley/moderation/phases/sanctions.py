from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict
from parley.moderation.models import Sanction
from parley.moderation.queries_decisions import sanctions_standing


class Sanctions:
    """Refuses what a muted, suspended or banned writer sends, and holds all comments of one who is to be read first."""

    name = "sanctions"

    def verdict(self, submission: Submission) -> Verdict:
        standing = [
            one
            for one in sanctions_standing(writers=submission.guest_keys, at=submission.at)
            if one.thread_id in {None, submission.thread.pk}
        ]
        kinds = {one.kind for one in standing}
        if Sanction.Kind.BAN in kinds:
            return Verdict(Outcome.REFUSE, "banned", _("You can no longer comment here."))
        if Sanction.Kind.SUSPEND in kinds:
            return Verdict(Outcome.REFUSE, "suspended", _("You can’t comment here for a while."))
        if Sanction.Kind.MUTE in kinds:
            return Verdict(Outcome.REFUSE, "muted", _("You can’t comment on this article for a while."))
        if Sanction.Kind.HOLD_ALL in kinds:
            return Verdict(Outcome.HOLD, "held_all", _("A moderator reads your comments first."))
        return NO_OPINION
