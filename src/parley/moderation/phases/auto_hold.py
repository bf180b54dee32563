from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.learned.live import AUTO_HOLD, Look, hold_now
from parley.moderation.learned.looking import look_begun, look_taken


class AutoHold:
    """Holds what moderators would nearly always reject, by what was learned from their decisions.

    Off with PARLEY_AUTO_HOLD_BETA=0, and with PARLEY_AUTO_PASS, which holds all that does not pass. Without a threshold
    it has no opinion.
    """

    name = AUTO_HOLD

    def prepare(self, draft: Draft) -> Look | None:
        """Read the threshold that counts, and how deep the comment will stand; None where it has no opinion."""
        if not settings.PARLEY_AUTO_HOLD_BETA or settings.PARLEY_AUTO_PASS:
            return None
        live = hold_now()
        return look_begun(live, draft) if live else None

    def verdict(self, submission: Submission) -> Verdict:
        look = submission.findings[self.name]
        if look is None:
            return NO_OPINION
        if not isinstance(look, Look) or look.live is None:
            raise TypeError(f"{self.name} found {look!r}")
        score = look_taken(look, look.live, submission)
        if score is None or score <= look.live.threshold:
            return NO_OPINION
        return Verdict(
            Outcome.HOLD,
            "auto_held",
            _(
                "A moderator reads it first. A program took it for one that is rejected, and programs can be wrong."
            ),
            reasons=(Reason(self.name, look.live.version, score),),
        )
