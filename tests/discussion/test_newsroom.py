"""What readers see of the newsroom in a thread: badges, corrections, and the form that asks what a comment is."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import (
    CommentRefused,
    PersonAuthor,
    answer_post,
    answer_remove,
    comment_correction_set,
)
from parley.discussion.corrections import Correction
from parley.discussion.models import Comment, Thread
from parley.discussion.orders import order_default
from parley.discussion.place import place_default
from parley.discussion.presentation import thread_context, thread_html
from parley.discussion.queries import comment_placed, thread_window
from tests.discussion.factories import comment_make, form_fill, thread_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _generous_rate(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "1000/60s"


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user(username="ellen", first_name="Ellen", last_name="Marsh")


def _page(thread: Thread) -> BeautifulSoup:
    thread.refresh_from_db()
    html = thread_html(context=thread_context(thread=thread, place=place_default()))
    return BeautifulSoup(html, "html.parser")


def _comment(page: BeautifulSoup, number: int) -> Tag:
    found = page.find(id=f"comment-{number}")
    assert isinstance(found, Tag)
    return found


# --- badges ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("badge", "words"), [("newsroom", "Newsroom"), ("author", "Author")])
def test_an_answer_has_a_badge_in_its_heading(person: Person, badge: str, words: str) -> None:
    comment = comment_make(thread=thread_make())
    author = PersonAuthor(person=person, badge=badge)
    answer_post(thread=comment.thread, author=author, text="On Monday.", parent_number=comment.number)
    page = _page(comment.thread)
    heading = _comment(page, 2).select_one(".comment-title")
    assert heading is not None
    assert heading.get_text(" ", strip=True) == f"Ellen Marsh {words} #2"
    assert _comment(page, 1).select_one(".comment-badge") is None


def test_a_stub_has_neither_badge_nor_correction(person: Person) -> None:
    comment = comment_make(thread=thread_make())
    thread = comment.thread
    answer = answer_post(
        thread=thread, author=PersonAuthor(person=person), text="On Monday.", parent_number=1
    ).comment
    comment_make(thread=thread, parent=answer)
    comment_correction_set(comment=answer, correction=Correction("The name"))
    answer_remove(comment=answer, person=person)
    view = comment_placed(thread=thread, number=2)
    assert view is not None
    assert (view.is_removed, view.badge, view.correction) == (True, "", None)


def test_the_name_is_that_of_the_account_where_there_is_no_other() -> None:
    anybody = Person.objects.create_user(username="n" * 150)
    assert PersonAuthor(person=anybody).name == "n" * 80


def test_an_answer_is_taken_back_by_whoever_wrote_it(person: Person) -> None:
    comment = comment_make(thread=thread_make())
    answer = answer_post(
        thread=comment.thread, author=PersonAuthor(person=person), text="On Monday.", parent_number=1
    ).comment
    with pytest.raises(CommentRefused):
        answer_remove(comment=answer, person=Person.objects.create_user(username="tom"))
    change = answer_remove(comment=answer, person=person)
    assert change is not None
    assert (change.decided_by, change.person, change.to_status) == ("author", person, "removed")
    assert answer_remove(comment=answer, person=person) is None


# --- corrections -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("correction", "words", "href"),
    [
        (Correction("The name", "/mayor/"), "This comment led to a correction. The name", "/mayor/"),
        (Correction("", "/mayor/"), "This comment led to a correction. Read the correction", "/mayor/"),
        (Correction("The name"), "This comment led to a correction. The name", None),
        (
            Correction("A < B", "https://o.example/?a=1&b=2"),
            "This comment led to a correction. A < B",
            "https://o.example/?a=1&b=2",
        ),
    ],
)
def test_a_correction_stands_below_the_comment(correction: Correction, words: str, href: str | None) -> None:
    comment = comment_make(thread=thread_make())
    assert comment_correction_set(comment=comment, correction=correction)
    assert not comment_correction_set(comment=comment, correction=correction), "again changes nothing"
    line = _comment(_page(comment.thread), 1).select_one(".comment-correction")
    assert line is not None
    assert line.get_text(" ", strip=True) == words
    assert (line.a["href"] if line.a else None) == href
    comment_correction_set(comment=comment, correction=None)
    assert _comment(_page(comment.thread), 1).select_one(".comment-correction") is None


def test_on_another_site_a_path_leads_to_ours() -> None:
    comment = comment_make(thread=thread_make())
    comment_correction_set(comment=comment, correction=Correction("The name", "/mayor/"))
    context = thread_context(thread=comment.thread, place=place_default(), base="https://news.example")
    line = BeautifulSoup(thread_html(context=context), "html.parser").select_one(".comment-correction a")
    assert line is not None
    assert line["href"] == "https://news.example/mayor/"


def test_neither_costs_a_query(person: Person) -> None:
    thread = thread_make()
    comments = [comment_make(thread=thread) for _number in range(6)]
    with CaptureQueriesContext(connection) as before:
        thread_window(thread=thread, order=order_default())
    Comment.objects.filter(pk__in=[one.pk for one in comments]).update(
        badge="newsroom", person=person, correction={"text": "The name", "link": "/mayor/"}
    )
    with CaptureQueriesContext(connection) as after:
        window = thread_window(thread=thread, order=order_default())
    assert {view.badge for view in window.comments} == {"newsroom"}
    assert len(after) == len(before)


# --- the form ----------------------------------------------------------------------------------------------------
def test_the_form_asks_what_the_comment_is(settings: Settings) -> None:
    settings.PARLEY_COMMENT_KINDS = {"tip": "a tip for the newsroom"}
    page = _page(thread_make())
    options = page.select("#comment-kind option")
    assert [(one["value"], one.get_text(), one.has_attr("selected")) for one in options] == [
        ("", "a comment", False),
        ("tip", "a tip for the newsroom", False),
    ]
    label = page.select_one("label[for=comment-kind]")
    assert label is not None
    assert label.get_text() == "This is"


@pytest.mark.parametrize("nobody", ["kinds", "keeper"])
def test_the_form_asks_nothing_where_nobody_wants_to_know(settings: Settings, nobody: str) -> None:
    if nobody == "kinds":
        settings.PARLEY_COMMENT_KINDS = {}
    else:
        settings.PARLEY_KIND_KEEPER = ""
    thread = thread_make()
    assert _page(thread).select_one("#comment-kind") is None
    client = Client()
    answer = client.post(
        reverse("discussion:comment_post", args=[thread.public_id]), form_fill(thread, kind="tip")
    )
    assert answer.status_code == 422
    assert not Comment.objects.exists()


KEPT: list[tuple[int, str]] = []


def keep(*, comment: Comment, kind: str) -> None:
    KEPT.append((comment.number, kind))


def keep_nothing(*, comment: Comment, kind: str) -> None:
    raise LookupError(f"{kind} of {comment.pk}")


def test_what_was_chosen_is_handed_on_and_comes_back_with_an_error(
    client: Client, settings: Settings
) -> None:
    settings.PARLEY_KIND_KEEPER = f"{__name__}.keep"
    KEPT.clear()
    thread = thread_make()
    address = reverse("discussion:comment_post", args=[thread.public_id])
    refused = client.post(address, form_fill(thread, text="", kind="question"))
    chosen = BeautifulSoup(refused.content, "html.parser").select_one("#comment-kind option[selected]")
    assert chosen is not None
    assert chosen["value"] == "question"
    assert client.post(address, form_fill(thread, kind="gossip")).status_code == 422
    assert KEPT == []
    assert client.post(address, form_fill(thread, kind="question")).status_code == 303
    assert client.post(address, form_fill(thread, text="Just a word.")).status_code == 303
    assert KEPT == [(1, "question")]


def test_a_comment_whose_kind_can_t_be_kept_is_not_written(client: Client, settings: Settings) -> None:
    settings.PARLEY_KIND_KEEPER = f"{__name__}.keep_nothing"
    thread = thread_make()
    with pytest.raises(LookupError):
        client.post(
            reverse("discussion:comment_post", args=[thread.public_id]), form_fill(thread, kind="tip")
        )
    assert not Comment.objects.exists()
