"""Many comments decided as one: first a page that says what will happen, then the deed, with one way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.accounts.models import Person
from parley.desk.access import desk_page, person_of
from parley.desk.deciding import ACTIONS, why_read
from parley.desk.fields import ids_field, text_field
from parley.desk.looking import InputWrong, looking_read
from parley.desk.views.frame import frame
from parley.desk.words import DONE_WORDS
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.actions import comments_decide
from parley.moderation.actions.deciding import MANY_MAX
from parley.moderation.models import Decision, Lease
from parley.moderation.policies import Act
from parley.moderation.reasons import decision_reason
from parley.moderation.refused import DecisionRefused


@dataclass(frozen=True, slots=True)
class Fate:
    """What will become of one comment: `done` in a word; "" where it stays as it is, and then `why`."""

    comment: Comment
    done: str
    why: str = ""


@desk_page(Act.DECIDE_MANY, "POST")
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what will happen; with `confirmed`, do it."""
    looking = looking_read(request.POST.dict())
    back = f"{reverse('desk:queue')}?{looking.query}"
    action, _colon, reason = text_field(request.POST, "choice", most=80).partition(":")
    if action not in ACTIONS or (reason and decision_reason(reason) is None):
        raise InputWrong(_("Choose what to do with the comments."))
    comments = comments_chosen(ids_field(request.POST.getlist("comment"), most=MANY_MAX))
    if not comments:
        messages.warning(request, _("Tick some comments first."))
        return redirect(back)
    fates = fates_of(comments=comments, action=action, person=person_of(request))
    if request.POST.get("confirmed"):
        return _carry_out(request, fates, action, reason, back)
    context = frame(request, here=looking.queue.value) | {
        "looking": looking,
        "back": back,
        "choice": request.POST["choice"],
        "reason": decision_reason(reason),
        "fates": fates,
        "count": sum(bool(fate.done) for fate in fates),
        "done_word": DONE_WORDS[action],
    }
    return render(request, "desk/bulk.html", context)


def _carry_out(
    request: HttpRequest, fates: Sequence[Fate], action: str, reason: str, back: str
) -> HttpResponse:
    why = why_read({"reason": reason, "note": request.POST.get("note", "")})
    comments = [fate.comment for fate in fates if fate.done]
    try:
        made = comments_decide(comments=comments, action=action, person=person_of(request), why=why)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect(back)
    if not made:
        messages.warning(request, _("Nothing was left to do: all of them had been decided already."))
        return redirect(back)
    return redirect(f"{back}&batch={made[0].batch}")


def comments_chosen(public_ids: Sequence[str]) -> list[Comment]:
    found = Comment.objects.filter(public_id__in=public_ids).select_related("thread").defer("html")
    return sorted(found, key=lambda one: public_ids.index(one.public_id))


def fates_of(*, comments: Sequence[Comment], action: str, person: Person) -> list[Fate]:
    """Say what `action` will do to each comment; what a colleague has before them is left to them. One query."""
    leases = Lease.objects.filter(~Q(person=person), comment__in=comments, until__gt=now())
    taken = {lease.comment_id: lease.person.get_username() for lease in leases.select_related("person")}
    return [_fate(comment, action, taken.get(comment.pk)) for comment in comments]


def _fate(comment: Comment, action: str, colleague: str | None) -> Fate:
    if colleague is not None:
        return Fate(comment, "", _("%(name)s has it before them now.") % {"name": colleague})
    gone = comment.status in {Comment.Status.REJECTED, Comment.Status.REMOVED}
    if action == Decision.Action.REJECT:
        if gone:
            return Fate(comment, "", _("It is not on the page any more."))
        action = Decision.Action.REMOVE if comment.published_at else Decision.Action.REJECT
    elif action == Decision.Action.HOLD and comment.status == Comment.Status.HELD:
        return Fate(comment, "", _("It waits already."))
    return Fate(comment, str(DONE_WORDS[action]))
