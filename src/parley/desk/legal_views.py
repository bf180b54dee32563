"""Legal holds: what stands, setting one over an article, ending one, and sweeping what was published before."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.desk.access import desk_page, person_of
from parley.desk.fields import number_field
from parley.desk.rooms_queries import legal_holds_over
from parley.desk.views.frame import frame
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.actions.legal import legal_hold_end, legal_hold_sweep
from parley.moderation.forms_legal import LegalHoldForm
from parley.moderation.legal import LegalHoldRefused
from parley.moderation.models import LegalHold
from parley.moderation.policies import Act, may
from parley.moderation.queries_legal import (
    SHOWN_MAX,
    legal_hold_view,
    legal_holds_everywhere,
    legal_holds_of,
)

OVER_MAX: Final = 50
COUNT_MAX: Final = 10**9 - 1


@desk_page(Act.VIEW_DESK)
def legal(request: HttpRequest) -> HttpResponse:
    """List the holds that stand, and the last that are over."""
    person, at = person_of(request), now()
    standing = legal_holds_everywhere(person=person, at=at)
    context = frame(request, here="legal") | {
        "standing": standing,
        "is_full": len(standing) == SHOWN_MAX,
        "over": legal_holds_over(person=person, at=at, most=OVER_MAX),
        "shows_thread": True,
    }
    return render(request, "desk/legal.html", context)


@desk_page(Act.VIEW_DESK, "GET", "HEAD", "POST")
def legal_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the holds of one thread, and set one."""
    thread = get_object_or_404(Thread, public_id=public_id)
    person = person_of(request)
    form = LegalHoldForm(request.POST or None, use_required_attribute=True)
    if request.method == "POST":
        if not may(person=person, act=Act.CHANGE_MODES):
            raise PermissionDenied
        hold = form.hold_set(thread=thread, person=person) if form.is_valid() else None
        if hold is not None:
            messages.success(request, _("The legal hold stands. It counts for what is written from now on."))
            if hold.names:
                return redirect("desk:legal_sweep", public_id=hold.public_id)
            return redirect("desk:legal_thread", public_id=thread.public_id)
    found = legal_holds_of(thread=thread, person=person, at=now())
    context = frame(request, here="legal") | {
        "thread": thread,
        "form": form,
        "standing": [one for one in found if one.stands],
        "over": [one for one in found if not one.stands],
    }
    return render(request, "desk/legal_thread.html", context, status=400 if form.errors else 200)


@desk_page(Act.CHANGE_MODES, "POST")
def legal_end(request: HttpRequest, public_id: str) -> HttpResponse:
    hold = _hold_or_404(public_id)
    try:
        legal_hold_end(hold=hold, person=person_of(request))
    except LegalHoldRefused as refused:
        messages.error(request, str(refused.errors[0].message))
    else:
        messages.success(request, _("The hold has ended. What it held goes on waiting for a moderator."))
    return redirect("desk:legal_thread", public_id=hold.thread.public_id)


@desk_page(Act.CHANGE_MODES, "GET", "HEAD", "POST")
def legal_sweep(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look at the published comments of the thread, SWEEP_MAX with each call; show how far it has come.

    `after`, `looked` and `held` stand in the address and only tell the progress.
    """
    hold = _hold_or_404(public_id)
    progress = _progress(request.POST.dict() if request.method == "POST" else request.GET.dict())
    if request.method == "POST":
        sweep = legal_hold_sweep(hold=hold, after=progress["after"])
        progress = {
            "after": sweep.after or 0,
            "looked": progress["looked"] + sweep.looked_at,
            "held": progress["held"] + len(sweep.held),
            "done": int(sweep.after is None),
        }
        return redirect(f"{reverse('desk:legal_sweep', args=(public_id,))}?{urlencode(progress)}")
    shown = legal_hold_view(hold=hold, person=person_of(request), at=now())
    context = frame(request, here="legal") | {
        "one": shown,
        "thread": hold.thread,
        "progress": progress,
        "last": max(1, hold.thread.last_number),
        "is_begun": bool(progress["after"] or progress["done"]),
    }
    return render(request, "desk/legal_sweep.html", context)


def _progress(data: dict[str, Any]) -> dict[str, int]:
    names = ("after", "looked", "held", "done")
    return {name: number_field(data, name, least=0, most=COUNT_MAX, default=0) for name in names}


def _hold_or_404(public_id: str) -> LegalHold:
    hold: LegalHold = get_object_or_404(LegalHold.objects.select_related("thread"), public_id=public_id)
    return hold
