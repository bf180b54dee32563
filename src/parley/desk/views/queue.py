"""The queue's page: what waits, what to begin with, and how far a time will reach."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from parley.desk.access import desk_page, person_of
from parley.desk.fields import more_shown, number_field
from parley.desk.looking import looking_read
from parley.desk.queries import views_of
from parley.desk.views.frame import frame
from parley.desk.words import ORDER_WORDS
from parley.discussion.models import Comment
from parley.discussion.notes import Note, comment_notes, marks_of
from parley.kernel.clock import now
from parley.kernel.readers import readers_of
from parley.moderation.models import QueueEntry
from parley.moderation.policies import Act
from parley.moderation.priority import UNKNOWN_HARM
from parley.moderation.queries_queue import RANKED_MAX, Queue, budget_plan, entry_of, queue_read
from parley.moderation.reasons import decision_reasons
from parley.moderation.words import HELD_WORDS, held_words
from parley.publishing.comment_marks import text_excerpt

STEP: Final = 30
SHOWN_MAX: Final = 180
EXCERPT_LENGTH: Final = 220
MINUTES: Final = 30
MINUTES_MAX: Final = 600
#: Above so much expected harm a row says so in red: more than that of a comment that nobody could score.
HARM_SERIOUS: Final = UNKNOWN_HARM


@desk_page(Act.VIEW_DESK)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a queue. The number of queries does not grow with what waits."""
    data = request.GET.dict()
    context = frame(request, here=str(data.get("queue") or Queue.WAITING.value))
    looking = looking_read(data, order=context["preferences"].order)
    shown = number_field(data, "show", least=STEP, most=SHOWN_MAX, default=STEP)
    person = person_of(request)
    found = queue_read(
        queue=looking.queue,
        order=looking.order,
        wanted=looking.wanted,
        person=person,
        readers=readers_of,
        at=now(),
        most=min(RANKED_MAX, shown + 1),
    )
    more = more_shown(found=len(found), shown=shown, step=STEP, most=SHOWN_MAX)
    context |= {
        "looking": looking,
        "rows": _rows(found[:shown]),
        "more": f"?{looking.query}&show={more}#row-{shown}" if more else "",
        "is_cut": len(found) > shown >= SHOWN_MAX,
        "shown": shown,
        "step": STEP,
        "views": views_of(person),
        "orders": ORDER_WORDS.items(),
        "held_words": HELD_WORDS.items(),
        "reasons": decision_reasons(),
        **_plan(data, context["now"].work.seconds_each),
    }
    return render(request, "desk/queue.html", context)


def _plan(data: dict[str, Any], seconds_each: float) -> dict[str, Any]:
    """Plan a time, if one is asked for."""
    minutes = number_field(data, "minutes", least=0, most=MINUTES_MAX, default=0)
    if not minutes:
        return {"minutes": MINUTES, "plan": None}
    plan = budget_plan(minutes=minutes, seconds_each=seconds_each)
    return {"minutes": minutes, "plan": plan, "plan_harm": round(plan.harm * 100)}


def _rows(comments: Sequence[Comment]) -> list[dict[str, Any]]:
    """Return what the list shows of each comment. The only queries are those of the notes."""
    notes = comment_notes(comments=comments)
    return [
        {
            "comment": comment,
            "excerpt": _excerpt(comment, notes.get(comment.pk, [])),
            "facts": [fact for note in notes.get(comment.pk, []) for fact in note.facts][:2],
            **_waiting(entry_of(comment), is_scored=comment.pk in notes),
        }
        for comment in comments
    ]


def _waiting(entry: QueueEntry | None, *, is_scored: bool) -> dict[str, Any]:
    """Nobody knows what harm to expect of a comment that has no scores."""
    if entry is None:
        return {"is_harmful": False, "is_unscored": False, "why": ""}
    return {
        "is_harmful": is_scored and entry.harm > HARM_SERIOUS,
        "is_unscored": not is_scored,
        "why": held_words(entry.reason_code),
    }


def _excerpt(comment: Comment, notes: Sequence[Note]) -> SafeString | str:
    return text_excerpt(text=comment.text, marks=marks_of(notes), length=EXCERPT_LENGTH)
