"""Sanctions: the standing ones, imposing one with a preview, and lifting."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.desk.access import desk_page, person_of
from parley.desk.cards import reason_label
from parley.desk.fields import Values, comment_field, more_shown, number_field, text_field
from parley.desk.looking import InputWrong
from parley.desk.sanctioning import REMOVE_MAX, Wish, impose, wish_fates, wish_read
from parley.desk.views.frame import frame
from parley.desk.words import SANCTION_HELP, kind_words
from parley.kernel.clock import now
from parley.moderation.actions import sanction_lift
from parley.moderation.models import Sanction
from parley.moderation.policies import Act, may_sanction
from parley.moderation.queries_decisions import record_of, sanctions_all
from parley.moderation.reasons import decision_reasons
from parley.moderation.refused import DecisionRefused
from parley.moderation.writers import writer_of

STEP: Final = 50
SHOWN_MAX: Final = 500
REMOVE_CHOICES: Final = (0, 5, 20, 50, REMOVE_MAX)


@desk_page(Act.VIEW_DESK)
def sanctions(request: HttpRequest) -> HttpResponse:
    """List the standing sanctions, the newest first."""
    shown = number_field(request.GET.dict(), "show", least=STEP, most=SHOWN_MAX, default=STEP)
    found = list(sanctions_all(at=now()).select_related("thread", "imposed__comment")[: shown + 1])
    person = person_of(request)
    context = frame(request, here="sanctions") | {
        "rows": [
            {
                "sanction": one,
                "reason": reason_label(one.imposed.reason_code),
                "may_lift": may_sanction(person=person, kind=one.kind),
            }
            for one in found[:shown]
        ],
        "more": more_shown(found=len(found), shown=shown, step=STEP, most=SHOWN_MAX),
    }
    return render(request, "desk/sanctions.html", context)


@desk_page(Act.SANCTION, "GET", "POST")
def sanction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for kind and reason; show what will happen; with `confirmed`, do it."""
    values: dict[str, Any] = request.POST.dict() | {"comment": public_id}
    comment = _comment_or_404(values)
    person = person_of(request)
    record = record_of(writer=writer_of(comment), at=now())
    context: dict[str, Any] = {
        "comment": comment,
        "record": record,
        "kinds": [
            {
                "kind": kind,
                "label": label,
                "help": SANCTION_HELP[kind],
                "may": may_sanction(person=person, kind=kind),
            }
            for kind, label in Sanction.Kind.choices
        ],
        "reasons": decision_reasons(),
        "remove_choices": REMOVE_CHOICES,
        "values": {"kind": record.proposed, "days": record.days or ""} if record else {},
    }
    if request.method == "POST":
        try:
            wish = wish_read(data=values, person=person)
        except DecisionRefused as refused:
            messages.error(request, str(refused.message))
            return redirect("desk:sanction", public_id=comment.public_id)
        if request.POST.get("confirmed"):
            return _impose(request, wish)
        context |= {
            "values": values,
            "wish": wish,
            "kind_label": kind_words(wish.kind),
            "fates": wish_fates(wish),
            "reason": reason_label(wish.reason_code),
        }
    template = "desk/sanction_preview.html" if "wish" in context else "desk/sanction.html"
    return render(request, template, frame(request, here="") | context)


def _impose(request: HttpRequest, wish: Wish) -> HttpResponse:
    try:
        imposed = impose(wish)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect("desk:sanction", public_id=wish.comment.public_id)
    messages.success(request, imposed.sentence)
    address = reverse("desk:sanctions")
    return redirect(f"{address}?{urlencode({'batch': imposed.batch})}" if imposed.batch else address)


@desk_page(Act.SANCTION, "POST")
def sanction_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a sanction; a severe one needs who may impose it."""
    found = get_object_or_404(Sanction, pk=pk)
    person = person_of(request)
    if not may_sanction(person=person, kind=found.kind):
        messages.error(request, _("Only a senior moderator may lift this."))
        return redirect("desk:sanctions")
    try:
        sanction_lift(sanction=found, person=person, note=text_field(request.POST, "note", most=2000))
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Lifted: %(name)s can write again.") % {"name": found.name})
    return redirect("desk:sanctions")


def _comment_or_404(values: Values) -> Any:
    try:
        return comment_field(values)
    except InputWrong as wrong:
        raise Http404 from wrong
