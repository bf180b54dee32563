"""A guest's own comment, what was decided about it, and the objection, over the API."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from parley.discussion.models import Comment, Thread
from parley.discussion.verdicts import Outcome, Verdict
from parley.moderation.actions import Why, appeal_decide, comment_decide
from parley.moderation.models import Appeal
from parley.moderation.phases.house_rules import HouseRules
from tests.api.helpers import BLOG, address, outside_thread, post, problem
from tests.discussion.factories import thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
NOTE = "Grace said so on the telephone"
TEXT = "You idiot of a bridge"
WHY = Why(reason_code="insult", note=NOTE, rule="No insults", passages=((4, 9),))


@pytest.fixture(autouse=True)
def _generous_rates(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_REPORT_RATE = "1000/60s"


@pytest.fixture
def thread(client: Client) -> Thread:
    """One with comment 1, by the guest in this browser."""
    thread = thread_make()
    assert post(client, thread, text=TEXT).status_code == 201
    return thread


def _remove(thread: Thread) -> None:
    comment_decide(comment=thread.comments.get(number=1), action="remove", person=person_make(), why=WHY)


def _own(client: Client, thread: Thread, **more: Any) -> HttpResponse:
    return client.get(address(thread, "/own/1"), **more)


def _read(client: Client, thread: Thread) -> dict[str, Any]:
    answer = _own(client, thread)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    body: dict[str, Any] = json.loads(answer.content)
    return body


def _appeal(client: Client, thread: Thread, text: str = "I meant the bridge.", **more: Any) -> HttpResponse:
    return client.post(
        address(thread, "/own/1/appeal"), {"text": text}, content_type="application/json", **more
    )


def test_what_stands_has_no_notice(client: Client, thread: Thread) -> None:
    body = _read(client, thread)
    assert (body["status"], body["text"], body["notice"]) == ("published", TEXT, None)


def test_a_removed_comment_with_its_notice(client: Client, thread: Thread, settings: Settings) -> None:
    _remove(thread)
    body = _read(client, thread)
    notice = body["notice"]
    assert (body["status"], notice["action"], notice["code"]) == ("removed", "removed", "insult")
    assert notice["reason"] == str(settings.PARLEY_DECISION_REASONS["insult"]["sentence"])
    assert (notice["rule"], notice["automatic"], notice["found_by"]) == ("No insults", False, None)
    assert notice["passages"] == [{"begin": 4, "end": 9}]
    assert notice["appeal_until"] > notice["decided_at"]
    assert notice["appeal"] is None
    assert "comment-notice" in body["comment_html"]
    assert NOTE not in json.dumps(body)


def test_an_objection_and_its_answer(client: Client, thread: Thread) -> None:
    _remove(thread)
    made = _appeal(client, thread)
    assert made.status_code == 201
    notice = json.loads(made.content)["notice"]
    assert (notice["appeal"]["outcome"], notice["appeal"]["answer"]) == ("open", None)
    assert notice["appeal_until"] is None
    appeal_decide(appeal=Appeal.objects.get(), person=person_make(), overturn=True, answer="You are right.")
    body = _read(client, thread)
    assert body["status"] == "published"
    assert body["notice"]["appeal"]["outcome"] == "overturned"
    assert body["notice"]["appeal"]["answer"] == "You are right."
    assert "You are right." not in client.get(address(thread, "/comments")).content.decode()


def test_refusals_are_problems(client: Client, thread: Thread, settings: Settings) -> None:
    problem(_appeal(client, thread), 409, "nothing_decided")
    _remove(thread)
    assert problem(_appeal(client, thread, " "), 422, "comment_refused")["errors"][0]["code"] == "text_empty"
    body = problem(_appeal(client, thread, "x" * 1001), 422, "comment_refused")
    assert (body["errors"][0]["field"], body["errors"][0]["code"]) == ("text", "text_too_long")
    problem(_appeal(client, thread, "x" * 10_001), 422, "wrong_shape")
    settings.PARLEY_APPEAL_DAYS = 0
    problem(_appeal(client, thread), 403, "appeal_too_late")
    settings.PARLEY_APPEAL_DAYS = 183
    assert _appeal(client, thread).status_code == 201
    problem(_appeal(client, thread), 409, "appealed")
    problem(_appeal(client, thread, headers={"Sec-Fetch-Site": "cross-site"}), 403, "foreign_origin")


def test_sent_twice_it_is_made_once(client: Client, thread: Thread) -> None:
    _remove(thread)
    answers = [_appeal(client, thread, headers={"Idempotency-Key": "k"}) for _time in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Appeal.objects.count() == 1


def test_somebody_else_finds_nothing(thread: Thread) -> None:
    _remove(thread)
    known = Client()
    post(known, thread, text="Something else")
    for other in (Client(), known):
        problem(_own(other, thread), 404, "not_found")
        problem(_appeal(other, thread), 404, "not_found")
    problem(Client().get(address(thread, "/own/99")), 404, "not_found")
    assert not Appeal.objects.exists()


def test_what_one_removed_oneself_shows_no_fragment(client: Client, thread: Thread) -> None:
    assert client.delete(address(thread, "/comments/1")).status_code == 204
    body = _read(client, thread)
    assert (body["status"], body["notice"], body["comment_html"]) == ("removed", None, "")
    listed = json.loads(client.get(address(thread, "/own")).content)
    assert listed["comments"] == []


def test_the_list_names_what_was_taken_away(
    client: Client, thread: Thread, django_assert_num_queries: Any
) -> None:
    _remove(thread)
    with django_assert_num_queries(4):  # the thread, the comments, the decisions, what is valued
        listed = json.loads(client.get(address(thread, "/own")).content)
    [one] = listed["comments"]
    assert (one["number"], one["status"], one["editable_until"]) == (1, "removed", None)
    assert one["decided_at"]


def test_a_guest_in_another_site_proves_who_they_are_by_the_header() -> None:
    thread = outside_thread()
    site = {"Origin": BLOG, "Sec-Fetch-Site": "cross-site"}
    token = json.loads(post(Client(), thread, text=TEXT, headers=site).content)["guest_token"]
    _remove(thread)
    proven = {**site, "Parley-Guest": token}
    assert _own(Client(), thread, headers=proven).status_code == 200
    assert _appeal(Client(), thread, headers=proven).status_code == 201
    assert _own(Client(), thread, headers=site).status_code == 404


def test_a_comment_that_a_rule_rejects_comes_with_its_notice(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Verdict(Outcome.REJECT, "house_rule", "No advertising, please.")
    monkeypatch.setattr(HouseRules, "verdict", lambda _self, _submission: said)
    answer = post(client, thread_make(), text="Buy pills")
    body = json.loads(answer.content)
    assert (answer.status_code, body["status"]) == (202, "rejected")
    assert "No advertising, please." in body["comment_html"]
    assert "comment-appeal" in body["comment_html"]
    assert Comment.objects.get().status == "rejected"
