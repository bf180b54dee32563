"""What the desk's script asks, as JSON. Each answer that refuses has a `code` and a `sentence`."""

import hashlib
import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from parley.desk.access import Data, desk_api, person_of, problem
from parley.desk.cards import card_make
from parley.desk.deciding import decide as decide_on
from parley.desk.deciding import refuse_if_taken
from parley.desk.deciding import undo as undo_decision
from parley.desk.fields import colleague_field, comment_field, ids_field, number_field, text_field
from parley.desk.live import TICKET_HEADER, ticket_for
from parley.desk.looking import InputWrong, looking_read
from parley.desk.models import Preferences
from parley.desk.now import now_read
from parley.desk.passed import passed_add, passed_read
from parley.desk.queries import decision_by_id, preferences_of
from parley.desk.sanctioning import impose, wish_read
from parley.desk.serving import LEASED_MAX, comment_lease, comments_serve
from parley.desk.views.frame import count_words
from parley.desk.views.judging import batch_sentence, card_context, judge_url
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.actions import batch_undo, desk_note_add, lease_release
from parley.moderation.policies import Act, may

AHEAD_MAX = 3


def items(
    request: HttpRequest, comments: Sequence[Comment], data: Data, *, preferences: Preferences
) -> list[Data]:
    """Return comments as the script shows them; what they share is read once."""
    if not comments:
        return []
    looking = looking_read(data, order=preferences.order)
    shared = {"is_leased": True, "looking": looking, "may": {"decide": True}}
    shared |= card_context(request, preferences=preferences)
    return [_item(request, comment, shared) for comment in comments]


def _item(request: HttpRequest, comment: Comment, shared: Data) -> Data:
    card = card_make(comment=comment, at=now())
    html = render_to_string("desk/card.html", shared | {"card": card}, request)
    return {
        "id": comment.public_id,
        "version": card.version,
        "name": comment.author_name,
        "url": judge_url(comment, shared["looking"]),
        "html": html,
    }


@desk_api(Act.DECIDE)
def next_(request: HttpRequest, data: Data) -> JsonResponse:
    """Lease and return up to `most` comments of a queue, without those in `have`."""
    person = person_of(request)
    preferences = preferences_of(person)
    looking = looking_read(data, order=preferences.order)
    most = number_field(data, "most", least=1, most=AHEAD_MAX, default=1)
    have = ids_field(data.get("have", []), most=LEASED_MAX)
    known = list(Comment.objects.filter(public_id__in=have).values_list("pk", flat=True))
    served = comments_serve(person=person, looking=looking, passed=[*known, *passed_read(request)], most=most)
    comments = [comment for comment, _lease in served]
    return JsonResponse({"items": items(request, comments, data, preferences=preferences)})


@desk_api(Act.DECIDE)
def decide(request: HttpRequest, data: Data) -> JsonResponse:
    comment = comment_field(data)
    done = decide_on(comment=comment, person=person_of(request), data=data)
    if done.decision is None:
        passed_add(request, comment.pk)
    decision = done.decision.public_id if done.decision else ""
    return JsonResponse({"sentence": done.sentence, "decision": decision})


@desk_api(Act.DECIDE)
def undo(request: HttpRequest, data: Data) -> JsonResponse:
    """Take back a `decision`, or with the permission for it a `batch`."""
    person = person_of(request)
    batch = text_field(data, "batch", most=20)
    if batch:
        if not may(person=person, act=Act.DECIDE_MANY):
            return problem(403, "forbidden", _("Your role does not allow that."))
        return JsonResponse({"sentence": batch_sentence(batch_undo(batch=batch, person=person))})
    decision = decision_by_id(text_field(data, "decision", most=20))
    if decision is None:
        raise InputWrong(_("There is no such decision."))
    done = undo_decision(decision=decision, person=person)
    return JsonResponse({"sentence": done.sentence})


@desk_api(Act.DECIDE)
def lease(request: HttpRequest, data: Data) -> JsonResponse:
    """Keep comments for longer; with `card` return the one; with `release` let them go; with `pass`, until later.

    `lost`: the ids of those that a colleague has now.
    """
    person = person_of(request)
    ids = ids_field(data.get("comments", []), most=LEASED_MAX)
    found = list(Comment.objects.filter(public_id__in=ids).select_related("thread", "parent"))
    if len(found) < len(set(ids)):
        raise InputWrong(_("There is no such comment."))
    if data.get("release"):
        for comment in found:
            lease_release(person=person, comment=comment)
            if data.get("pass"):
                passed_add(request, comment.pk)
        return JsonResponse({"lost": []})
    taken = [comment for comment in found if comment_lease(comment=comment, person=person)]
    lost = [comment.public_id for comment in found if comment not in taken]
    answer: Data = {"lost": lost}
    if data.get("card") and len(taken) == 1:
        answer["item"] = items(request, taken, data, preferences=preferences_of(person))[0]
    return JsonResponse(answer)


@desk_api(Act.DECIDE)
def note(request: HttpRequest, data: Data) -> JsonResponse:
    """Keep a note on a comment; with `asks`, a question to a colleague. Returns the card anew."""
    comment, person = comment_field(data), person_of(request)
    desk_note_add(
        comment=comment,
        person=person,
        text=text_field(data, "note", most=2000),
        asks=colleague_field(data),
    )
    (shown,) = items(request, [comment], data, preferences=preferences_of(person))
    return JsonResponse({"sentence": _("The note is kept."), "item": shown})


@desk_api(Act.SANCTION)
def sanction(request: HttpRequest, data: Data) -> JsonResponse:
    wish = wish_read(data=data, person=person_of(request))
    refuse_if_taken(comment=wish.comment, person=wish.person)
    imposed = impose(wish)
    return JsonResponse({"sentence": imposed.sentence, "batch": imposed.batch})


def counts(request: HttpRequest) -> HttpResponse:
    """Return counts and what else changes meanwhile; 304 where nothing did (RFC 9110, 13.1.2).

    Either comes with a new ticket for the stream in a header, which says nothing of what changed.
    """
    person = person_of(request)
    if not may(person=person, act=Act.VIEW_DESK):
        return problem(403, "forbidden", _("Your role does not allow that."))
    preferences = preferences_of(person)
    moment = now_read(person=person, preferences=preferences, at=now())
    shown = render_to_string("desk/now.html", {"now": moment, "preferences": preferences}, request)
    body = {
        "counts": moment.counts,
        "shown": {name: count_words(count) for name, count in moment.counts.items()},
        "today": moment.work.today,
        "html": shown,
    }
    written = json.dumps(body)
    etag = f'"{hashlib.blake2b(written.encode(), digest_size=12).hexdigest()}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    answer: HttpResponse = (
        HttpResponseNotModified() if etag in known else HttpResponse(written, content_type="application/json")
    )
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer[TICKET_HEADER] = ticket_for(person)
    return answer
