"""Keeping what was known of a text when it was screened, and drawing an even sample of them for people to judge."""

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from django.conf import settings
from django.db.models import Value
from django.db.models.expressions import Combinable

from parley.discussion.models import Comment
from parley.discussion.screening import Submission
from parley.discussion.verdicts import Given, Outcome
from parley.moderation.learned.facts import facts_of, facts_row
from parley.moderation.learned.live import AUTO_HOLD, AUTO_PASS, Look
from parley.moderation.learned.records import record_counts
from parley.moderation.learning.features import VERSION
from parley.moderation.models import MODEL_LENGTH, AuditLook, AuditSample, ScreenedFeatures
from parley.moderation.pokes import desk_poke

#: Nobody who writes can foretell what is drawn.
dice = SystemRandom()


def features_keep(
    *, comment: Comment, submission: Submission, given: Sequence[Given], status: str, at: datetime
) -> None:
    """Write down what is known of the text that `comment` now has, and whether it is drawn for people to judge.

    Of what is published the audit slice is drawn. While nothing may pass, all that `auto_pass` is asked about is held,
    as a rule more than anybody reads: of that PARLEY_LEARNING_SHARE is drawn, and what is not drawn may go unread. So
    it goes on, of what passes and what does not, as long as the threshold is young.
    `status`: what comes of the screening; a changed text's comment has it only afterwards.
    One statement, and one more for a text that is drawn, two where it was changed. Call it in the transaction that
    writes the text.
    """
    passing, holding = (_look(submission, phase) for phase in (AUTO_PASS, AUTO_HOLD))
    look = passing or holding or Look(None)
    if look.facts:
        facts = look.facts
        record: tuple[Combinable, Combinable] = Value(facts.published), Value(facts.rejected)
    else:
        facts = facts_of(submission=submission, given=given, depth=comment.depth, published=0, rejected=0)
        record = record_counts(writers=submission.guest_keys, without=comment.pk)
    is_learning = passing is not None and (passing.live is None or passing.live.is_young)
    share = settings.PARLEY_LEARNING_SHARE if is_learning else settings.PARLEY_AUDIT_SHARE
    free, is_held = is_free(given), status == Comment.Status.HELD
    is_chosen = status == Comment.Status.PUBLISHED or (is_held and free and is_learning)
    chance = share if is_chosen else float(is_held)
    is_drawn = is_chosen and dice.random() < share
    ScreenedFeatures.objects.create(
        comment=comment,
        version=comment.revision_count + 1,
        features=VERSION,
        facts=facts_row(facts),
        scored_by=facts.scored_by[:MODEL_LENGTH],
        published=record[0],
        rejected=record[1],
        is_free=free,
        chance=chance,
        least=min(chance, share),
        is_drawn=is_drawn,
        is_due=is_drawn or (is_held and not is_chosen),
        model=look.live.version if look.live else "",
        score=look.score,
        threshold=look.live.threshold if look.live else None,
        screened_at=at,
    )
    if is_drawn:
        _sample(comment, share, at, was_held=is_held)


def _look(submission: Submission, phase: str) -> Look | None:
    found = submission.findings.get(phase)
    return found if isinstance(found, Look) else None


def is_free(given: Sequence[Given]) -> bool:
    """Tell whether what was learned alone decides: no other phase wants anything that its yes would not lift."""
    return not any(
        one.verdict.outcome in {Outcome.REFUSE, Outcome.REJECT}
        or (one.verdict.outcome is Outcome.HOLD and not one.verdict.is_precaution)
        for one in given
        if one.phase not in {AUTO_PASS, AUTO_HOLD}
    )


def _sample(comment: Comment, share: float, at: datetime, *, was_held: bool) -> None:
    """Put it before a person; a changed text once more, even if the one before was judged."""
    AuditSample.objects.bulk_create(
        [AuditSample(comment=comment, rate=share, drawn_at=at, was_held=was_held)],
        update_conflicts=True,
        unique_fields=["comment"],
        update_fields=["rate", "drawn_at", "was_held", "decision", "is_rejected"],
    )
    desk_poke()
    if comment.revision_count:
        AuditLook.objects.filter(sample=comment.pk).delete()
