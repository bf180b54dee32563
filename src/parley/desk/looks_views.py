"""Looking again at comments that were drawn by chance: would you have rejected it?"""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from parley.desk.access import desk_page, person_of
from parley.desk.fields import text_field
from parley.desk.looking import InputWrong
from parley.desk.passed import passed_add, passed_read
from parley.desk.views.frame import frame
from parley.discussion.models import Comment
from parley.discussion.notes import comment_notes, marks_of
from parley.kernel.clock import now
from parley.moderation.actions import look_add
from parley.moderation.models import AuditSample
from parley.moderation.policies import Act
from parley.moderation.queries_looks import look_next
from parley.moderation.refused import DecisionRefused
from parley.publishing.comment_marks import text_marked

REJECT: Final = "reject"
SKIP: Final = "skip"
CHOICES: Final = frozenset({REJECT, "keep", SKIP})


@desk_page(Act.DECIDE)
def looks(request: HttpRequest) -> HttpResponse:
    """Show one comment without what is known of it: who decided what, how readers see it, what phases said."""
    sample = look_next(person=person_of(request), passed=passed_read(request), at=now())
    context = frame(request, here="looks") | {"shown": _shown(sample.comment) if sample else None}
    return render(request, "desk/looks.html", context)


@desk_page(Act.DECIDE, "POST")
def look(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep an answer, or skip; go on to the next."""
    samples = AuditSample.objects.select_related("comment")
    sample = get_object_or_404(samples, comment__public_id=public_id)
    choice = text_field(request.POST, "choice", most=20)
    if choice not in CHOICES:
        raise InputWrong(_("Choose whether you would have left or rejected the comment."))
    if choice == SKIP:
        passed_add(request, sample.pk)
        return redirect("desk:looks")
    try:
        look_add(sample=sample, person=person_of(request), rejects=choice == REJECT)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Your answer is kept."))
    return redirect("desk:looks")


def _shown(comment: Comment) -> dict[str, Any]:
    marks = marks_of(comment_notes(comments=[comment]).get(comment.pk, []))
    return {"comment": comment, "text": text_marked(text=comment.text, marks=marks), "parent": comment.parent}
