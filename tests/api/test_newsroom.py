"""What the API says of the newsroom: kinds that a comment may have, badges, corrections."""

import pytest
from django.test import Client
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import PersonAuthor, answer_post, comment_correction_set
from parley.discussion.corrections import Correction
from parley.moderation.models import InboxItem
from tests.api.helpers import address, post, problem
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _generous_rate(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "1000/60s"


def test_a_thread_says_which_kinds_there_are(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_KINDS = {"tip": "a tip for the newsroom"}
    thread = thread_make()
    assert client.get(address(thread)).json()["kinds"] == [{"code": "tip", "label": "a tip for the newsroom"}]
    settings.PARLEY_COMMENT_KINDS = {}
    assert client.get(address(thread_make())).json()["kinds"] == []


def test_a_comment_says_what_it_is(client: Client) -> None:
    thread = thread_make()
    answer = post(client, thread, kind="question")
    assert answer.status_code == 201
    assert InboxItem.objects.get().kind == "question"
    assert (answer.json()["badge"], answer.json()["correction"]) == (None, None)


@pytest.mark.parametrize("kind", ["gossip", "Tip", " "])
def test_a_kind_that_there_is_not(client: Client, kind: str) -> None:
    body = problem(post(client, thread_make(), kind=kind), 422, "comment_refused")
    assert [(error["field"], error["code"]) for error in body["errors"]] == [("kind", "kind_unknown")]
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize("kind", [5, None, "x" * 51])
def test_a_kind_that_is_no_kind(client: Client, kind: object) -> None:
    problem(post(client, thread_make(), kind=kind), 422, "wrong_shape")


def test_badges_and_corrections_stand_with_the_comments(client: Client, settings: Settings) -> None:
    settings.PARLEY_URL = "https://news.example"
    thread = thread_make()
    corrected = [comment_make(thread=thread) for _number in range(3)]
    for comment, link in zip(corrected, ("/mayor/", "https://o.example/", ""), strict=True):
        comment_correction_set(comment=comment, correction=Correction("The name", link))
    person = Person.objects.create_user(username="ellen")
    for badge in ("newsroom", "author"):
        author = PersonAuthor(person=person, badge=badge)
        answer_post(thread=thread, author=author, text=f"By the {badge}", parent_number=1)
    comments = client.get(address(thread, "/comments")).json()["comments"]
    assert {one["number"]: (one["badge"], one["correction"]) for one in comments} == {
        1: (None, {"text": "The name", "url": "https://news.example/mayor/"}),
        2: (None, {"text": "The name", "url": "https://o.example/"}),
        3: (None, {"text": "The name", "url": None}),
        4: ("newsroom", None),
        5: ("author", None),
    }
