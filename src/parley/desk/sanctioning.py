"""Sanctioning a writer, and taking down what they wrote last in the same step."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.accounts.models import Person
from parley.desk.fields import Values, comment_field, number_field, text_field
from parley.desk.looking import InputWrong
from parley.discussion.models import Comment
from parley.moderation.actions import Why, comments_decide, sanction_impose
from parley.moderation.actions.sanctions import DAYS_MAX
from parley.moderation.models import Decision, Sanction
from parley.moderation.models.decisions import NOTE_MAX
from parley.moderation.policies import Act, may, may_sanction
from parley.moderation.queries_decisions import comments_by_writer
from parley.moderation.refused import DecisionRefused
from parley.moderation.writers import writer_of

REMOVE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """`remove_last`: how many of the writer's newest comments go with it."""

    comment: Comment
    person: Person
    kind: str
    reason_code: str
    days: int
    note: str
    remove_last: int


@dataclass(frozen=True, slots=True)
class Imposed:
    """`batch`: by which the removals are undone as one; "" where there were none."""

    sanction: Sanction
    sentence: str
    batch: str = ""


def wish_read(*, data: Values, person: Person) -> Wish:
    """Raises InputWrong; also DecisionRefused where the person's role does not allow it."""
    kind = text_field(data, "kind", most=20)
    if kind not in Sanction.Kind.values:
        raise InputWrong(_("Choose one of the sanctions."))
    wish = Wish(
        comment=comment_field(data),
        person=person,
        kind=kind,
        reason_code=text_field(data, "reason", most=50),
        days=number_field(data, "days", least=0, most=DAYS_MAX, default=0),
        note=text_field(data, "note", most=NOTE_MAX),
        remove_last=number_field(data, "remove_last", least=0, most=REMOVE_MAX, default=0),
    )
    if not may_sanction(person=person, kind=kind):
        raise DecisionRefused("not_allowed", _("Only a senior moderator may suspend or ban."))
    if wish.remove_last and not may(person=person, act=Act.DECIDE_MANY):
        raise DecisionRefused("not_allowed", _("Your role does not allow removing many at once."))
    return wish


def wish_fates(wish: Wish) -> list[Comment]:
    """Return the comments that would go with it, the newest first."""
    if not wish.remove_last:
        return []
    return comments_by_writer(writer=writer_of(wish.comment), most=wish.remove_last)


@transaction.atomic
def impose(wish: Wish) -> Imposed:
    """Sanction the writer and remove what was asked for, or nothing of both. Raises DecisionRefused."""
    sanction = sanction_impose(
        comment=wish.comment,
        kind=wish.kind,
        person=wish.person,
        reason_code=wish.reason_code,
        days=wish.days,
        note=wish.note,
    )
    name = {"name": wish.comment.author_name, "kind": sanction.get_kind_display()}
    sentence = _("Sanction on %(name)s: %(kind)s.") % name
    comments = wish_fates(wish)
    if not comments:
        return Imposed(sanction, sentence)
    made = comments_decide(
        comments=comments,
        action=Decision.Action.REJECT,
        person=wish.person,
        why=Why(reason_code=wish.reason_code, note=wish.note),
    )
    gone = ngettext("%(count)d comment removed.", "%(count)d comments removed.", len(made))
    return Imposed(sanction, f"{sentence} {gone % {'count': len(made)}}", made[0].batch if made else "")
