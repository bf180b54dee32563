"""Appeals: what a writer says against a decision, and the answer to it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from parley.accounts.models import Person
from parley.desk.access import desk_page, person_of
from parley.desk.cards import done_words, reason_label
from parley.desk.fields import more_shown, number_field, text_field
from parley.desk.looking import InputWrong
from parley.desk.queries import appeals_open
from parley.desk.views.frame import frame
from parley.discussion.notes import comment_notes, marks_of
from parley.moderation.actions import appeal_decide
from parley.moderation.models import Appeal
from parley.moderation.policies import Act
from parley.moderation.refused import DecisionRefused
from parley.publishing.comment_marks import text_marked

STEP: Final = 30
SHOWN_MAX: Final = 300


@desk_page(Act.VIEW_DESK)
def appeals(request: HttpRequest) -> HttpResponse:
    """List the open appeals, the oldest first, each with a form to answer it."""
    shown = number_field(request.GET.dict(), "show", least=STEP, most=SHOWN_MAX, default=STEP)
    found = appeals_open(most=shown + 1)
    context = frame(request, here="appealed") | {
        "rows": rows(found[:shown], person_of(request)),
        "more": more_shown(found=len(found), shown=shown, step=STEP, most=SHOWN_MAX),
    }
    return render(request, "desk/appeals.html", context)


def rows(found: list[Appeal], person: Person) -> list[dict[str, Any]]:
    """Return what the list shows of each; `is_own`: `person` made the decision, so a colleague answers."""
    notes = comment_notes(comments=[one.comment for one in found])
    return [
        {
            "appeal": one,
            "done": done_words(one.decision),
            "reason": reason_label(one.decision.reason_code),
            "is_own": one.decision.person_id == person.pk,
            "text": text_marked(text=one.comment.text, marks=marks_of(notes.get(one.comment_id, []))),
        }
        for one in found
    ]


@desk_page(Act.DECIDE_APPEAL, "POST")
def appeal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Uphold or overturn, with a text that the writer reads."""
    appeal = get_object_or_404(Appeal, pk=pk)
    outcome = text_field(request.POST, "outcome", most=20)
    if outcome not in {"uphold", "overturn"}:
        raise InputWrong(_("Choose whether to uphold or to overturn the decision."))
    answer = text_field(request.POST, "answer", most=2000)
    try:
        appeal_decide(appeal=appeal, person=person_of(request), overturn=outcome == "overturn", answer=answer)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect("desk:appeals")
    messages.success(
        request,
        _("Overturned: the comment is on the page.") if outcome == "overturn" else _("The decision stands."),
    )
    return redirect("desk:appeals")
