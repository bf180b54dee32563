"""A writer objects to a decision; somebody who did not make it answers."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment
from parley.discussion.policies import is_own
from parley.kernel.clock import now
from parley.kernel.text import plain_text_clean, text_is_blank
from parley.moderation.actions.deciding import DECIDED_BY
from parley.moderation.auditing import audit_decided
from parley.moderation.following import Detail, decision_create
from parley.moderation.models import Appeal, Decision
from parley.moderation.pokes import desk_poke
from parley.moderation.queries_decisions import decision_in_force
from parley.moderation.refused import DecisionRefused

TEXT_MAX = 1000


@transaction.atomic
def appeal_make(*, comment: Comment, guest_key: str, text: str) -> Appeal:
    """Keep a writer's objection to what was decided about the own comment, once for each decision.

    Raises Comment.DoesNotExist for somebody else's, and DecisionRefused.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not is_own(comment=comment, guest_key=guest_key):
        raise Comment.DoesNotExist
    words = _words(text)
    decision = decision_in_force(comment=comment)
    if decision is None:
        raise DecisionRefused("nothing_decided", _("There is no decision on this comment to object to."))
    if decision.created_at < now() - timedelta(days=settings.PARLEY_APPEAL_DAYS):
        raise DecisionRefused("too_late", _("The time in which you could object is over."))
    try:
        with transaction.atomic():
            desk_poke()
            return Appeal.objects.create(decision=decision, comment=comment, text=words, created_at=now())
    except IntegrityError as error:
        raise DecisionRefused(
            "appealed", _("You have objected to this decision already. A moderator will answer.")
        ) from error


@transaction.atomic
def appeal_decide(*, appeal: Appeal, person: Person, overturn: bool, answer: str) -> Appeal:
    """Overturn the decision, which publishes the comment, or uphold it; the writer reads `answer`.

    Raises DecisionRefused if `person` made the decision, or the appeal is decided already.
    """
    appeal = Appeal.objects.select_for_update().select_related("decision", "comment").get(pk=appeal.pk)
    words = _words(answer)
    if appeal.outcome:
        raise DecisionRefused("already", _("Somebody has answered this appeal already."))
    if appeal.decision.person_id == person.pk:
        raise DecisionRefused(
            "own_decision", _("You made this decision yourself: a colleague answers the appeal.")
        )
    comment, at = appeal.comment, now()
    action = Decision.Action.OVERTURN if overturn else Decision.Action.UPHOLD
    detail = Detail(action=action, reason_code="appeal", note=words)
    if overturn:
        comment_status_set(
            comment=comment,
            status=Comment.Status.PUBLISHED,
            decided_by=DECIDED_BY,
            person=person,
            reason_code="appeal",
            reason=words,
            detail=detail,
        )
    appeal.settled = detail.made or decision_create(
        comment=comment,
        detail=detail,
        action=action,
        from_status=comment.status,
        to_status=comment.status,
        person=person,
        created_at=at,
    )
    audit_decided(comment=comment, decision=appeal.settled, person=person)
    appeal.outcome = Appeal.Outcome.OVERTURNED if overturn else Appeal.Outcome.UPHELD
    appeal.answer, appeal.decided_at = words, at
    appeal.save(update_fields=["settled", "outcome", "answer", "decided_at"])
    return appeal


def _words(text: str) -> str:
    words = plain_text_clean(text[: TEXT_MAX * 2])
    if text_is_blank(words):
        raise DecisionRefused("text_empty", _("Write a sentence that says why."))
    if len(words) > TEXT_MAX:
        raise DecisionRefused(
            "text_too_long", _("The text is longer than %(most)d characters.") % {"most": TEXT_MAX}
        )
    return words
