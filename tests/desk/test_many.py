"""Many at once, appeals and sanctions: what the preview promises, what then happens, and the way back."""

from collections.abc import Callable

import pytest
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import appeal_make, comment_decide, lease_take
from parley.moderation.actions.deciding import Why
from parley.moderation.models import Appeal, Decision, Sanction
from tests.desk.making import DESK, comment_make, waiting_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


def test_many_are_previewed_decided_and_undone_as_one(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment], thread: Thread
) -> None:
    desk = signed_in("moderator")
    standing = comment_make(thread, "It stands")
    lease_take(comment=waiting[2], person=people["colleague"])
    chosen = {"comment": [one.public_id for one in (*waiting, standing)], "choice": "reject:spam"}
    preview = desk.post(f"{DESK}bulk/", chosen)
    assert [(fate.done, fate.why) for fate in preview.context["fates"]] == [
        ("Rejected", ""),
        ("Rejected", ""),
        ("", "colleague has it before them now."),
        ("Removed", ""),
    ]
    assert "Decide on 3" in preview.text
    assert not Decision.objects.exists()
    done = desk.post(f"{DESK}bulk/", {**chosen, "confirmed": "1", "note": "A wave"}, follow=True)
    assert "3 comments decided." in done.text
    decisions = list(Decision.objects.all())
    assert {(one.reason_code, one.note, one.batch) for one in decisions} == {
        ("spam", "A wave", decisions[0].batch)
    }
    back = desk.post(f"{DESK}undo/", {"batch": decisions[0].batch, "next": "https://elsewhere.example/"})
    assert back["Location"] == DESK
    assert set(Comment.objects.values_list("status", flat=True)) == {"held", "published"}


@pytest.mark.parametrize(
    "chosen",
    [
        {"choice": "drop"},
        {"choice": "reject:nonsense", "comment": "0" * 16},
        {"choice": "publish", "comment": ["0" * 16] * 201},
        {"choice": "publish", "comment": "'; --"},
    ],
)
def test_nonsense_for_many_is_refused(signed_in: SignedIn, chosen: dict[str, object]) -> None:
    assert signed_in("senior").post(f"{DESK}bulk/", chosen).status_code == 400


def test_nothing_ticked_leads_back_with_a_word(signed_in: SignedIn, waiting: list[Comment]) -> None:
    page = signed_in("senior").post(f"{DESK}bulk/", {"choice": "publish"}, follow=True)
    assert "Tick some comments first." in page.text


def _appealed(people: dict[str, Person], waiting: list[Comment]) -> Appeal:
    comment = waiting[0]
    comment_decide(comment=comment, action="reject", person=people["moderator"], why=Why("insult"))
    return appeal_make(comment=comment, guest_key=comment.guest_key, text="I meant the <b>plan</b>.")


def test_appeals_are_answered_by_somebody_else(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    appeal = _appealed(people, waiting)
    address = f"{DESK}appeals/{appeal.pk}/"
    own = signed_in("moderator")
    page = own.get(f"{DESK}appeals/").text
    assert "You made this decision yourself: a colleague answers the appeal." in page
    assert "I meant the &lt;b&gt;plan&lt;/b&gt;." in page
    answer = {"outcome": "overturn", "answer": "You are right, and we are sorry."}
    assert "You made this decision yourself" in own.post(address, answer, follow=True).text
    other = signed_in("colleague")
    assert (
        "Write a sentence that says why." in other.post(address, {**answer, "answer": ""}, follow=True).text
    )
    assert other.post(address, {**answer, "outcome": "shrug"}).status_code == 400
    assert "Overturned: the comment is on the page." in other.post(address, answer, follow=True).text
    waiting[0].refresh_from_db()
    assert waiting[0].status == Comment.Status.PUBLISHED
    assert "Somebody has answered this appeal already." in other.post(address, answer, follow=True).text


def test_a_sanction_is_previewed_imposed_and_lifted(signed_in: SignedIn, thread: Thread) -> None:
    comments = [comment_make(thread, f"Word {place}", guest="g:troll") for place in range(4)]
    waiting_make(thread, 1, guest="g:other")
    address = f"{DESK}judge/{comments[0].public_id}/sanction/"
    desk = signed_in("moderator")
    assert "Only a senior moderator may." in desk.get(address).text
    wish = {"kind": "mute", "days": "7", "reason": "insult", "remove_last": "5"}
    preview = desk.post(address, wish)
    assert "4 comments go with it" in preview.text
    assert not Sanction.objects.exists()
    imposed = desk.post(address, {**wish, "confirmed": "1"}, follow=True)
    assert "4 comments removed." in imposed.text
    assert Comment.objects.filter(status=Comment.Status.REMOVED).count() == 4
    batch = Decision.objects.exclude(batch="").first()
    assert batch is not None
    desk.post(f"{DESK}undo/", {"batch": batch.batch})
    assert not Comment.objects.filter(status=Comment.Status.REMOVED).exists()
    sanction = Sanction.objects.get()
    assert "can write again" in desk.post(f"{DESK}sanctions/{sanction.pk}/lift/", follow=True).text
    assert "No writer is sanctioned." in desk.get(f"{DESK}sanctions/").text


def test_only_seniors_ban_and_lift_bans(signed_in: SignedIn, waiting: list[Comment]) -> None:
    address = f"{DESK}judge/{waiting[0].public_id}/sanction/"
    ban = {"kind": "ban", "reason": "threat", "confirmed": "1"}
    refused = signed_in("moderator").post(address, ban, follow=True)
    assert "Only a senior moderator may suspend or ban." in refused.text
    signed_in("senior").post(address, ban)
    sanction = Sanction.objects.get()
    lift = f"{DESK}sanctions/{sanction.pk}/lift/"
    assert "Only a senior moderator may lift this." in signed_in("moderator").post(lift, follow=True).text
    signed_in("senior").post(lift)
    sanction.refresh_from_db()
    assert sanction.lifted is not None


def test_a_reason_is_asked_for(signed_in: SignedIn, waiting: list[Comment]) -> None:
    address = f"{DESK}judge/{waiting[0].public_id}/sanction/"
    page = signed_in("moderator").post(address, {"kind": "warn", "confirmed": "1"}, follow=True)
    assert "Choose the reason that the writer is told." in page.text
    assert not Sanction.objects.exists()
