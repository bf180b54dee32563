"""Looking at a sampled comment that somebody else has judged, without knowing how."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.actions.deciding import comment_locked, decision_take_back
from parley.moderation.auditing import looks_of
from parley.moderation.learning.looks import settled
from parley.moderation.models import AuditLook, AuditSample
from parley.moderation.pokes import desk_poke
from parley.moderation.queries_looks import may_look
from parley.moderation.refused import DecisionRefused


@transaction.atomic
def look_add(*, sample: AuditSample, person: Person, rejects: bool) -> AuditSample:
    """Keep what a person thinks of a sampled comment; return the sample as it is now.

    Once the looks come to something, that is what counts (see parley.moderation.learning.looks). If others would have
    left what one person took away, that decision is taken back, unless something else was decided since; and what had
    waited is published. Raises DecisionRefused.
    """
    comment = comment_locked(sample.comment)
    sample = AuditSample.objects.select_for_update(of=("self",)).select_related("decision").get(pk=sample.pk)
    at = now()
    if not may_look(sample=sample, person=person, at=at):
        raise DecisionRefused(
            "look_not_needed", _("This comment needs no other look, or you have looked at it already.")
        )
    first = sample.decision
    desk_poke()
    look = AuditLook.objects.create(sample=sample, person=person, is_rejected=rejects, looked_at=at)
    if sample.is_rejected is not None or first is None:
        return sample
    sample.is_rejected = settled(looks_of(sample))
    sample.save(update_fields=["is_rejected"])
    if sample.is_rejected is False and comment.status == first.to_status:
        try:
            look.decision = decision_take_back(
                decision=first, person=person, status=Comment.Status.PUBLISHED if sample.was_held else ""
            )
        except DecisionRefused:
            return sample
        look.save(update_fields=["decision"])
    return sample
