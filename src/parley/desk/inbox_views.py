"""The newsroom's inbox: what readers' comments hold for it, and what it does about them."""

from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from parley.accounts.models import Person
from parley.desk.access import desk_page, person_of
from parley.desk.fields import Values, more_shown, number_field, text_field
from parley.desk.inbox_queries import thread_is_owned, threads_owned
from parley.desk.looking import InputWrong, looking_read
from parley.desk.views.frame import frame
from parley.desk.views.judging import judge_url
from parley.discussion.actions.checking import TEXT_HARD_LIMIT
from parley.discussion.corrections import CORRECTION_LINK_MAX, CORRECTION_TEXT_MAX, correction_read
from parley.discussion.models import Comment
from parley.moderation.actions import inbox_answer, inbox_correct, inbox_dismiss, inbox_mark, inbox_undo
from parley.moderation.models import InboxItem
from parley.moderation.models.inbox import RULE_PREFIX, WRITER
from parley.moderation.policies import Act, may
from parley.moderation.queries_inbox import inbox_item, inbox_items
from parley.moderation.refused import DecisionRefused

STEP: Final = 20
SHOWN_MAX: Final = 200
ALL: Final = "all"
DONE_WORDS: Final[dict[str, Promise]] = {
    "answer": gettext_lazy("Your answer stands in the thread."),
    "correct": gettext_lazy("Readers now see beside the comment that it led to a correction."),
    "dismiss": gettext_lazy("Dismissed."),
    "undo": gettext_lazy("Taken back."),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """What of the inbox is shown; `kind` "" for all kinds, `state` "all" for all states, `mine` "1" or ""."""

    kind: str = ""
    state: str = InboxItem.State.OPEN.value
    mine: str = ""

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def url(self) -> str:
        return f"{reverse('desk:inbox')}?{self.query}"


@desk_page(Act.VIEW_DESK)
def inbox(request: HttpRequest) -> HttpResponse:
    """List what reached the newsroom; one query, however many there are."""
    sought, person = _sought(request.GET.dict()), person_of(request)
    shown = number_field(request.GET.dict(), "show", least=STEP, most=SHOWN_MAX, default=STEP)
    found = inbox_items(
        kind=sought.kind,
        state="" if sought.state == ALL else sought.state,
        threads=threads_owned(person=person) if sought.mine else None,
        most=shown + 1,
    )
    more = more_shown(found=len(found), shown=shown, step=STEP, most=SHOWN_MAX)
    context = _context(request, sought, found[:shown]) | {
        "more": f"?{sought.query}&show={more}" if more else "",
        "kinds": InboxItem.Kind.choices,
        "states": [*InboxItem.State.choices, (ALL, _("all"))],
    }
    return render(request, "desk/inbox.html", context)


@desk_page(Act.VIEW_DESK, "GET", "HEAD", "POST")
def inbox_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one comment of the inbox; a POST does what its button says, and 422 shows what was typed and why not."""
    item = inbox_item(public_id=public_id)
    if item is None:
        raise Http404
    data = request.POST.dict() if request.method == "POST" else request.GET.dict()
    sought = _sought(data)
    context = _context(request, sought, [item])
    if request.method != "POST":
        return render(request, "desk/inbox_one.html", context)
    step = text_field(data, "do", most=20)
    try:
        _do(step, item=item, person=person_of(request), data=data)
    except DecisionRefused as refused:
        context |= {"problem": str(refused.message), "typed": data, "step": step}
        return render(request, "desk/inbox_one.html", context, status=422)
    # From where it can be taken back: it may not stand in the list any more.
    again = reverse("desk:inbox_one", args=(public_id,))
    messages.success(request, str(DONE_WORDS[step]), buttons=[messages.button(again, _("Look at it again"))])
    return redirect(sought.url)


@desk_page(Act.VIEW_DESK, "POST")
def inbox_put(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a comment into the inbox from where it is judged."""
    comment = get_object_or_404(Comment, public_id=public_id)
    try:
        inbox_mark(comment=comment, kind=text_field(request.POST, "kind", most=20), person=person_of(request))
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("It is in the newsroom’s inbox."))
    return redirect(judge_url(comment, looking_read(request.POST.dict())))


def _do(step: str, *, item: InboxItem, person: Person, data: Values) -> None:
    if step == "answer":
        is_author = thread_is_owned(thread=item.comment.thread, person=person)
        text = text_field(data, "text", most=TEXT_HARD_LIMIT)
        inbox_answer(item=item, person=person, text=text, is_author=is_author)
    elif step == "correct":
        text = text_field(data, "correction", most=10 * CORRECTION_TEXT_MAX)
        link = text_field(data, "link", most=10 * CORRECTION_LINK_MAX)
        inbox_correct(item=item, person=person, text=text, link=link)
    elif step == "dismiss":
        inbox_dismiss(item=item, person=person)
    elif step == "undo":
        inbox_undo(item=item, person=person)
    else:
        raise InputWrong(_("Choose whether to answer, correct, dismiss or take back."))


def _context(request: HttpRequest, sought: Sought, items: list[InboxItem]) -> dict[str, Any]:
    person = person_of(request)
    return frame(request, here="inbox") | {
        "sought": sought,
        "rows": [_row(item, person) for item in items],
        "answer_max": settings.PARLEY_COMMENT_MAX_LENGTH,
        "correction_max": CORRECTION_TEXT_MAX,
        "link_max": CORRECTION_LINK_MAX,
    }


def _row(item: InboxItem, person: Person) -> dict[str, Any]:
    """Return what is shown of an item, and what `person` may do with it now."""
    comment, is_dismissed = item.comment, item.state == InboxItem.State.DISMISSED
    answers = may(person=person, act=Act.ANSWER_READERS)
    answer = item.answer if item.answer and item.answer.status == Comment.Status.PUBLISHED else None
    is_shown = comment.status == Comment.Status.PUBLISHED
    return {
        "item": item,
        "comment": comment,
        "marked_by": _marked_by(item),
        "answer": answer,
        "correction": correction_read(comment.correction),
        "waits": not is_shown,
        "may_answer": answers and is_shown and item.answer_id is None and not is_dismissed,
        "may_correct": answers and not is_dismissed,
        "may_dismiss": answers and item.state == InboxItem.State.OPEN,
        "may_undo": answers and item.state != InboxItem.State.OPEN,
    }


def _marked_by(item: InboxItem) -> str:
    if item.marked_by == WRITER:
        return _("says its writer")
    if item.marked_by.startswith(RULE_PREFIX):
        return _("by the house rule %(rule)s") % {"rule": item.marked_by.removeprefix(RULE_PREFIX)}
    return _("says %(name)s") % {"name": item.person.get_username() if item.person else _("a moderator")}


def _sought(data: Values) -> Sought:
    kind = text_field(data, "kind", most=20)
    state = text_field(data, "state", most=20) or InboxItem.State.OPEN.value
    if kind and kind not in InboxItem.Kind.values:
        raise InputWrong(_("There is no such kind: choose tip, correction, question or expert."))
    if state != ALL and state not in InboxItem.State.values:
        raise InputWrong(_("There is no such state: choose open, answered, corrected, dismissed or all."))
    return Sought(kind=kind, state=state, mine="1" if text_field(data, "mine", most=20) else "")
