from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.spam.features import says_enough
from parley.moderation.spam.live import weights_live


@dataclass(frozen=True, slots=True)
class Scored:
    """`score`: 0..1, by the weights of that version."""

    score: float
    version: str


class OwnSpam:
    """Holds what our own model takes for spam, by what moderators decided before. Off with PARLEY_SPAM_THRESHOLD=0."""

    name = "own_spam"

    def prepare(self, draft: Draft) -> Scored | None:
        """Score the text; None when the phase is turned off, or the text says too little."""
        if not settings.PARLEY_SPAM_THRESHOLD or not says_enough(draft.text):
            return None
        weights = weights_live()
        return Scored(float(weights.scores([draft.text])[0]), weights.version)

    def verdict(self, submission: Submission) -> Verdict:
        scored = submission.findings[self.name]
        if scored is None:
            return NO_OPINION
        if not isinstance(scored, Scored):
            raise TypeError(f"{self.name} found {scored!r}")
        if scored.score < settings.PARLEY_SPAM_THRESHOLD:
            return NO_OPINION
        return Verdict(
            Outcome.HOLD,
            "spam",
            _("A moderator reads it first. A program took it for spam, and programs can be wrong."),
            reasons=(Reason(self.name, scored.version, scored.score),),
        )
