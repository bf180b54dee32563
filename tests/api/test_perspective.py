"""The Perspective protocol on the site itself: who may ask, which model answers, and what it is kept from."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from parley.api import perspective
from parley.moderation import scoring
from parley.toxicity.perspective.keys import KeyFile
from parley.toxicity.perspective.places import keys_path, suggestions_path
from tests.moderation.stand_in import PATH, StandIn

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
ASKED = {"comment": {"text": "You idiot"}, "requestedAttributes": {"TOXICITY": {}}, "languages": ["en"]}
AWAY = "203.0.113.9"


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, and a service that was made for it."""
    settings.DATA = tmp_path
    settings.PARLEY_TOXICITY_TIER = "accurate"
    settings.PARLEY_TOXICITY_SCORER = PATH
    scoring.scorer_forget()
    StandIn.forget()
    perspective._services.cache_clear()
    yield tmp_path
    for service in perspective._services() if perspective._services.cache_info().currsize else ():
        service.close()
    perspective._services.cache_clear()
    scoring.scorer_forget()


def _ask(client: Client, path: str = ANALYZE, *, key: str = "", **more: Any) -> HttpResponse:
    address = f"{path}?key={key}" if key else path
    return client.post(address, more.pop("body", ASKED), content_type="application/json", **more)


def _toxicity(answer: HttpResponse) -> float:
    assert answer.status_code == 200, answer.content
    score: float = json.loads(answer.content)["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
    return score


def test_whoever_has_a_key_is_answered_by_the_model_that_screens(data: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    for key in ("", "wrong"):
        assert _ask(client, key=key).status_code in {400, 403}, "there are no keys, so nobody has one"
    key = KeyFile(keys_path(data)).add("forum")
    answer = _ask(client, key=key)
    assert _toxicity(answer) == pytest.approx(0.92)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("application/json")
    assert "Set-Cookie" not in answer
    assert _ask(client, key="wrong").status_code == 400
    assert StandIn.loads == 1


def test_on_loopback_programs_of_this_machine_need_no_key(
    client: Client, settings: Settings, data: Path
) -> None:
    settings.PARLEY_PERSPECTIVE = "loopback"
    assert _toxicity(_ask(client)) == pytest.approx(0.92)
    assert _ask(client, REMOTE_ADDR=AWAY).status_code == 403
    key = KeyFile(keys_path(data)).add("forum")
    assert _toxicity(_ask(client, key=key, REMOTE_ADDR=AWAY)) == pytest.approx(0.92)
    page = {"HTTP_ORIGIN": "https://elsewhere.example"}
    assert _ask(client, **page).status_code == 403, "a page in a browser on this machine is no program of it"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("PARLEY_PERSPECTIVE", "off"), ("PARLEY_TOXICITY_TIER", "off")])
def test_turned_off_there_is_nothing(client: Client, settings: Settings, name: str, value: str) -> None:
    setattr(settings, name, value)
    assert _ask(client).status_code == 404
    assert client.get("/$discovery/rest").status_code == 404


def test_discovery_names_this_site_and_needs_no_key(client: Client) -> None:
    answer = client.get("/%24discovery/rest?version=v1alpha1", HTTP_HOST="news.example")
    assert answer.status_code == 200
    assert json.loads(answer.content)["rootUrl"] == "http://news.example/"
    head = client.head("/$discovery/rest")
    assert (head.status_code, head.content) == (200, b"")


def test_a_suggestion_is_kept_in_the_data_folder_without_an_address(data: Path, client: Client) -> None:
    key = KeyFile(keys_path(data)).add("forum")
    body = {"comment": {"text": "Fine"}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}}}
    answer = _ask(client, SUGGEST, key=key, body=body, REMOTE_ADDR=AWAY)
    assert answer.status_code == 200, answer.content
    kept = suggestions_path(data).read_text()
    assert json.loads(kept)["model"] == "accurate@1"
    assert AWAY not in kept


def test_a_batch_is_answered_in_parts(data: Path, client: Client) -> None:
    key = KeyFile(keys_path(data)).add("forum")
    part = (
        "Content-Type: application/http\r\nContent-ID: <{0}>\r\n\r\n"
        f"POST {ANALYZE}?key={key} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{json.dumps(ASKED)}\r\n"
    )
    body = "".join(f"--cut\r\n{part.replace('{0}', str(number))}" for number in range(3)) + "--cut--\r\n"
    answer = client.post("/batch", body, content_type='multipart/mixed; boundary="cut"')
    assert answer.status_code == 200, answer.content
    assert answer.content.count(b"HTTP/1.1 200") == 3


def test_a_failing_model_is_an_error_and_no_score(data: Path, client: Client, settings: Settings) -> None:
    key = KeyFile(keys_path(data)).add("forum")
    broken = ASKED | {"comment": {"text": "A breakdown"}}
    assert _ask(client, key=key, body=broken).status_code >= 500
    settings.PARLEY_TOXICITY_SCORER = "tests.moderation.stand_in.Absent"
    assert _ask(client, key=key).status_code >= 500


def test_it_leaves_threads_to_the_site_and_bodies_unread(data: Path, client: Client) -> None:
    key = KeyFile(keys_path(data)).add("forum")
    for _ in range(perspective.AT_ONCE):
        assert perspective._places.acquire(blocking=False)
    try:
        assert _ask(client, key=key).status_code == 503
    finally:
        for _ in range(perspective.AT_ONCE):
            perspective._places.release()
    assert _ask(client, key=key, body=ASKED | {"sessionId": "x" * 1_100_000}).status_code == 413
    assert _toxicity(_ask(client, key=key)) == pytest.approx(0.92)
