"""Questions that colleagues asked one about comments, and the answers."""

from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from parley.desk.access import desk_page, person_of
from parley.desk.fields import more_shown, number_field, text_field
from parley.desk.views.frame import frame
from parley.moderation.actions import desk_note_add, desk_note_settle
from parley.moderation.models import DeskNote
from parley.moderation.policies import Act
from parley.moderation.queries_notes import questions_open
from parley.moderation.refused import DecisionRefused

STEP: Final = 30
SHOWN_MAX: Final = 300
ANSWER_MAX: Final = 2000


@desk_page(Act.VIEW_DESK)
def questions(request: HttpRequest) -> HttpResponse:
    """List the open questions to whoever looks, the newest first, each with its comment."""
    shown = number_field(request.GET.dict(), "show", least=STEP, most=SHOWN_MAX, default=STEP)
    found = list(questions_open(person=person_of(request))[: shown + 1])
    context = frame(request, here="questions") | {
        "questions": found[:shown],
        "more": more_shown(found=len(found), shown=shown, step=STEP, most=SHOWN_MAX),
    }
    return render(request, "desk/questions.html", context)


@desk_page(Act.VIEW_DESK, "POST")
def question_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answer as a note on the comment, if there is one, and take the question off the list."""
    person = person_of(request)
    question = get_object_or_404(DeskNote.objects.select_related("comment"), pk=pk, asks=person)
    answer = text_field(request.POST, "answer", most=ANSWER_MAX)
    try:
        with transaction.atomic():
            is_settled = desk_note_settle(note=question, person=person)
            if is_settled and answer.strip():
                desk_note_add(comment=question.comment, person=person, text=answer)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect("desk:questions")
    if is_settled:
        messages.success(request, _("The question is settled."))
    else:
        messages.warning(request, _("It was settled already."))
    return redirect("desk:questions")
