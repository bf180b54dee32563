"""Questions of colleagues: where one finds them, how many they are, and how they are settled."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.moderation.actions import desk_note_add
from parley.moderation.models import DeskNote
from tests.desk.making import DESK

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


@pytest.fixture
def question(people: dict[str, Person], waiting: list[Comment]) -> DeskNote:
    return desk_note_add(
        comment=waiting[0], person=people["colleague"], text="Is that a name?", asks=people["moderator"]
    )


def _count(client: Client) -> str:
    page = BeautifulSoup(client.get(f"{DESK}questions/").text, "html.parser")
    found = page.select_one('[data-count="questions"]')
    assert found is not None
    return found.get_text(strip=True)


def test_only_who_is_asked_sees_a_question(signed_in: SignedIn, question: DeskNote) -> None:
    page = signed_in("moderator").get(f"{DESK}questions/").text
    assert "Is that a name?" in page
    assert "Waiting word 0" in page
    assert _count(signed_in("moderator")) == "1"
    assert "Is that a name?" not in signed_in("senior").get(f"{DESK}questions/").text
    assert _count(signed_in("senior")) == "0"


def test_an_answer_becomes_a_note_and_settles_the_question(
    signed_in: SignedIn, people: dict[str, Person], question: DeskNote
) -> None:
    desk = signed_in("moderator")
    page = desk.post(f"{DESK}questions/{question.pk}/", {"answer": "A street."}, follow=True)
    assert "The question is settled." in page.text
    assert _count(desk) == "0"
    question.refresh_from_db()
    assert question.settled_at is not None
    answer = DeskNote.objects.exclude(pk=question.pk).get()
    assert (answer.text, answer.person, answer.asks) == ("A street.", people["moderator"], None)
    again = desk.post(f"{DESK}questions/{question.pk}/", {"answer": "A street."}, follow=True)
    assert "It was settled already." in again.text
    assert DeskNote.objects.count() == 2


def test_without_an_answer_it_is_settled_and_nothing_written(signed_in: SignedIn, question: DeskNote) -> None:
    signed_in("moderator").post(f"{DESK}questions/{question.pk}/", {"answer": " "})
    question.refresh_from_db()
    assert question.settled_at is not None
    assert DeskNote.objects.count() == 1


def test_an_answer_too_long_settles_nothing(signed_in: SignedIn, question: DeskNote) -> None:
    page = signed_in("moderator").post(f"{DESK}questions/{question.pk}/", {"answer": "a" * 1001}, follow=True)
    assert "longer than 1000 characters" in page.text
    question.refresh_from_db()
    assert question.settled_at is None


@pytest.mark.parametrize(("who", "status"), [("senior", 404), ("stranger", 302)])
def test_nobody_settles_the_question_of_another(
    signed_in: SignedIn, question: DeskNote, who: str, status: int
) -> None:
    answer = signed_in(who).post(f"{DESK}questions/{question.pk}/", {"answer": "No."})
    assert answer.status_code == status
    question.refresh_from_db()
    assert question.settled_at is None
