"""The API: the same action as the form, answers as JSON, errors as problems."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from parley.discussion.actions import comment_status_set
from parley.discussion.form_token import form_token_make
from parley.discussion.models import Comment, Thread
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _generous_rate(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "1000/60s"


def _address(thread: Thread) -> str:
    return f"/api/v1/threads/{thread.public_id}/comments"


def _post(client: Client, thread: Thread, **fields: Any) -> HttpResponse:
    token = form_token_make(thread=thread, age=timedelta(minutes=1))
    body = {
        "author_name": "Ada",
        "text": "Well *said*.",
        "parent": None,
        "token": token,
        "website": "",
        **fields,
    }
    return client.post(_address(thread), body, content_type="application/json")


def _problem(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "private, no-store"
    body: dict[str, Any] = json.loads(answer.content)
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:parley:problem:{code}")
    assert body["title"]
    assert body["detail"]
    return body


def test_a_published_comment(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    answer = _post(client, thread, parent=1)
    assert answer.status_code == 201
    body = answer.json()
    assert answer["Location"] == body["url"] == f"{thread.url}#comment-2"
    assert (body["number"], body["parent_number"], body["depth"], body["status"]) == (2, 1, 1, "published")
    assert (body["author_name"], body["html"], body["comment_count"]) == (
        "Ada",
        "<p>Well <em>said</em>.</p>",
        2,
    )
    assert (body["code"], body["reason"]) == ("", "")
    fragment = BeautifulSoup(body["comment_html"], "html.parser").find(id="comment-2")
    assert fragment is not None
    assert "Well said." in fragment.get_text()
    assert "parley_guest" in answer.cookies
    assert answer["Cache-Control"] == "private, no-store"


def test_a_held_comment(client: Client) -> None:
    thread = thread_make()
    answer = _post(client, thread, text=" ".join(f"https://{n}.example" for n in range(9)))
    assert answer.status_code == 202
    body = answer.json()
    assert (body["status"], body["code"], body["comment_count"]) == ("held", "links", 0)
    assert "moderator" in body["reason"]
    assert body["url"].startswith(f"{thread.url}?waiting=")
    assert "https://1.example" in body["comment_html"]
    assert answer.cookies["parley_waiting"]["path"] == thread.url


def test_a_refused_comment(client: Client) -> None:
    body = _problem(_post(client, thread_make(), text=" ", author_name="", parent=9), 422, "comment_refused")
    assert [(one["field"], one["code"]) for one in body["errors"]] == [
        ("author_name", "name_empty"),
        ("text", "text_empty"),
        ("parent", "parent_gone"),
    ]
    assert all(one["message"] for one in body["errors"])


def test_an_old_form_gets_a_token_that_will_do(client: Client) -> None:
    thread = thread_make()
    body = _problem(_post(client, thread, token=""), 422, "comment_refused")
    assert body["errors"][0]["code"] == "form_unknown"
    assert _post(client, thread, token=body["token"]).status_code == 201


@pytest.mark.parametrize("state", ["closed", "hidden"])
def test_a_thread_that_is_not_open(client: Client, state: str) -> None:
    thread = thread_make(state=state)
    if state == "closed":
        _problem(_post(client, thread), 403, "thread_closed")
    else:
        _problem(_post(client, thread), 404, "not_found")
        _problem(client.get(_address(thread)), 404, "not_found")


def test_another_site(client: Client) -> None:
    client = Client(headers={"Sec-Fetch-Site": "cross-site"})
    _problem(_post(client, thread_make()), 403, "foreign_origin")


def test_too_many(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "1/60s"
    thread = thread_make()
    assert _post(client, thread).status_code == 201
    answer = _post(client, thread, text="More")
    _problem(answer, 429, "too_many")
    assert 1 <= int(answer["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed"),
        ("[]", 422, "comment_refused"),  # read as a comment without any field
        ('{"text": 5}', 422, "wrong_shape"),
        ('{"parent": "x"}', 422, "wrong_shape"),
        ('{"text": null}', 422, "wrong_shape"),
        ('{"text": "\\ud800 \\u0000"}', 422, "comment_refused"),
        ('{"parent": -5, "text": "x"}', 422, "comment_refused"),
        ('{"parent": 99999999999999999999999999}', 422, "comment_refused"),
        ("\xff", 400, "malformed"),
    ],
)
def test_odd_bodies(client: Client, body: str, status: int, code: str) -> None:
    answer = client.post(_address(thread_make()), body.encode("latin-1"), content_type="application/json")
    _problem(answer, status, code)


def test_a_wrong_shape_names_the_field(client: Client) -> None:
    body = _problem(_post(client, thread_make(), text=["x"]), 422, "wrong_shape")
    assert [one["field"] for one in body["errors"]] == ["text"]


def test_wrong_types_methods_sizes_and_addresses(client: Client) -> None:
    thread = thread_make()
    _problem(client.post(_address(thread), {"text": "x"}), 415, "unsupported_type")
    answer = client.delete(_address(thread))
    _problem(answer, 405, "method_not_allowed")
    assert "POST" in answer["Allow"]
    _problem(
        client.post(_address(thread), "x" * 2_100_000, content_type="application/json"), 413, "too_large"
    )
    for path in ("/api/v1/", "/api/", "/api/v1/nothing", "/api/v1/threads/x/comments", "/api/v2/threads/"):
        _problem(client.get(path), 404, "not_found")


def test_what_fails_inside_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr("parley.api.threads.thread_window", fail)
    answer = client.get(_address(thread_make()))
    assert "disk" not in json.dumps(_problem(answer, 500, "internal"))


def test_a_thread_is_read_in_windows(client: Client) -> None:
    thread = thread_make()
    first = comment_make(thread=thread, text="One")
    for _ in range(200):
        comment_make(thread=thread)
    comment_make(thread=thread, parent=first)
    comment_status_set(comment=first, status="removed", decided_by="test")
    answer = client.get(_address(thread))
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("public")
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    body = answer.json()
    assert (body["id"], body["title"], body["url"], body["open"]) == (
        thread.public_id,
        thread.title,
        thread.url,
        True,
    )
    assert body["comment_count"] == 201
    assert len(body["comments"]) == 200
    stub, reply = body["comments"][:2]
    assert (stub["removed"], stub["html"], stub["author_name"]) == (True, "", "")
    assert (reply["number"], reply["parent_number"], reply["depth"]) == (202, 1, 1)
    rest = client.get(_address(thread), {"after": body["next_after"]}).json()
    assert [one["number"] for one in rest["comments"]] == [200, 201]
    assert rest["next_after"] is None
    _problem(client.get(_address(thread), {"after": "x"}), 422, "wrong_shape")


def test_the_token_of_the_thread_serves_to_post(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_MIN_TIME = timedelta(0)
    thread = thread_make()
    token = client.get(_address(thread)).json()["token"]
    assert _post(client, thread, token=token).status_code == 201
    assert Comment.objects.count() == 1
