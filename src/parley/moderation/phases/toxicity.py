from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.actions import score_keep
from parley.moderation.scoring import Scored, comment_score, scoring_is_on


class Toxicity:
    """Holds a comment that the toxicity model gives a score at or above its threshold, and keeps the scores.

    A text in a language that the model doesn't know gets no scores; PARLEY_TOXICITY_OTHER_LANGUAGES says whether it
    passes. A comment that can't be scored is held. Turned off by PARLEY_TOXICITY_TIER.
    """

    name = "toxicity"

    def prepare(self, draft: Draft) -> Scored | None:
        """Score the text; None when the phase is turned off."""
        return comment_score(text=draft.text) if scoring_is_on() else None

    def verdict(self, submission: Submission) -> Verdict:
        scored = self._scored(submission)
        if scored is None:
            return NO_OPINION
        if not scored.scores and settings.PARLEY_TOXICITY_OTHER_LANGUAGES == "hold":
            return Verdict(
                Outcome.HOLD,
                "other_language",
                _("Comments in this language are read by a moderator first."),
            )
        if scored.above:
            return Verdict(
                Outcome.HOLD,
                "toxicity",
                _("A moderator reads it first. A program chose it for that, and programs can be wrong."),
                reasons=tuple(_reasons(scored)),
            )
        return NO_OPINION

    def keep(self, *, comment: Comment, submission: Submission) -> None:
        scored = self._scored(submission)
        if scored is not None:
            score_keep(comment=comment, scored=scored)

    def _scored(self, submission: Submission) -> Scored | None:
        scored = submission.findings[self.name]
        if scored is None or isinstance(scored, Scored):
            return scored
        raise TypeError(f"{self.name} found {scored!r}")


def _reasons(scored: Scored) -> Iterator[Reason]:
    """Yield each attribute that reached its threshold, and then the passages that raise it most."""
    for name in scored.above:
        yield Reason(name, scored.model, scored.scores[name])
    for span in scored.spans:
        name = max(span.scores, key=lambda one: span.scores[one], default="")
        if name:
            yield Reason(name, scored.model, span.scores[name], span.begin, span.end)
