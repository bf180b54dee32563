"""A POST that comes twice with one Idempotency-Key is done once."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.kernel.idempotency import idempotency_trim
from parley.kernel.models import IdempotencyRecord, OutboxRow
from tests.api.helpers import address, post, problem
from tests.databases import DATABASES, database_environment, module_run
from tests.discussion.factories import comment_make, thread_make

KEY = {"Idempotency-Key": "7f1b2c9e"}


@pytest.fixture(autouse=True)
def _free_form(settings: Settings) -> None:
    """Let the body be the same each time: no token is asked for, and the pace is generous."""
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_REPORT_RATE = "1000/60s"
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.link_limit.LinkLimit"]


@pytest.fixture
def thread(db: None) -> Thread:
    return thread_make()


def test_the_second_request_gets_the_answer_of_the_first(client: Client, thread: Thread) -> None:
    first = post(client, thread, headers=KEY, token="")
    cookies = first.cookies.output()
    client.cookies.clear()  # the first answer never arrived
    second = post(client, thread, headers=KEY, token="")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert (second["Location"], second["Content-Type"]) == (first["Location"], first["Content-Type"])
    assert second.cookies.output() == cookies  # else the guest would not own what it wrote
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert second["Cache-Control"] == "private, no-store"
    assert Comment.objects.count() == 1
    assert OutboxRow.objects.filter(kind="comment.published").count() == 1


def test_another_key_or_none_is_another_request(client: Client, thread: Thread) -> None:
    for headers in (KEY, {"Idempotency-Key": "other"}, {}, {}):
        assert "Idempotent-Replayed" not in post(client, thread, headers=headers, token="")
    assert Comment.objects.count() == 4


def test_the_same_key_for_something_else_is_refused(client: Client, thread: Thread) -> None:
    post(client, thread, headers=KEY, token="")
    client.cookies.clear()
    answer = post(client, thread, headers=KEY, text="Something else", token="")
    problem(answer, 422, "idempotency_mismatch")
    assert Comment.objects.count() == 1


def test_nobody_gets_the_answer_to_another(client: Client, thread: Thread) -> None:
    post(client, thread, headers=KEY, token="")
    for headers in ({**KEY, "User-Agent": "Another"}, {**KEY, "Parley-Guest": "somebody"}):
        answer = post(Client(), thread, headers=headers, token="")
        assert "Idempotent-Replayed" not in answer
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert "Idempotent-Replayed" not in post(elsewhere, thread, headers=KEY, token="")
    assert "Idempotent-Replayed" not in post(Client(), thread_make(), headers=KEY, token="")
    assert Comment.objects.count() == 5


@pytest.mark.parametrize("fields", [{"author_name": ""}, {"text": "x" * 20_000}])
def test_a_refusal_is_not_kept(client: Client, thread: Thread, fields: dict[str, str]) -> None:
    body = problem(post(client, thread, headers=KEY, token="", **fields), 422, "comment_refused")
    assert body["token"]
    assert IdempotencyRecord.objects.count() == 0
    assert post(client, thread, headers=KEY, token="").status_code == 201


def test_what_fails_undoes_everything(
    client: Client, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as broken:
        broken.setattr("parley.api.comments.posted_cookies_set", fail)
        problem(post(client, thread, headers=KEY, token=""), 500, "internal")
    announced = OutboxRow.objects.filter(kind="comment.published")
    assert (Comment.objects.count(), IdempotencyRecord.objects.count(), announced.count()) == (0, 0, 0)
    assert post(client, thread, headers=KEY, token="").json()["number"] == 1


def test_a_busy_database_is_a_refusal(
    client: Client, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_options: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("parley.kernel.idempotency._claim", busy)
    answer = post(client, thread, headers=KEY, token="")
    problem(answer, 503, "busy")
    assert int(answer["Retry-After"]) >= 1


@pytest.mark.parametrize("key", ["", "x" * 256, "ä", "a\tb"])
def test_odd_keys(client: Client, thread: Thread, key: str) -> None:
    problem(post(client, thread, headers={"Idempotency-Key": key}, token=""), 400, "idempotency_key")
    assert post(client, thread, headers={"Idempotency-Key": "x" * 255}, token="").status_code == 201


def test_reports_and_threads_are_done_once_too(client: Client, thread: Thread) -> None:
    comment_make(thread=thread)
    for replayed in (None, "true"):
        client.cookies.clear()
        body = {"reason": "spam", "text": ""}
        answer = client.post(
            address(thread, "/comments/1/reports"), body, content_type="application/json", headers=KEY
        )
        assert (answer.status_code, answer.get("Idempotent-Replayed")) == (201, replayed)


def test_answers_are_kept_for_a_day(thread: Thread) -> None:
    for hours in (1, 23, 25, 100):
        IdempotencyRecord.objects.create(
            key=str(hours), request_digest="", status=201, body="", created_at=now() - timedelta(hours=hours)
        )
    assert idempotency_trim() == 2
    assert set(IdempotencyRecord.objects.values_list("key", flat=True)) == {"1", "23"}


# --- with real processes -----------------------------------------------------------------------------------------
@pytest.fixture(params=DATABASES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with database_environment(name=request.param, data=tmp_path) as found:
        yield {**found, "PARLEY_COMMENT_MIN_SECONDS": "0"}


def _run(*arguments: str, environment: dict[str, str]) -> Any:
    return json.loads(module_run("tests.api.once_process", *arguments, environment=environment))


@pytest.mark.slow
def test_eight_at_once_write_one_comment(environment: dict[str, str]) -> None:
    answers = _run("race", "8", environment=environment)
    assert len(answers) == 8
    assert {one["code"] for one in answers if one["status"] != 201} <= {"idempotency_running"}
    written = [one for one in answers if one["status"] == 201 and not one["replayed"]]
    assert len(written) == 1
    assert {one["number"] for one in answers if one["status"] == 201} == {1}
    later = _run("post", environment=environment)
    assert (later["status"], later["number"], later["comments"], later["replayed"]) == (201, 1, 1, "true")


@pytest.mark.slow
@pytest.mark.parametrize(("when", "replayed"), [("before", None), ("after", "true")])
def test_a_crash_leaves_both_the_comment_and_its_answer_or_neither(
    environment: dict[str, str], when: str, replayed: str | None
) -> None:
    answer = _run("crash", when, environment=environment)
    assert (answer["status"], answer["number"], answer["comments"]) == (201, 1, 1)
    assert answer["replayed"] == replayed
