from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.learned.facts import facts_of
from parley.moderation.learned.live import AUTO_PASS, Look, live_now
from parley.moderation.learned.records import record_read


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
        live = live_now()
        return Look(live, _depth(draft)) if live else Look(None)

    def verdict(self, submission: Submission) -> Verdict:
        look = submission.findings[self.name]
        if look is None:
            return NO_OPINION
        if not isinstance(look, Look):
            raise TypeError(f"{self.name} found {look!r}")
        if look.live is None:
            return _not_passed()
        edited = _edited(submission)
        published, rejected = record_read(
            thread=submission.thread,
            writers=submission.guest_keys,
            without=edited.pk if edited else None,
        )
        look.facts = facts_of(
            submission=submission,
            given=submission.given,
            depth=edited.depth if edited else look.depth,
            published=published,
            rejected=rejected,
        )
        look.score = look.live.score(look.facts)
        if look.score is None:
            return _not_passed()
        reason = Reason(self.name, look.live.version, look.score)
        if look.score < look.live.threshold:
            return Verdict(Outcome.PUBLISH, "auto_passed", reasons=(reason,))
        return _not_passed(reason)


def _not_passed(*reasons: Reason) -> Verdict:
    return Verdict(
        Outcome.HOLD,
        "not_passed",
        _("Comments are read by a moderator before they are shown."),
        reasons=reasons,
    )


def _depth(draft: Draft) -> int | None:
    """Return the depth of an answer: what it answers may be gone, but then it is refused."""
    if draft.parent_number is None:
        return 0
    found = Comment.objects.filter(thread=draft.thread, number=draft.parent_number)
    parent: int | None = found.values_list("depth", flat=True).first()
    return None if parent is None else parent + 1


def _edited(submission: Submission) -> Comment | None:
    if submission.editing is None:
        return None
    return Comment.objects.only("depth").get(thread=submission.thread, number=submission.editing)
