"""What a moderator's click or key does: one action of moderation, and a sentence about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parley.accounts.models import Person
from parley.desk.cards import done_words, reason_label
from parley.desk.fields import Values, number_field, text_field
from parley.desk.queries import lease_of_colleague
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.actions import Why, comment_decide, decision_undo, lease_release
from parley.moderation.models import Decision
from parley.moderation.models.decisions import NOTE_MAX
from parley.moderation.refused import DecisionRefused

VERSION_MAX = 10**6
#: What the form's buttons are called; removing is rejecting what stands on the page.
ACTIONS = (Decision.Action.PUBLISH, Decision.Action.REJECT, Decision.Action.HOLD)


@dataclass(frozen=True, slots=True)
class Done:
    """`sentence`: what was done, for a toast. `decision`: by which it is undone; None where nothing was written."""

    sentence: str
    decision: Decision | None = None


def decide(*, comment: Comment, person: Person, data: Values) -> Done:
    """Decide as the form or the JSON object `data` says. Raises InputWrong and DecisionRefused."""
    action = text_field(data, "action", most=20)
    version = number_field(data, "version", least=0, most=VERSION_MAX, default=0)
    why = why_read(data)
    refuse_if_taken(comment=comment, person=person)
    try:
        decision = comment_decide(
            comment=comment, action=action, person=person, why=why, seen_version=version or None
        )
    except DecisionRefused as refused:
        if refused.code == "already" and action == Decision.Action.HOLD:
            lease_release(person=person, comment=comment)
            return Done(_("It goes on waiting."))
        raise
    return Done(sentence_of(decision), decision)


def undo(*, decision: Decision, person: Person) -> Done:
    """Raises DecisionRefused."""
    undone = decision_undo(decision=decision, person=person)
    return Done(_("Taken back: %(what)s.") % {"what": done_words(decision).lower()}, undone)


def why_read(data: Values) -> Why:
    """Read a reason and a note. Raises InputWrong."""
    return Why(
        reason_code=text_field(data, "reason", most=50),
        note=text_field(data, "note", most=NOTE_MAX),
    )


def refuse_if_taken(*, comment: Comment, person: Person) -> None:
    """Raise DecisionRefused where a colleague has the comment before them."""
    lease = lease_of_colleague(comment_pk=comment.pk, person=person, at=now())
    if lease is not None:
        raise DecisionRefused(
            "leased", _("%(name)s has this comment before them now.") % {"name": lease.person.get_username()}
        )


def sentence_of(decision: Decision) -> str:
    """Say what was decided: "Rejected: Insult."."""
    reason = reason_label(decision.reason_code)
    return f"{done_words(decision)}: {reason}." if reason else f"{done_words(decision)}."
