"""What people's decisions mean for comments that were drawn by chance: the first is a look, a later one the last word.

A rejection by one person alone counts for nothing yet; parley.moderation.actions.looks asks others.
"""

from typing import Final

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.moderation.learning.looks import settled
from parley.moderation.models import AuditLook, AuditSample, Decision

TAKEN_AWAY: Final = (Comment.Status.REJECTED, Comment.Status.REMOVED)
_FINAL: Final = (Comment.Status.PUBLISHED, *TAKEN_AWAY)


def audit_decided(*, comment: Comment, decision: Decision, person: Person) -> None:
    """Take into account what `person` decided on a comment, if it is a sampled one. One query, three for a sample.

    To hold it is to say nothing yet. Somebody else who decides on it once more, or answers its writer, knows what was
    decided before and decides openly: that settles it. Whoever rejects it twice is one person still.
    """
    if decision.to_status not in _FINAL:
        return
    found = AuditSample.objects.select_for_update(of=("self",)).select_related("decision")
    sample = found.filter(comment=comment, is_rejected=None).first()
    if sample is None:
        return
    rejects, before = decision.to_status in TAKEN_AWAY, sample.decision
    if before is None:
        AuditLook.objects.create(
            sample=sample,
            person=person,
            is_rejected=rejects,
            decision=decision,
            looked_at=decision.created_at,
        )
        sample.decision, sample.is_rejected = decision, settled([rejects])
    elif rejects and before.person_id == person.pk:
        sample.decision = decision
    else:
        sample.is_rejected = rejects
    sample.save(update_fields=["decision", "is_rejected"])


def audit_undone(*, decision: Decision) -> None:
    """Forget what a decision that was taken back meant for a sampled comment. One query, three for a sample.

    Without its first decision it is as if nobody had looked; without a later one, the looks before it count.
    """
    sample = (
        AuditSample.objects.select_for_update()
        .filter(comment=decision.comment, decision__isnull=False)
        .first()
    )
    if sample is None:
        return
    if sample.decision_id == decision.pk:
        sample.decision = None
        sample.looks.all().delete()
    else:
        sample.looks.filter(decision=decision).delete()
    sample.is_rejected = settled(looks_of(sample))
    sample.save(update_fields=["decision", "is_rejected"])


def looks_of(sample: AuditSample) -> list[bool]:
    """Return the looks at a sample in their order: whether each would have it rejected."""
    return list(sample.looks.order_by("pk").values_list("is_rejected", flat=True))
