from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.learned.live import AUTO_PASS, Look, live_now
from parley.moderation.learned.looking import look_begun, look_taken


class AutoPass:
    """Publishes what moderators would hardly ever reject, by what was learned from their decisions; holds all the rest.

    Turned off by PARLEY_AUTO_PASS. Holds everything while nothing may pass by itself: too few decisions, too many
    errors, signs that comments have changed, or another toxicity model than the one whose scores were learned from.
    """

    name = AUTO_PASS

    def prepare(self, draft: Draft) -> Look | None:
        """Read the threshold that counts, and how deep the comment will stand; None when the phase is turned off."""
        if not settings.PARLEY_AUTO_PASS:
            return None
        return look_begun(live_now(), draft)

    def verdict(self, submission: Submission) -> Verdict:
        look = submission.findings[self.name]
        if look is None:
            return NO_OPINION
        if not isinstance(look, Look):
            raise TypeError(f"{self.name} found {look!r}")
        if look.live is None:
            return _not_passed()
        score = look_taken(look, look.live, submission)
        if score is None:
            return _not_passed()
        reason = Reason(self.name, look.live.version, score)
        if score < look.live.threshold:
            return Verdict(Outcome.PUBLISH, "auto_passed", reasons=(reason,))
        return _not_passed(reason)


def _not_passed(*reasons: Reason) -> Verdict:
    return Verdict(
        Outcome.HOLD,
        "not_passed",
        _("Comments are read by a moderator before they are shown."),
        reasons=reasons,
    )
