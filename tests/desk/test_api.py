"""What the desk's script asks: each endpoint, and what it says to input that makes no sense."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import lease_take
from parley.moderation.models import Decision, DeskNote, Lease, Sanction
from tests.desk.making import DESK, call, comment_make, waiting_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


def test_comments_are_served_ahead_and_leased(
    signed_in: SignedIn, people: dict[str, Person], thread: Thread
) -> None:
    comments = waiting_make(thread, 6)
    desk = signed_in("moderator")
    items = call(desk, "next", {"queue": "waiting", "most": 3}).json()["items"]
    assert [item["id"] for item in items] == [one.public_id for one in comments[:3]]
    assert items[0]["version"] == 1
    assert "Waiting word 0" in items[0]["html"]
    assert Lease.objects.filter(person=people["moderator"]).count() == 3
    more = call(desk, "next", {"have": [item["id"] for item in items], "most": 3}).json()["items"]
    assert [item["id"] for item in more] == [one.public_id for one in comments[3:]]
    assert call(signed_in("colleague"), "next", {"most": 3}).json() == {"items": []}


def test_decide_and_undo(signed_in: SignedIn, waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    wanted = {"comment": waiting[0].public_id, "version": 1, "action": "reject", "reason": "threat"}
    told = call(desk, "decide", wanted).json()
    assert told["sentence"] == "Rejected: Threat."
    waiting[0].refresh_from_db()
    assert waiting[0].status == Comment.Status.REJECTED
    assert call(desk, "undo", {"decision": told["decision"]}).json() == {"sentence": "Taken back: rejected."}
    waiting[0].refresh_from_db()
    assert waiting[0].status == Comment.Status.HELD
    again = call(desk, "undo", {"decision": told["decision"]})
    assert (again.status_code, again.json()["code"]) == (409, "decided_since")


def test_refusals_are_409_with_a_sentence(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    desk = signed_in("moderator")
    stale = call(desk, "decide", {"comment": waiting[0].public_id, "version": 2, "action": "publish"})
    assert (stale.status_code, stale.json()["code"]) == (409, "text_changed")
    lease_take(comment=waiting[1], person=people["colleague"])
    taken = call(desk, "decide", {"comment": waiting[1].public_id, "action": "publish"})
    assert (taken.status_code, taken.json()["code"]) == (409, "leased")
    assert taken.json()["sentence"] == "colleague has this comment before them now."
    assert not Decision.objects.exists()


def test_leases_are_renewed_let_go_and_passed_by(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    desk = signed_in("moderator")
    lease_take(comment=waiting[1], person=people["colleague"])
    ids = [one.public_id for one in waiting[:2]]
    assert call(desk, "lease", {"comments": ids}).json() == {"lost": [ids[1]]}
    assert call(desk, "lease", {"comments": ids[:1], "card": True}).json()["item"]["id"] == ids[0]
    call(desk, "lease", {"comments": ids, "release": True, "pass": True})
    assert list(Lease.objects.values_list("person__username", flat=True)) == ["colleague"]
    served = call(desk, "next", {"most": 3}).json()["items"]
    assert [item["id"] for item in served] == [waiting[2].public_id]


def test_note_and_sanction(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment], thread: Thread
) -> None:
    desk = signed_in("moderator")
    noted = call(desk, "note", {"comment": waiting[0].public_id, "note": "Look", "asks": people["senior"].pk})
    assert "Look" in noted.json()["item"]["html"]
    assert DeskNote.objects.get().asks == people["senior"]
    wish = {
        "comment": waiting[0].public_id,
        "kind": "hold_all",
        "days": 14,
        "reason": "insult",
        "remove_last": 2,
    }
    told = call(desk, "sanction", wish).json()
    assert told["sentence"] == "Sanction on Writer 0: hold all comments. 2 comments removed."
    assert Sanction.objects.get().kind == "hold_all"
    assert Comment.objects.filter(status=Comment.Status.REJECTED).count() == 2
    assert call(desk, "undo", {"batch": told["batch"]}).json() == {"sentence": "2 decisions taken back."}
    assert not Comment.objects.filter(status=Comment.Status.REJECTED).exists()
    ban = call(desk, "sanction", {**wish, "kind": "ban"})
    assert (ban.status_code, ban.json()["code"]) == (409, "not_allowed")


def test_counts_come_once_until_something_changes(signed_in: SignedIn, thread: Thread) -> None:
    waiting_make(thread, 2)
    desk = signed_in("moderator")
    first = desk.get(f"{DESK}api/counts/")
    none = dict.fromkeys(("reported", "appealed", "looks", "questions", "sanctions"), 0)
    assert first.json()["counts"] == {"waiting": 2, **none}
    same = {"If-None-Match": first["ETag"]}
    assert desk.get(f"{DESK}api/counts/", headers=same).status_code == 304
    waiting_make(thread, 1)
    changed = desk.get(f"{DESK}api/counts/", headers=same)
    assert changed.json()["shown"]["waiting"] == "3"
    assert "no-cache" in changed["Cache-Control"]


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        ("next", []),
        ("next", "next"),
        ("next", {"queue": "sampled"}),
        ("next", {"queue": ["waiting"]}),
        ("next", {"most": 4}),
        ("next", {"most": True}),
        ("next", {"have": "abc"}),
        ("next", {"have": ["a" * 16] * 9}),
        ("next", {"text": "\ud800"}),
        ("decide", {}),
        ("decide", {"comment": "0" * 16, "action": "publish"}),
        ("decide", {"comment": "{comment}", "action": {"$ne": 1}}),
        ("decide", {"comment": "{comment}", "action": "publish", "version": -1}),
        ("decide", {"comment": "{comment}", "action": "reject", "reason": "a" * 51}),
        ("decide", {"comment": "{comment}", "action": "publish", "note": "a" * 2001}),
        ("undo", {}),
        ("undo", {"decision": "nothing"}),
        ("lease", {"comments": ["0" * 16]}),
        ("lease", {"comments": {"a": 1}}),
        ("note", {"comment": "{comment}", "note": 5}),
        ("note", {"comment": "{comment}", "note": "a", "asks": 10**12}),
        ("sanction", {"comment": "{comment}", "kind": "exile"}),
        ("sanction", {"comment": "{comment}", "kind": "mute", "remove_last": 201}),
    ],
)
def test_input_that_makes_no_sense_is_400_with_a_sentence(
    signed_in: SignedIn, thread: Thread, endpoint: str, data: Any
) -> None:
    comment = comment_make(thread)
    if isinstance(data, dict) and data.get("comment") == "{comment}":
        data = {**data, "comment": comment.public_id}
    answer = call(signed_in("senior"), endpoint, data)
    assert answer.status_code == 400
    assert answer.json()["sentence"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 30_000, b" " * 70_000])
def test_what_is_no_json_is_400(signed_in: SignedIn, body: bytes) -> None:
    desk = signed_in("moderator")
    answer = desk.post(f"{DESK}api/next/", body, content_type="application/json")
    assert answer.status_code == 400
