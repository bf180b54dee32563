from django.utils.translation import gettext_lazy as _

from parley.discussion.nudging import text_digest
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.phases.toxicity import Toxicity
from parley.moderation.scoring import ATTRIBUTE_NUDGED, Scored, is_nudged


class Nudge:
    """Asks the writer once to think over what reaches PARLEY_NUDGE_THRESHOLD, and holds it if they insist.

    A text that was changed and still reaches the threshold is held too, and so is one that comes without a form (an
    edit), because there is no form to give back. Reads the scores of the phase `toxicity`; says nothing without them.
    """

    name = "nudge"

    def verdict(self, submission: Submission) -> Verdict:
        scored = submission.findings.get(Toxicity.name)
        if not isinstance(scored, Scored) or not is_nudged(scored.scores):
            return NO_OPINION
        reasons = _reasons(scored)
        if _asks_no_more(submission):
            return Verdict(
                Outcome.HOLD,
                "nudge_declined",
                _("Readers may take it as an attack, so a moderator reads it first."),
                reasons=reasons,
            )
        return Verdict(
            Outcome.REFUSE,
            "nudge",
            _(
                "Readers may take this as an attack. You can change it, or post it as it is: then a moderator reads it "
                "first."
            ),
            field="text",
            reasons=reasons,
            is_nudge=True,
        )


def _asks_no_more(submission: Submission) -> bool:
    """Tell whether the writer was asked, and insists on that text or has changed it."""
    form = submission.form
    if form is None:
        return True
    if not form.nudged:
        return False
    return form.insists or form.nudged != text_digest(submission.text)


def _reasons(scored: Scored) -> tuple[Reason, ...]:
    name, version = ATTRIBUTE_NUDGED, scored.model
    spans = (Reason(name, version, one.scores.get(name), one.begin, one.end) for one in scored.spans)
    return (Reason(name, version, scored.scores[name]), *spans)
