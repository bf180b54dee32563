"""Deciding on many comments as one: what was chosen, what will become of each, and the deed with one way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parley.accounts.models import Person
from parley.desk.access import person_of
from parley.desk.deciding import ACTIONS, why_read
from parley.desk.fields import ids_field, text_field
from parley.desk.looking import InputWrong
from parley.desk.words import DONE_WORDS
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.actions import comments_decide
from parley.moderation.actions.deciding import MANY_MAX
from parley.moderation.models import Decision, Lease
from parley.moderation.reasons import decision_reason
from parley.moderation.refused import DecisionRefused

#: What readers don't see and nobody waits for.
GONE: Final = frozenset({Comment.Status.REJECTED, Comment.Status.REMOVED})


@dataclass(frozen=True, slots=True)
class Fate:
    """What will become of one comment: `done` in a word; "" where it stays as it is, and then `why`."""

    comment: Comment
    done: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a moderator wants done with the ticked comments. `reason`: its code, or ""."""

    action: str
    reason: str
    fates: tuple[Fate, ...]

    def context(self) -> dict[str, Any]:
        """Return what desk/fates.html shows before it is done."""
        return {
            "choice": f"{self.action}:{self.reason}",
            "reason": decision_reason(self.reason),
            "fates": self.fates,
            "count": sum(bool(fate.done) for fate in self.fates),
            "done_word": DONE_WORDS[self.action],
        }


def choice_read(request: HttpRequest) -> Choice | None:
    """Return what was sent; None, with a message, where nothing was ticked. Raises InputWrong."""
    action, _colon, reason = text_field(request.POST, "choice", most=80).partition(":")
    if action not in ACTIONS or (reason and decision_reason(reason) is None):
        raise InputWrong(_("Choose what to do with the comments."))
    comments = _comments_chosen(ids_field(request.POST.getlist("comment"), most=MANY_MAX))
    if not comments:
        messages.warning(request, _("Tick some comments first."))
        return None
    fates = _fates(comments=comments, action=action, person=person_of(request))
    return Choice(action, reason, tuple(fates))


def choice_carry_out(request: HttpRequest, choice: Choice, back: str) -> HttpResponse:
    """Decide as one; lead to `back`, an address with a query, with the batch by which it can be undone."""
    why = why_read({"reason": choice.reason, "note": request.POST.get("note", "")})
    comments = [fate.comment for fate in choice.fates if fate.done]
    try:
        made = comments_decide(comments=comments, action=choice.action, person=person_of(request), why=why)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect(back)
    if not made:
        messages.warning(request, _("Nothing was left to do: all of them had been decided already."))
        return redirect(back)
    return redirect(f"{back}&batch={made[0].batch}")


def _comments_chosen(public_ids: Sequence[str]) -> list[Comment]:
    found = Comment.objects.filter(public_id__in=public_ids).select_related("thread").defer("html")
    return sorted(found, key=lambda one: public_ids.index(one.public_id))


def _fates(*, comments: Sequence[Comment], action: str, person: Person) -> list[Fate]:
    """Say what `action` will do to each comment; what a colleague has before them is left to them. One query."""
    leases = Lease.objects.filter(~Q(person=person), comment__in=comments, until__gt=now())
    taken = {lease.comment_id: lease.person.get_username() for lease in leases.select_related("person")}
    return [_fate(comment, action, taken.get(comment.pk)) for comment in comments]


def _fate(comment: Comment, action: str, colleague: str | None) -> Fate:
    if colleague is not None:
        return Fate(comment, "", _("%(name)s has it before them now.") % {"name": colleague})
    if action == Decision.Action.REJECT:
        if comment.status in GONE:
            return Fate(comment, "", _("It is not on the page any more."))
        action = Decision.Action.REMOVE if comment.published_at else Decision.Action.REJECT
    elif action == Decision.Action.HOLD and comment.status == Comment.Status.HELD:
        return Fate(comment, "", _("It waits already."))
    return Fate(comment, str(DONE_WORDS[action]))
