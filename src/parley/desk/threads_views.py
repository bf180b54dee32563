"""The articles under which readers write now, and which of their comments wait for a moderator."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.desk.access import desk_page
from parley.desk.fields import Values, number_field
from parley.desk.looking import InputWrong, looking_read
from parley.desk.rooms_queries import threads_busiest, threads_titled
from parley.desk.views.frame import frame
from parley.discussion.actions.threads import thread_mode_set
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.policies import Act

SHOWN_MAX: Final = 30
HOURS: Final = 24
HOURS_WORDS: Final = {
    1: gettext_lazy("Last hour"),
    HOURS: gettext_lazy("Last 24 hours"),
    7 * HOURS: gettext_lazy("Last 7 days"),
}
MODE_WORDS: Final = {
    Thread.Mode.OPEN: gettext_lazy("No more than usual"),
    Thread.Mode.HOLD_NEW: gettext_lazy("New writers’ comments"),
    Thread.Mode.HOLD_ALL: gettext_lazy("Every comment"),
}


@desk_page(Act.VIEW_DESK)
def threads(request: HttpRequest) -> HttpResponse:
    """List the busiest threads, or those with certain words in their titles."""
    words, hours = _wanted(request.GET.dict())
    at = now()
    since = at - timedelta(hours=hours)
    if words:
        found = threads_titled(words=words, since=since, at=at, most=SHOWN_MAX)
    else:
        found = threads_busiest(since=since, at=at, most=SHOWN_MAX)
    context = frame(request, here="threads") | {
        "q": words,
        "hours": hours,
        "hours_words": HOURS_WORDS.items(),
        "modes": MODE_WORDS.items(),
        "rows": [{"now": one, "mode_words": MODE_WORDS[Thread.Mode(one.thread.mode)]} for one in found],
        "is_full": len(found) == SHOWN_MAX,
    }
    return render(request, "desk/threads.html", context)


@desk_page(Act.CHANGE_MODES, "POST")
def thread_mode(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set which comments of a thread wait."""
    thread = get_object_or_404(Thread, public_id=public_id)
    mode = request.POST.get("mode", "")
    if mode not in Thread.Mode.values:
        raise InputWrong(_("Choose which comments a moderator reads first."))
    words, hours = _wanted(request.POST.dict())
    thread_mode_set(thread=thread, mode=mode)
    messages.success(
        request,
        _("“%(title)s”: a moderator reads first: %(what)s.")
        % {"title": thread.title, "what": str(MODE_WORDS[Thread.Mode(mode)]).lower()},
    )
    query: dict[str, Any] = {"q": words} if words else {}
    return redirect(f"{reverse('desk:threads')}?{urlencode(query | {'hours': hours})}")


def _wanted(data: Values) -> tuple[str, int]:
    words = looking_read({"article": data.get("q", "")}).wanted.article
    hours = number_field(data, "hours", least=1, most=max(HOURS_WORDS), default=HOURS)
    if hours not in HOURS_WORDS:
        raise InputWrong(_("Choose the time from the list."))
    return words, hours
