from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.actions.similar import signature_keep
from parley.moderation.quotations import quotations_blank
from parley.moderation.signatures import VERSION, Signature, signature_of
from parley.moderation.similar import Near, near_duplicates


class NearDuplicate:
    """Holds a text that PARLEY_SIMILAR_HOLD comments, on any thread and by anybody, said nearly word for word before.

    Within PARLEY_SIMILAR_HOURS, whatever became of those. Neither earlier texts of a comment that is being changed
    count, nor what it quotes of its page or of the comment it answers, nor short texts.
    """

    name = "near_duplicate"

    def prepare(self, draft: Draft) -> Signature | None:
        """Make the text's signature; None for a text that is too short."""
        return signature_of(quotations_blank(draft=draft))

    def verdict(self, submission: Submission) -> Verdict:
        needed = settings.PARLEY_SIMILAR_HOLD
        signature = self._signature(submission)
        if not needed or signature is None:
            return NO_OPINION
        # Under the lock, so that of many sent at once to a thread the later ones know of the earlier.
        since = submission.at - timedelta(hours=settings.PARLEY_SIMILAR_HOURS)
        found = near_duplicates(signature=signature, since=since)
        others = [near for near in found if not _is_itself(near, submission)]
        if len(others) < needed:
            return NO_OPINION
        return Verdict(
            Outcome.HOLD,
            "near_duplicate",
            _("Nearly the same has been posted several times, so a moderator reads it first."),
            reasons=(Reason(self.name, VERSION, others[0].similarity),),
        )

    def keep(self, *, comment: Comment, submission: Submission) -> None:
        signature = self._signature(submission)
        if signature is not None:
            signature_keep(comment=comment, signature=signature, at=submission.at)

    def _signature(self, submission: Submission) -> Signature | None:
        signature = submission.findings[self.name]
        if signature is None or isinstance(signature, Signature):
            return signature
        raise TypeError(f"{self.name} found {signature!r}")


def _is_itself(near: Near, submission: Submission) -> bool:
    return (near.thread, near.number) == (submission.thread.pk, submission.editing)
