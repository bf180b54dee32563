"""Judging one comment after the other by plain forms: what stands there, what a button does, and the way back."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.models import Person
from parley.desk.looking import Looking
from parley.desk.models import Preferences
from parley.desk.serving import LEASED_MAX, comments_serve
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import lease_take
from parley.moderation.models import AuditSample, Decision, DeskNote, Lease, QueueEntry, Screening
from parley.moderation.queries_queue import Order
from tests.desk.making import DESK, comment_make, reported_make, sampled_make, waiting_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


def _address(comment: Comment, step: str = "") -> str:
    return f"{DESK}judge/{comment.public_id}/{step}"


def _choose(client: Client, comment: Comment, choice: str, **more: str) -> object:
    return client.post(_address(comment, "decide/"), {"choice": choice, "version": "1", **more}, follow=True)


def test_from_one_to_the_next(signed_in: SignedIn, waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    first = desk.get(f"{DESK}judge/", follow=True)
    assert "Waiting word 0" in first.text
    second = _choose(desk, waiting[0], "reject:insult", note="Third time")
    waiting[0].refresh_from_db()
    assert waiting[0].status == Comment.Status.REJECTED
    assert (Decision.objects.get().reason_code, Decision.objects.get().note) == ("insult", "Third time")
    assert "Rejected: Insult." in second.text  # type: ignore[attr-defined]
    assert "Waiting word 1" in second.text  # type: ignore[attr-defined]
    third = _choose(desk, waiting[1], "publish")
    assert "Waiting word 2" in third.text  # type: ignore[attr-defined]
    last = _choose(desk, waiting[2], "skip")
    assert "You have skipped 1 comment." in last.text  # type: ignore[attr-defined]
    assert "Waiting word 2" in desk.get(f"{DESK}judge/?again=1", follow=True).text
    assert not Lease.objects.exclude(comment=waiting[2]).exists()


def test_a_page_reads_once_what_the_moderator_prefers(signed_in: SignedIn, waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(_address(waiting[0])).status_code == 200
    asked = [query["sql"] for query in captured.captured_queries if "desk_preferences" in query["sql"]]
    assert len(asked) == 1, asked


def test_a_decision_is_taken_back(signed_in: SignedIn, waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    _choose(desk, waiting[0], "publish")
    decision = Decision.objects.get()
    page = desk.post(f"{DESK}undo/", {"decision": decision.public_id}, follow=True)
    waiting[0].refresh_from_db()
    assert waiting[0].status == Comment.Status.HELD
    assert "Taken back" in page.text
    assert page.redirect_chain[0][0].startswith(_address(waiting[0]))
    again = desk.post(f"{DESK}undo/", {"decision": decision.public_id}, follow=True)
    assert "Something else has been decided about this comment since." in again.text


def test_refusals_are_said_in_words(signed_in: SignedIn, waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    changed = _choose(desk, waiting[0], "publish", version="7")
    assert "The comment was changed while you read it." in changed.text  # type: ignore[attr-defined]
    unreasoned = _choose(desk, waiting[0], "reject")
    assert "Choose the reason that the writer is told." in unreasoned.text  # type: ignore[attr-defined]
    assert "There is no such action." in _choose(desk, waiting[0], "drop table").text  # type: ignore[attr-defined]
    assert not Decision.objects.exists()
    assert desk.post(_address(waiting[0], "decide/"), {"choice": "x" * 81}).status_code == 400
    assert desk.get(f"{DESK}judge/nothing-here/").status_code == 404


def test_holding_what_waits_leaves_it_waiting(signed_in: SignedIn, waiting: list[Comment]) -> None:
    page = _choose(signed_in("moderator"), waiting[0], "hold")
    assert "Waiting word 1" in page.text  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


def test_the_card_shows_the_context(signed_in: SignedIn, thread: Thread) -> None:
    root = comment_make(thread, "The root word", name="Rood")
    reply = reported_make(thread)
    Comment.objects.filter(pk=reply.pk).update(parent=root, text="you idiot")
    Screening.objects.create(
        comment=reply,
        version=1,
        outcome="hold",
        phase="house_rules",
        code="house_rule",
        verdicts=[
            {
                "phase": "house_rules",
                "outcome": "hold",
                "code": "house_rule",
                "reasons": [
                    {"rule": "No names", "version": "1", "begin": begin, "end": end}
                    for begin, end in ((0, 3), (4, 9))
                ],
            },
            {"phase": "toxicity", "failed": True},
            {"phase": "first_comments", "outcome": "hold", "code": "first_comments", "precaution": True},
        ],
        failures=1,
        screened_at=now(),
    )
    page = signed_in("moderator").get(_address(reply)).text
    for words in (
        "The bridge closes",
        "The root word",
        "Breaks a house rule: No names",
        '<mark title="No names">',
        "A check failed, so nobody knows (the toxicity model)",
        "It insults or harasses somebody.",
        "It is about me",
    ):
        assert words in page
    assert page.count("<li>No names</li>") == 1, "why passages are marked is said once"
    assert "New writer" not in page


def test_notes_and_questions(signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    asked = {"note": "Is that your brother?", "asks": str(people["senior"].pk)}
    page = desk.post(_address(waiting[0], "note/"), asked, follow=True)
    assert "Is that your brother?" in page.text
    assert DeskNote.objects.get().asks == people["senior"]
    assert (
        "Write something first." in desk.post(_address(waiting[0], "note/"), {"note": " "}, follow=True).text
    )
    stranger = {"note": "You?", "asks": str(people["stranger"].pk)}
    assert desk.post(_address(waiting[0], "note/"), stranger).status_code == 400


def test_blurred_until_asked_for(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    Preferences.objects.create(person=people["moderator"], is_blurred=True)
    assert "is-blurred" in signed_in("moderator").get(_address(waiting[0])).text
    assert "is-blurred" not in signed_in("colleague").get(_address(waiting[1])).text


def test_two_moderators_never_get_the_same(people: dict[str, Person], waiting: list[Comment]) -> None:
    served: list[tuple[Comment, Lease]] = []
    for name in ("moderator", "colleague", "senior", "moderator"):
        served += comments_serve(
            person=people[name], looking=Looking(), passed=[one.pk for one, _ in served], most=1
        )
    assert [comment.pk for comment, _lease in served] == [one.pk for one in waiting]
    assert len({lease.person_id for _comment, lease in served}) == 3
    for name in ("colleague", "senior"):
        mine = comments_serve(person=people[name], looking=Looking(), passed=[], most=3)
        assert {lease.person for _comment, lease in mine} <= {people[name]}
        assert len(mine) == 1


def test_what_a_colleague_has_can_be_read_and_not_decided(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    lease_take(comment=waiting[0], person=people["colleague"])
    desk = signed_in("moderator")
    page = desk.get(_address(waiting[0])).text
    assert "has this comment before them now" in page
    assert "decide-form" not in page
    _choose(desk, waiting[0], "publish")
    assert not Decision.objects.exists()


def test_nobody_hoards(people: dict[str, Person], thread: Thread) -> None:
    waiting_make(thread, LEASED_MAX + 4)
    passed: list[int] = []
    for _ in range(LEASED_MAX + 4):
        served = comments_serve(person=people["moderator"], looking=Looking(), passed=passed, most=1)
        passed += [comment.pk for comment, _lease in served]
    assert Lease.objects.filter(person=people["moderator"]).count() == LEASED_MAX


def test_sampled_comments_come_unmarked_among_the_others(
    signed_in: SignedIn,
    people: dict[str, Person],
    waiting: list[Comment],
    thread: Thread,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sampled = sampled_make(thread, "Published unseen")
    monkeypatch.setattr(secrets, "randbelow", lambda _each: 0)
    served = comments_serve(person=people["moderator"], looking=Looking(), passed=[], most=4)
    assert [comment.pk for comment, _lease in served] == [sampled.pk, *(one.pk for one in waiting)]
    Screening.objects.create(
        comment=waiting[0],
        version=1,
        outcome="hold",
        code="first_comments",
        verdicts=[
            {"phase": "first_comments", "outcome": "hold", "code": "first_comments", "precaution": True}
        ],
        screened_at=now(),
    )
    desk = signed_in("moderator")
    cards = [desk.get(_address(one)).context["card"] for one in (sampled, waiting[0])]
    assert cards[0].said == cards[1].said
    _choose(desk, sampled, "publish")
    assert AuditSample.objects.get().decision == Decision.objects.get()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.PRESSING, ["Drawn 1", "Drawn 2", "Worst", "Milder"]),
        (Order.MILDEST, ["Drawn 2", "Milder", "Drawn 1", "Worst"]),
    ],
)
def test_what_is_learned_from_comes_first_and_once(
    people: dict[str, Person],
    thread: Thread,
    monkeypatch: pytest.MonkeyPatch,
    order: Order,
    expected: list[str],
) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda each: each - 1)
    harms = {"Worst": 0.9, "Drawn 1": 0.8, "Milder": 0.5, "Drawn 2": 0.1}
    for number, (text, harm) in enumerate(harms.items()):
        comment = waiting_make(thread, 1)[0]
        Comment.objects.filter(pk=comment.pk).update(text=text)
        QueueEntry.objects.filter(comment=comment).update(harm=harm, priority=harm)
        if text.startswith("Drawn"):
            drawn_at = now() - timedelta(hours=9 - number)
            AuditSample.objects.create(comment=comment, rate=0.5, drawn_at=drawn_at, was_held=True)
    served = comments_serve(person=people["moderator"], looking=Looking(order=order), passed=[], most=4)
    assert [comment.text for comment, _lease in served] == expected


def test_a_filter_mixes_nothing_in(people: dict[str, Person], thread: Thread) -> None:
    sampled_make(thread, "Published unseen")
    looking = Looking()
    assert [
        c.text for c, _ in comments_serve(person=people["senior"], looking=looking, passed=[], most=3)
    ] == ["Published unseen"]
    filtered = Looking(wanted=type(looking.wanted)(text="unseen"))
    assert comments_serve(person=people["moderator"], looking=filtered, passed=[], most=3) == []
