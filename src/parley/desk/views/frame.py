"""What every page of the desk has: who is there, what they may do, what has just been done."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.desk.access import person_of
from parley.desk.cards import done_words
from parley.desk.deciding import sentence_of
from parley.desk.live import stream_path, ticket_for
from parley.desk.models import Preferences
from parley.desk.now import now_read
from parley.desk.queries import batch_size, decision_by_id, preferences_of
from parley.desk.words import QUEUE_WORDS
from parley.kernel.clock import now
from parley.moderation.policies import Act, may
from parley.moderation.queries_queue import COUNT_MAX


def frame(request: HttpRequest, *, here: str, preferences: Preferences | None = None) -> dict[str, Any]:
    """Return what the pages' common templates need; `here` names the tab that is open.

    `preferences`: the person's own, from whoever has read them already.
    """
    person = person_of(request)
    preferences = preferences or preferences_of(person)
    moment = now_read(person=person, preferences=preferences, at=now())
    allowed = {act.value: may(person=person, act=act) for act in Act}
    return {
        "now": moment,
        "preferences": preferences,
        "here": here,
        "tabs": _tabs(moment.counts, here, allowed),
        "may": allowed,
        "done": done_read(request),
        "stream": {"path": stream_path(), "ticket": ticket_for(person)},
        "words": _script_words(),
    }


def done_read(request: HttpRequest) -> dict[str, Any] | None:
    """Say what the last step did, by the names `done` (a decision) or `batch` in the address; None for neither."""
    done = request.GET.get("done", "")[:20]
    if done and (decision := decision_by_id(done)):
        if decision.undoes_id:
            return {"sentence": _("Taken back: the comment has the status it had before.")}
        return {
            "sentence": sentence_of(decision),
            "decision": decision.public_id,
            "what": done_words(decision),
        }
    batch = request.GET.get("batch", "")[:20]
    count = batch_size(batch) if batch else 0
    if count:
        return {"sentence": _("%(count)d comments decided.") % {"count": count}, "batch": batch}
    return None


def _tabs(counts: dict[str, int], here: str, allowed: dict[str, bool]) -> list[dict[str, Any]]:
    queue = reverse("desk:queue")
    rows: list[tuple[str, Any, str]] = [
        ("waiting", QUEUE_WORDS["waiting"], queue),
        ("reported", QUEUE_WORDS["reported"], f"{queue}?queue=reported"),
        ("appealed", QUEUE_WORDS["appealed"], reverse("desk:appeals")),
        ("sanctions", _("Sanctioned writers"), reverse("desk:sanctions")),
    ]
    if allowed[Act.DECIDE]:
        rows.append(("looks", _("Second looks"), reverse("desk:looks")))
    rows += [
        ("questions", _("Questions to me"), reverse("desk:questions")),
        ("inbox", _("Inbox"), reverse("desk:inbox")),
        ("threads", _("Articles"), reverse("desk:threads")),
        ("legal", _("Legal holds"), reverse("desk:legal")),
        ("rules", _("House rules"), reverse("desk:rules")),
        ("campaigns", _("Campaigns"), reverse("desk:campaigns")),
    ]
    if allowed[Act.VIEW_LEDGER]:
        rows.append(("ledger", _("Ledger"), reverse("desk:ledger")))
    return [
        {
            "name": name,
            "label": label,
            "url": url,
            "count": count_words(counts[name]) if name in counts else "",
            "is_here": name == here,
        }
        for name, label, url in rows
    ]


def count_words(count: int) -> str:
    return f"{COUNT_MAX}+" if count > COUNT_MAX else str(count)


def _script_words() -> dict[str, str]:
    """Return the sentences that the scripts say, in the moderator's language."""
    return {
        "more": _("%s new comments wait."),
        "next": _("Next:"),
        "empty": _("Nothing waits any more."),
        "undo": _("Undo"),
        "undone": _("Taken back."),
        "nothing": _("There is nothing to take back."),
        "first": _("This is the first one that you looked at."),
        "skipped": _("Skipped."),
        "offline": _("The desk did not answer. The comment is back; try again."),
        "signed_out": _("You are signed out. Load the page again and sign in."),
        "taken": _("A colleague has it before them now."),
        "noted": _("The note is kept."),
        "published": _("Published."),
        "rejected": _("Rejected."),
        "held": _("Held."),
        "choose": _("Choose a reason: a number from 1 to 9."),
        "close": _("Close"),
        "show": _("Show the text"),
        "blur": _("Blur the text"),
    }
