"""One comment after the other, judged in its context. All of it works as plain forms; the script makes it quick."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.utils import get_valid_next_url_from_request

from parley.desk.access import desk_page, person_of
from parley.desk.cards import card_make
from parley.desk.deciding import decide as decide_on
from parley.desk.deciding import undo as undo_decision
from parley.desk.fields import Values, colleague_field, text_field
from parley.desk.looking import Looking, looking_read
from parley.desk.models import Preferences
from parley.desk.passed import passed_add, passed_forget, passed_read
from parley.desk.queries import colleagues_of, decision_by_id, lease_of_colleague, preferences_of
from parley.desk.serving import comment_lease, comments_serve
from parley.desk.views.frame import frame
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.kernel.readers import readers_of
from parley.moderation.actions import batch_undo, desk_note_add, lease_release
from parley.moderation.models import Decision
from parley.moderation.policies import Act, may
from parley.moderation.queries_queue import queue_read
from parley.moderation.reasons import decision_reasons
from parley.moderation.refused import DecisionRefused

SKIP = "skip"


@desk_page(Act.VIEW_DESK, "GET")
def judge(request: HttpRequest) -> HttpResponse:
    """Go to the next comment of the queue, or say that nothing is left."""
    preferences = preferences_of(person_of(request))
    looking = _looking(request, preferences)
    if "again" in request.GET:
        passed_forget(request)
    if comment := _next(request, looking):
        done = {name: request.GET[name] for name in ("done", "batch") if name in request.GET}
        return redirect(judge_url(comment, looking, **done))
    context = frame(request, here=looking.queue.value, preferences=preferences) | {
        "looking": looking,
        "passed_count": len(passed_read(request)),
    }
    return render(request, "desk/judge_empty.html", context)


@desk_page(Act.VIEW_DESK, "GET")
def judge_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one comment, and lease it to who may decide."""
    comment, person = _comment(public_id), person_of(request)
    preferences = preferences_of(person)
    looking = _looking(request, preferences)
    leased = may(person=person, act=Act.DECIDE) and comment_lease(comment=comment, person=person) is not None
    colleague = None if leased else lease_of_colleague(comment_pk=comment.pk, person=person, at=now())
    context = frame(request, here=looking.queue.value, preferences=preferences) | {
        "looking": looking,
        "card": card_make(comment=comment, at=now()),
        "is_leased": leased,
        "lease_by": colleague.person if colleague else None,
    }
    context |= card_context(request, preferences=preferences)
    return render(request, "desk/judge.html", context)


def card_context(request: HttpRequest, *, preferences: Preferences) -> dict[str, Any]:
    """Return what a card's template needs beside the card; `shown` in the address stands for a text asked for."""
    return {
        "is_blurred": preferences.is_blurred and "shown" not in request.GET,
        "reasons": list(enumerate(decision_reasons(), start=1)),
        "colleagues": colleagues_of(person_of(request)),
        "signed_in": person_of(request),
    }


@desk_page(Act.DECIDE, "POST")
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Do what a button says: "publish", "hold", "skip" or "reject:" and a reason's code; go on to the next."""
    comment, looking, person = _comment(public_id), _looking(request), person_of(request)
    action, _colon, reason = text_field(request.POST, "choice", most=80).partition(":")
    if action == SKIP:
        passed_add(request, comment.pk)
        lease_release(person=person, comment=comment)
        return redirect(_next_url(looking))
    data: Values = {**request.POST.dict(), "action": action, "reason": reason}
    try:
        done = decide_on(comment=comment, person=person, data=data)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect(judge_url(comment, looking))
    if done.decision is None:
        passed_add(request, comment.pk)
        return redirect(_next_url(looking))
    return redirect(_next_url(looking, done=done.decision.public_id))


@desk_page(Act.DECIDE, "POST")
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a note on a comment, or ask a colleague."""
    comment, looking = _comment(public_id), _looking(request)
    try:
        desk_note_add(
            comment=comment,
            person=person_of(request),
            text=text_field(request.POST, "note", most=2000),
            asks=colleague_field(request.POST.dict()),
        )
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
    return redirect(judge_url(comment, looking) + "#notes")


@desk_page(Act.DECIDE, "POST")
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one decision, and show its comment; or what was decided in one go, and lead back to `next`."""
    looking, person = _looking(request), person_of(request)
    batch = text_field(request.POST, "batch", most=20)
    if batch:
        return _undo_batch(request, batch)
    decision = decision_by_id(text_field(request.POST, "decision", most=20))
    if decision is None or decision.comment is None:
        raise Http404
    try:
        done = undo_decision(decision=decision, person=person)
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect(judge_url(decision.comment, looking))
    shown = done.decision.public_id if done.decision else ""
    return redirect(judge_url(decision.comment, looking, done=shown))


def _undo_batch(request: HttpRequest, batch: str) -> HttpResponse:
    person = person_of(request)
    if may(person=person, act=Act.DECIDE_MANY):
        undone = batch_undo(batch=batch, person=person)
        messages.success(request, batch_sentence(undone))
    return redirect(get_valid_next_url_from_request(request) or "desk:queue")


def batch_sentence(undone: list[Decision]) -> str:
    return ngettext("%(count)d decision taken back.", "%(count)d decisions taken back.", len(undone)) % {
        "count": len(undone)
    }


def judge_url(comment: Comment, looking: Looking, **more: str) -> str:
    path = reverse("desk:judge_one", args=(comment.public_id,))
    return f"{path}?{looking.query}{'&' + urlencode(more) if more else ''}"


def _next_url(looking: Looking, **more: str) -> str:
    return f"{reverse('desk:judge')}?{looking.query}{'&' + urlencode(more) if more else ''}"


def _next(request: HttpRequest, looking: Looking) -> Comment | None:
    """Return the next comment: leased for who may decide, else just the first that nobody has."""
    person, passed = person_of(request), passed_read(request)
    if may(person=person, act=Act.DECIDE):
        served = comments_serve(person=person, looking=looking, passed=passed, most=1)
        return served[0][0] if served else None
    found = queue_read(
        queue=looking.queue,
        order=looking.order,
        wanted=looking.wanted,
        person=person,
        readers=readers_of,
        at=now(),
        most=1,
    )
    return found[0] if found else None


def _looking(request: HttpRequest, preferences: Preferences | None = None) -> Looking:
    data = request.POST.dict() if request.method == "POST" else request.GET.dict()
    return looking_read(data, order=(preferences or preferences_of(person_of(request))).order)


def _comment(public_id: str) -> Comment:
    return get_object_or_404(Comment.objects.select_related("thread", "parent"), public_id=public_id)
