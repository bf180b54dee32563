"""Being told of a decision and objecting to it over HTTP, as a browser without JavaScript does."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from parley.discussion.models import Comment, Thread
from parley.discussion.place import place_default
from parley.discussion.presentation import thread_context, thread_html
from parley.moderation.actions import Why, appeal_decide, comment_decide
from parley.moderation.models import Appeal, Decision
from tests.discussion.factories import comment_make, form_fill, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
NOTE = "Grace said so on the telephone"
LINKS = " ".join(f"https://{n}.example" for n in range(9))
TEXT = "You idiot of a <b>bridge</b>"
WHY = Why(reason_code="insult", note=NOTE, rule="No <i>insults</i>", passages=((4, 9), (15, 18)))


@pytest.fixture(autouse=True)
def _generous_rates(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_REPORT_RATE = "1000/60s"
    settings.PARLEY_URL = "http://testserver"


@pytest.fixture
def thread() -> Thread:
    return thread_make()


@pytest.fixture
def own(client: Client, thread: Thread) -> Comment:
    """Comment 1, by the guest in this browser."""
    return _posted(client, thread, TEXT)


@pytest.fixture
def removed(own: Comment) -> Comment:
    comment_decide(comment=own, action="remove", person=person_make(), why=WHY)
    own.refresh_from_db()
    return own


def _posted(client: Client, thread: Thread, text: str) -> Comment:
    address = reverse("discussion:comment_post", args=[thread.public_id])
    assert client.post(address, form_fill(thread, text=text)).status_code == 303
    return Comment.objects.filter(thread=thread).latest("pk")


def _address(name: str, comment: Comment) -> str:
    return reverse(f"discussion:comment_{name}", args=[comment.thread.public_id, comment.number])


def _page(answer: HttpResponse, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    return BeautifulSoup(answer.content, "html.parser")


def _about(client: Client, comment: Comment) -> BeautifulSoup:
    return _page(client.get(_address("about", comment)))


def _appeal(client: Client, comment: Comment, text: str = "I meant the bridge.") -> HttpResponse:
    return client.post(_address("appeal", comment), {"text": text})


def _one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def _facts(page: BeautifulSoup) -> dict[str, str]:
    return {
        row.dt.get_text(): " ".join(row.dd.get_text().split())
        for row in _one(page, ".comment-notice").select("dl > div")
        if row.dt and row.dd
    }


# --- being told ----------------------------------------------------------------------------------------
def test_a_removed_comment_is_shown_to_its_writer_with_everything(
    client: Client, removed: Comment, settings: Settings
) -> None:
    page = _about(client, removed)
    notice = _one(page, ".comment-notice").get_text()
    assert "A moderator removed this comment." in notice
    facts = _facts(page)
    assert facts["Why"] == str(settings.PARLEY_DECISION_REASONS["insult"]["sentence"])
    assert facts["Rule"] == "No <i>insults</i>"
    assert facts["Decided"].endswith(", by a person")
    body = _one(page, ".comment-body")
    for spoken in body.select(".visually-hidden"):
        spoken.decompose()
    assert [mark.get_text() for mark in body.select("mark")] == ["idiot", "<b>"]
    assert body.get_text() == TEXT
    whole = str(page)
    assert NOTE not in whole
    assert Decision.objects.get().person.username not in whole  # type: ignore[union-attr] -- a person decided
    assert "not shown any more" not in whole


def test_nobody_else_is_told_anything(removed: Comment, thread: Thread) -> None:
    for stranger in (Client(), Client(headers={"Parley-Guest": "aaaaaaaaaaaaaaaa:1:forged"})):
        assert stranger.get(_address("about", removed)).status_code == 404
        assert _appeal(stranger, removed).status_code == 404
    known = Client()
    _posted(known, thread, "Something else")
    assert known.get(_address("about", removed)).status_code == 404
    assert _appeal(known, removed).status_code == 404
    assert not Appeal.objects.exists()


def test_a_published_comment_of_another_can_t_be_objected_to(client: Client, own: Comment) -> None:
    assert _appeal(Client(), own).status_code == 404
    page = _page(_appeal(client, own), 409)
    assert "no decision" in _one(page, "[role=alert]").get_text()


def test_in_the_thread_a_rejected_comment_has_its_notice_and_the_way_to_object(
    client: Client, thread: Thread
) -> None:
    comment = _posted(client, thread, f"{TEXT} {LINKS}")
    assert comment.status == "held"
    comment_decide(comment=comment, action="reject", person=person_make(), why=WHY)
    shown = _one(_about(client, comment), ".comment-notice").get_text()
    assert "decided not to publish" in shown
    assert "by a program, which can be wrong" in shown
    html = thread_html(
        context=thread_context(
            thread=thread, place=place_default(), waiting_ids=[comment.public_id], base="https://news.example"
        )
    )
    page = BeautifulSoup(html, "html.parser")
    assert _facts(page)["Why"]
    link = _one(page, ".comment-appeal")
    assert link["href"] == f"https://news.example{_address('about', comment)}#appeal"
    assert NOTE not in str(page)


def test_ones_comments_are_listed_whatever_became_of_them(client: Client, removed: Comment) -> None:
    thread = removed.thread
    gone = _posted(client, thread, "Never mind")
    client.post(_address("remove", gone))
    comment_make(thread=thread, text="Of another")
    address = reverse("discussion:own", args=[thread.public_id])
    page = _page(client.get(address))
    (item,) = page.select(".thread-own-list li")
    assert _one(page, ".thread-own-list a")["href"] == _address("about", removed)
    assert "can object" in item.get_text()
    assert not _page(Client().get(address)).select(".thread-own-list")


# --- objecting -----------------------------------------------------------------------------------------
def test_an_objection_and_its_answer(client: Client, removed: Comment) -> None:
    form = _one(_about(client, removed), "form#appeal")
    assert form["action"] == _address("appeal", removed)
    answer = _appeal(client, removed, "I meant\r\nthe <b>bridge</b>.")
    assert answer.status_code == 303
    page = _page(client.get(answer["Location"]))
    assert "arrived" in _one(page, "[role=status]").get_text()
    assert not page.select("form#appeal")
    appeal = Appeal.objects.get()
    assert appeal.text == "I meant\nthe <b>bridge</b>."
    appeal_decide(appeal=appeal, person=person_make(), overturn=False, answer="It <i>stays</i>.\nSorry.")
    notice = _one(_about(client, removed), ".comment-notice")
    assert "the decision stands" in notice.get_text()
    assert _one(notice, "blockquote").get_text("\n") == "It <i>stays</i>.\nSorry."


def test_an_overturned_decision(client: Client, removed: Comment) -> None:
    _appeal(client, removed)
    appeal_decide(appeal=Appeal.objects.get(), person=person_make(), overturn=True, answer="You are right.")
    page = _about(client, removed)
    assert "overturned" in _one(page, ".comment-notice").get_text()
    assert "Only you can see" not in str(page)
    assert not page.select("form#appeal")
    stranger = _page(Client().get(_address("about", removed)))
    assert not stranger.select(".comment-notice"), "others read a comment like any other"
    assert "You are right." not in str(stranger)


def test_what_is_refused_keeps_what_was_typed(client: Client, removed: Comment, settings: Settings) -> None:
    page = _page(_appeal(client, removed, " "), 422)
    assert _one(page, "[role=alert] a")["href"] == "#appeal-text"
    long = "<script>" + "x" * 1000
    page = _page(_appeal(client, removed, long), 422)
    assert _one(page, "#appeal-text").get_text().removeprefix("\n") == long
    assert _appeal(client, removed).status_code == 303
    page = _page(_appeal(client, removed, "Again"), 409)
    assert "already" in _one(page, "[role=alert]").get_text()
    assert Appeal.objects.count() == 1


def test_objections_have_an_end_an_origin_and_a_pace(
    client: Client, removed: Comment, settings: Settings
) -> None:
    foreign = client.post(
        _address("appeal", removed), {"text": "No"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403
    assert client.get(_address("appeal", removed)).status_code == 405
    json = client.post(_address("appeal", removed), "{}", content_type="application/json")
    assert json.status_code == 415
    settings.PARLEY_APPEAL_DAYS = 0
    page = _page(_appeal(client, removed), 403)
    assert "over" in _one(page, "[role=alert]").get_text()
    settings.PARLEY_REPORT_RATE = "1/60s"
    elsewhere = {"REMOTE_ADDR": "198.51.100.9"}
    answers = [client.post(_address("appeal", removed), {"text": "No"}, **elsewhere) for _time in range(2)]
    assert [one.status_code for one in answers] == [403, 429]
    assert int(answers[1]["Retry-After"]) > 0
    assert not Appeal.objects.exists()


def test_the_page_of_a_removed_comment_costs_one_query_for_the_notice(
    client: Client, own: Comment, django_assert_max_num_queries: Any
) -> None:
    comment_decide(comment=own, action="remove", person=person_make(), why=WHY)
    with django_assert_max_num_queries(12) as captured:
        _about(client, own)
    decisions = [one for one in captured.captured_queries if "moderation_decision" in one["sql"]]
    assert len(decisions) == 1
