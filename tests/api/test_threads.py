"""Reading and writing threads over the API: the same actions as on the pages, errors as problems."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from parley.discussion.actions import comment_status_set, thread_mode_set
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from tests.api.helpers import BLOG, SHOP, address, outside_thread, post, problem
from tests.discussion.factories import comment_make, thread_make
from tests.discussion.threads import thread_of

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture(autouse=True)
def _generous_rate(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_VALUED_RATE = settings.PARLEY_REPORT_RATE = "1000/60s"


# --- posting -----------------------------------------------------------------------------------------------------
def test_a_published_comment(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    answer = post(client, thread, parent=1)
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
    assert (answer["RateLimit-Policy"], answer["RateLimit"]) == (
        '"comment";q=1000;w=60',
        '"comment";r=999;t=1',
    )


def test_a_held_comment(client: Client) -> None:
    thread = thread_make()
    answer = post(client, thread, text=" ".join(f"https://{n}.example" for n in range(9)))
    assert answer.status_code == 202
    body = answer.json()
    assert (body["status"], body["code"], body["comment_count"]) == ("held", "links", 0)
    assert "moderator" in body["reason"]
    assert body["url"].startswith(f"{thread.url}?waiting=")
    assert "https://1.example" in body["comment_html"]
    assert answer.cookies["parley_waiting"]["path"] == thread.url


def test_a_quote_is_linked(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread, text="The bridge was closed for repairs in May.")
    body = post(client, thread, quote_exact="closed for repairs", quote_target="1").json()
    assert [(one["target_number"], one["exact"]) for one in body["quotes"]] == [(1, "closed for repairs")]
    first = client.get(address(thread, "/comments/1")).json()
    assert first["quoted_by"] == [2]


def test_a_refused_comment(client: Client) -> None:
    body = problem(post(client, thread_make(), text=" ", author_name="", parent=9), 422, "comment_refused")
    assert [(one["field"], one["code"]) for one in body["errors"]] == [
        ("author_name", "name_empty"),
        ("text", "text_empty"),
        ("parent", "parent_gone"),
    ]
    assert all(one["message"] for one in body["errors"])


def test_an_old_form_gets_a_token_that_will_do(client: Client) -> None:
    thread = thread_make()
    body = problem(post(client, thread, token=""), 422, "comment_refused")
    assert body["errors"][0]["code"] == "form_unknown"
    assert post(client, thread, token=body["token"]).status_code == 201


def test_too_many(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "1/60s"
    thread = thread_make()
    first = post(client, thread)
    assert (first.status_code, first["RateLimit"]) == (201, '"comment";r=0;t=60')
    answer = post(client, thread, text="More")
    problem(answer, 429, "too_many")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer["RateLimit-Policy"] == '"comment";q=1;w=60'
    assert answer["RateLimit"].startswith('"comment";r=0;t=')


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed"),
        ("[]", 422, "comment_refused"),  # read as a comment without any field
        ('{"text": 5}', 422, "wrong_shape"),
        ('{"parent": "x"}', 422, "wrong_shape"),
        ('{"parent": "1"}', 422, "wrong_shape"),
        ('{"parent": true}', 422, "wrong_shape"),
        ('{"text": null}', 422, "wrong_shape"),
        ('{"text": "\\ud800 \\u0000"}', 422, "wrong_shape"),
        ('{"parent": -5, "text": "x"}', 422, "wrong_shape"),
        ('{"parent": 99999999999999999999999999}', 422, "wrong_shape"),
        ('{"quote_target": "x"}', 422, "wrong_shape"),
        ("\xff", 400, "malformed"),
        ("", 422, "wrong_shape"),
    ],
)
def test_odd_bodies(client: Client, body: str, status: int, code: str) -> None:
    thread = thread_make()
    answer = client.post(address(thread, "/comments"), body.encode("latin-1"), content_type=JSON)
    problem(answer, status, code)
    assert Comment.objects.count() == 0


def test_a_wrong_shape_names_the_field(client: Client) -> None:
    body = problem(post(client, thread_make(), text=["x"]), 422, "wrong_shape")
    assert [one["field"] for one in body["errors"]] == ["text"]


def test_wrong_types_methods_sizes_and_addresses(client: Client) -> None:
    thread = thread_make()
    comments = address(thread, "/comments")
    problem(client.post(comments, {"text": "x"}), 415, "unsupported_type")
    problem(client.post(comments, "text=x", content_type="text/plain"), 415, "unsupported_type")
    answer = client.delete(comments)
    problem(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) >= {"GET", "POST"}
    problem(client.post(address(thread), {"text": "x"}), 405, "method_not_allowed")
    problem(client.post(comments, "x" * 2_100_000, content_type=JSON), 413, "too_large")
    for path in (
        "/api/v1/",
        "/api/",
        "/api/v1/nothing",
        "/api/v1/threads/x/comments",
        "/api/v2/threads/",
        address(thread, "/comments/0"),
        address(thread, "/comments/x"),
        address(thread, "/comments/1_0"),
        address(thread, "/comments/9999999999"),
        address(thread, "/feed.xml"),
    ):
        problem(client.get(path), 404, "not_found")


def test_what_fails_inside_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr("parley.api.windows.place_window", fail)
    answer = client.get(address(thread_make(), "/comments"))
    assert "disk" not in json.dumps(problem(answer, 500, "internal"))


# --- one's own ---------------------------------------------------------------------------------------------------
def test_a_guest_changes_and_removes_its_own_comment(client: Client) -> None:
    thread = thread_make()
    post(client, thread)
    edited = client.patch(address(thread, "/comments/1"), {"text": "Better."}, content_type=JSON)
    assert edited.status_code == 200
    body = edited.json()
    assert (body["html"], body["status"]) == ("<p>Better.</p>", "published")
    assert body["edited_at"]
    assert "Better." in body["comment_html"]
    removed = client.delete(address(thread, "/comments/1"))
    assert (removed.status_code, removed.content) == (204, b"")
    problem(client.get(address(thread, "/comments/1")), 404, "not_found")
    problem(
        client.patch(address(thread, "/comments/1"), {"text": "x"}, content_type=JSON), 403, "comment_decided"
    )


def test_an_edit_may_wait_for_a_moderator(client: Client) -> None:
    thread = thread_make()
    post(client, thread)
    links = " ".join(f"https://{n}.example" for n in range(9))
    answer = client.patch(address(thread, "/comments/1"), {"text": links}, content_type=JSON)
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (202, "held", "links")
    problem(client.get(address(thread, "/comments/1")), 404, "not_found")


def test_nobody_touches_the_comment_of_another(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    change = client.patch(address(thread, "/comments/1"), {"text": "Mine"}, content_type=JSON)
    problem(change, 403, "not_own_comment")
    problem(client.delete(address(thread, "/comments/1")), 403, "not_own_comment")
    problem(client.delete(address(thread, "/comments/2")), 404, "not_found")


def test_an_edit_comes_too_late(client: Client, settings: Settings) -> None:
    thread = thread_make()
    post(client, thread)
    settings.PARLEY_EDIT_WINDOW = timedelta(0)
    change = client.patch(address(thread, "/comments/1"), {"text": "Late"}, content_type=JSON)
    problem(change, 403, "edit_too_late")


def test_a_comment_is_valued_and_no_more(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    value = address(thread, "/comments/1/value")
    for _ in range(2):
        answer = client.put(value)
        assert answer.json() == {"guest_token": None, "valued": True, "valued_count": 1}
        assert "RateLimit" in answer
    assert client.get(address(thread, "/own")).json() == {"comments": [], "valued": [1]}
    assert client.get(address(thread, "/comments/1")).json()["valued_count"] == 1
    problem(Client().put(value), 409, "already_valued_here")
    for _ in range(2):
        assert client.delete(value).json()["valued_count"] == 0
    post(client, thread)
    problem(client.put(address(thread, "/comments/2/value")), 403, "own_comment")
    problem(client.put(address(thread, "/comments/9/value")), 404, "not_found")


def test_a_comment_is_reported(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    reasons = [one["code"] for one in client.get("/api/v1/reasons").json()["reasons"]]
    assert "other" in reasons
    path = address(thread, "/comments/1/reports")
    for status in (201, 200):
        answer = client.post(path, {"reason": "other", "text": "Look."}, content_type=JSON)
        assert answer.status_code == status
        assert "Look." not in answer.content.decode()
    body = problem(client.post(path, {"reason": "none"}, content_type=JSON), 422, "comment_refused")
    assert body["errors"][0]["field"] == "reason"
    problem(Client().post(path, {"reason": "spam"}, content_type=JSON), 409, "already_reported_here")


def test_what_is_ones_own_is_kept_by_nobody(client: Client) -> None:
    thread = thread_make()
    post(client, thread)
    answer = client.get(address(thread, "/own"))
    assert answer["Cache-Control"] == "private, no-store"
    assert "Surrogate-Key" not in answer
    [own] = answer.json()["comments"]
    assert (own["number"], own["status"]) == (1, "published")
    assert own["editable_until"]


# --- reading -----------------------------------------------------------------------------------------------------
def _numbers(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [one["number"] for one in answer.json()["comments"]]


def test_a_thread_without_its_comments(client: Client) -> None:
    thread = outside_thread()
    Thread.objects.filter(pk=thread.pk).update(closes_at=now() + timedelta(minutes=5))
    answer = client.get(address(thread))
    body = answer.json()
    assert (body["id"], body["site"], body["key"], body["title"]) == (
        thread.public_id,
        "my-blog",
        "/bridge/",
        "The bridge",
    )
    assert (body["url"], body["state"], body["open"], body["comment_count"]) == (
        f"{BLOG}/bridge/",
        "open",
        True,
        0,
    )
    assert body["sequence"] > 0
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    # Whether it is open holds until it closes.
    assert 200 < int(answer["Cache-Control"].rpartition("=")[2]) <= 300
    by_key = client.get("/api/v1/sites/my-blog/thread", {"key": "/bridge/"}).json()
    assert by_key["id"] == thread.public_id


@pytest.mark.parametrize(("mode", "status"), [("open", 201), ("hold_new", 202), ("hold_all", 202)])
def test_a_thread_says_what_is_read_first_before_anybody_writes(
    client: Client, mode: str, status: int
) -> None:
    thread = thread_mode_set(thread=thread_make(), mode=mode)
    assert client.get(address(thread)).json()["mode"] == mode
    assert post(client, thread).status_code == status


def test_the_description_names_every_mode(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["ThreadOut"]
    assert described["properties"]["mode"]["enum"] == ["open", "hold_new", "hold_all"]
    assert set(Thread.Mode.values) == {"open", "hold_new", "hold_all"}
    assert "mode" in described["required"]


def test_the_token_of_the_thread_serves_to_post(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_MIN_TIME = timedelta(0)
    thread = thread_make()
    token = client.get(address(thread)).json()["token"]
    assert post(client, thread, token=token).status_code == 201


@pytest.mark.parametrize("order", ["oldest", "newest", "replied", "valued"])
@pytest.mark.parametrize("flat", ["0", "1"])
def test_every_order_is_read_to_its_end_and_back(client: Client, order: str, flat: str) -> None:
    thread = thread_of([None] * 105)
    given = {"order": order, "flat": flat}
    pages, after = [], ""
    while after is not None:
        answer = client.get(address(thread, "/comments"), {**given, "after": after})
        pages.append(_numbers(answer))
        after = answer.json()["after"]
    assert sorted(number for page in pages for number in page) == list(range(1, 106))
    assert len(pages) > 1
    before = client.get(address(thread, "/comments"), {**given, "before": answer.json()["before"]})
    assert _numbers(before) == pages[-2]


def test_branches_replies_contexts_and_what_comes_next(client: Client) -> None:
    thread = thread_of([None, *[1] * 60, 2])
    window = client.get(address(thread, "/comments")).json()
    assert [one["number"] for one in window["comments"]] == [1, 2, 3, 4]
    [rest] = window["rests"]
    assert (rest["number"], rest["count"]) == (1, 58)
    branch = client.get(address(thread, "/comments/1/branch"), {"after": rest["after"]})
    assert _numbers(branch)[:3] == [1, 5, 6]
    one = client.get(address(thread, "/comments/1/replies"))
    assert _numbers(one) == list(range(2, 52))
    two = client.get(address(thread, "/comments/1/replies"), {"after": one.json()["after"]})
    assert _numbers(two) == list(range(52, 62))
    assert two.json()["after"] is None
    assert 62 in _numbers(client.get(address(thread, "/comments/62/context")))
    assert client.get(address(thread, "/next"), {"number": 61}).json() == {"number": 62}
    assert client.get(address(thread, "/next"), {"number": 62}).json() == {"number": None}
    for part in ("branch", "replies"):  # a cursor is good where it was given
        wrong = client.get(address(thread, f"/comments/2/{part}"), {"after": rest["after"]})
        assert problem(wrong, 422, "wrong_shape")["errors"][0]["code"] == "cursor"
    problem(client.get(address(thread, "/comments/2/branch")), 404, "not_found")


@pytest.mark.parametrize(
    "given",
    [
        {"order": "best"},
        {"flat": "yes"},
        {"after": "x"},
        {"before": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"after": "x" * 65},
    ],
)
def test_odd_windows(client: Client, given: dict[str, str]) -> None:
    body = problem(client.get(address(thread_make(), "/comments"), given), 422, "wrong_shape")
    assert [one["field"] for one in body["errors"]] == list(given)


@pytest.mark.parametrize("number", ["-1", "x", "1.0", "9999999999", "", "١"])
def test_odd_numbers(client: Client, number: str) -> None:
    problem(client.get(address(thread_make(), "/next"), {"number": number}), 422, "wrong_shape")


# --- what may not be seen ----------------------------------------------------------------------------------------
READING = (
    "",
    "/comments",
    "/comments?flat=1&order=newest",
    "/comments/1",
    "/comments/1/branch",
    "/comments/1/replies",
    "/comments/1/context",
    "/comments/2",
    "/comments/2/context",
    "/next",
    "/passages",
    "/own",
    "/changes?after=0",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
)


@pytest.mark.parametrize("status", ["removed", "held", "rejected"])
def test_a_comment_that_is_not_shown_leaks_through_nothing(client: Client, status: str) -> None:
    thread = thread_make()
    first = comment_make(thread=thread, text="Secretwords should not leak out of here.", name="Secretname")
    text = "You wrote “Secretwords should not leak out of here”."
    comment_make(thread=thread, parent=first, text="A reply.")
    quoting = comment_make(thread=thread, text=text)
    comment_status_set(comment=quoting, status="removed", decided_by="test")
    comment_status_set(comment=first, status=status, decided_by="test")
    passages = [f"/passages/{number}/comments" for number in range(1, 4)]
    for rest in (*READING, *passages, "/comments/3", "/comments/3/context"):
        answer = client.get(address(thread, rest))
        assert answer.status_code in {200, 404}, rest
        assert "Secret" not in answer.content.decode(), rest
    stub = client.get(address(thread, "/comments/1")).json()
    assert (stub["removed"], stub["html"], stub["author_name"], stub["quotes"], stub["quoted_by"]) == (
        True,
        "",
        "",
        [],
        [],
    )
    for call in (client.put, client.delete):
        problem(call(address(thread, "/comments/1/value")), 404, "not_found")
    report = client.post(address(thread, "/comments/1/reports"), {"reason": "spam"}, content_type=JSON)
    problem(report, 404, "not_found")


def test_a_hidden_thread_is_not_there(client: Client) -> None:
    thread = outside_thread()
    comment_make(thread=thread)
    Thread.objects.filter(pk=thread.pk).update(state="hidden")
    for rest in (*READING, "/passages/1/comments"):
        problem(client.get(address(thread, rest)), 404, "not_found")
    problem(post(client, thread), 404, "not_found")
    problem(client.put(address(thread, "/comments/1/value")), 404, "not_found")
    problem(client.patch(address(thread, "/comments/1"), {"text": "x"}, content_type=JSON), 404, "not_found")
    problem(client.delete(address(thread, "/comments/1")), 404, "not_found")
    problem(client.get("/api/v1/sites/my-blog/thread", {"key": "/bridge/"}), 404, "thread_unknown")
    problem(client.get("/widget/view/my-blog/", {"key": "/bridge/"}), 404, "thread_unknown")
    [one] = client.get("/api/v1/counts", {"thread": thread.public_id}).json()["counts"]
    assert (one["thread"], one["comment_count"]) == (None, 0)


def test_a_closed_thread_is_read_and_takes_nothing(client: Client) -> None:
    thread = thread_make(state="closed")
    assert client.get(address(thread)).json()["open"] is False
    problem(post(client, thread), 403, "thread_closed")


def test_another_site(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": SHOP}
    problem(post(client, thread, headers=foreign), 403, "foreign_origin")
    problem(client.put(address(thread, "/comments/1/value"), headers=foreign), 403, "foreign_origin")
    problem(client.delete(address(thread, "/comments/1"), headers=foreign), 403, "foreign_origin")
