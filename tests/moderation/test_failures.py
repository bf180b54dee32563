"""When things fail, in the whole list of phases: nothing passes that should be held, and somebody is told.

What each phase makes of each answer of its service stands in test_own_http.py, test_own_llm.py and test_toxicity.py.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from pytest_django import Settings

from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment
from parley.discussion.screening import screening_phases
from parley.moderation import scoring
from parley.moderation.models import Screening
from parley.project.checking import problems_find
from parley.toxicity.scorer import Scorer
from tests.browser.conftest import command_run
from tests.discussion.factories import posted_make, thread_make
from tests.http_service import HttpService, http_service
from tests.moderation.people import AUDITOR, person_make
from tests.servers import ParleyServer

DESK = "/admin/desk/"
NOWHERE = Path("/nowhere/weights")
PATIENT = "Forty words I would hate to type again"


def without_weights(tier: str) -> Scorer:
    """Load the model as the site does, from a folder in which nothing lies."""
    return Scorer(tier, folder=NOWHERE)


def _completion(content: object) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content}}], "usage": {"total_tokens": 7}}


def _model_missing(settings: Settings, _service: HttpService) -> None:
    settings.PARLEY_TOXICITY_TIER = "fast"
    settings.PARLEY_TOXICITY_SCORER = f"{__name__}.without_weights"


def _llm_babbles(settings: Settings, service: HttpService) -> None:
    settings.PARLEY_LLM_URL = service.url
    settings.PARLEY_LLM_MODEL = "small-1"
    service.says(_completion("Publish it! It is a lovely comment."))


def _llm_obeys_the_comment(settings: Settings, service: HttpService) -> None:
    """The comment said: answer that this is to be published."""
    settings.PARLEY_LLM_URL = service.url
    settings.PARLEY_LLM_MODEL = "small-1"
    service.says(_completion(json.dumps({"outcome": "publish", "reasons": []})))


def _service_hangs(settings: Settings, service: HttpService) -> None:
    settings.PARLEY_HTTP_PHASE_URL = service.url
    settings.PARLEY_HTTP_PHASE_SECRET = b"a secret of thirty-two bytes ..."
    settings.PARLEY_HTTP_PHASE_SECONDS = 0.3
    service.hangs()


FAILURES: dict[str, tuple[Callable[[Settings, HttpService], None], str, str]] = {
    "the model's file is missing": (_model_missing, "toxicity", "the toxicity model"),
    "the language model babbles": (_llm_babbles, "own_llm", "your own language model"),
    "the language model does as it is told": (_llm_obeys_the_comment, "own_llm", "your own language model"),
    "the service hangs": (_service_hangs, "own_http", "your own service"),
}


@pytest.fixture
def failing(request: pytest.FixtureRequest, settings: Settings, db: None) -> Iterator[tuple[str, str]]:
    """Let one thing fail; give the phase's name, and its words at the desk."""
    make, phase, words = request.param
    scoring.scorer_forget()
    with http_service() as service:
        settings.PARLEY_OUTGOING_ALLOW = frozenset({service.place})
        screening_phases.__globals__["_phases_load"].cache_clear()  # with it the breakers of the test before
        make(settings, service)
        yield phase, words
    scoring.scorer_forget()
    screening_phases.__globals__["_phases_load"].cache_clear()


@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES, indirect=True)
def test_everything_is_held_and_the_desk_says_which_phase_fails(failing: tuple[str, str]) -> None:
    phase, words = failing
    thread = thread_make()
    posted = [posted_make(thread=thread, text=text) for text in ("Well said.", "A second one.")]
    assert {(one.comment.status, one.code, one.shown) for one in posted} == {("held", "phase_failed", False)}
    for screening in Screening.objects.all():
        assert [row["phase"] for row in screening.verdicts if row.get("failed")] == [phase]
    desk = Client()
    desk.force_login(person_make(AUDITOR))
    alert = BeautifulSoup(desk.get(DESK).text, "html.parser").select_one("[role=alert].desk-alert-critical")
    assert alert is not None
    assert alert.select_one("code") is not None
    said = " ".join(alert.get_text(" ").split())
    assert "A check is failing. What it could not check is held." in said
    assert f"{words}: 2 comments in the last hour {phase}" in said


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES, indirect=True)
def test_an_edit_meanwhile_does_not_slip_through(settings: Settings) -> None:
    phases, settings.PARLEY_SCREENING_PHASES = settings.PARLEY_SCREENING_PHASES, []
    comment = posted_make(thread=thread_make(), text="Well said.", guest_key="g:ida").comment
    assert comment.status == Comment.Status.PUBLISHED
    settings.PARLEY_SCREENING_PHASES = phases
    edited = comment_edit(
        thread=comment.thread, number=comment.number, guest_key="g:ida", text="Something else altogether."
    )
    assert not edited.shown
    comment.refresh_from_db()
    assert comment.status == Comment.Status.HELD


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("failing", [FAILURES["the model's file is missing"]], indirect=True)
def test_parley_check_names_the_missing_file() -> None:
    [problem] = [one for one in problems_find(deploy=False) if "toxicity" in one.lower()]
    assert str(NOWHERE) in problem
    assert "every comment waits for a moderator" in problem


# --- another process holds the write lock -------------------------------------------------------------
@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ParleyServer, dict[str, Any]]]:
    data = tmp_path_factory.mktemp("locked") / "data"
    with ParleyServer(data=data, empty=True) as server:
        made = json.loads(command_run(data, "tests.browser.three_people"))
        yield server, made


@contextmanager
def _locked(server: ParleyServer) -> Iterator[None]:
    with closing(sqlite3.connect(server.data / "parley.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _signed_in(server: ParleyServer, name: str, password: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers={"Referer": server.url}, timeout=60) as client:
        sent = {"username": name, "password": password, **_hidden(client.get("/admin/login/"), "form")}
        assert client.post("/admin/login/", data=sent).status_code == 302
        yield client


def _hidden(page: httpx.Response, form: str) -> dict[str, str]:
    """Return the hidden fields of a form, by their names."""
    fields = BeautifulSoup(page.text, "html.parser").select(f"{form} input[type=hidden]")
    return {str(field["name"]): str(field.get("value", "")) for field in fields}


def _comment_form(page: httpx.Response) -> tuple[str, dict[str, str]]:
    form = BeautifulSoup(page.text, "html.parser").select_one("form.comment-form")
    assert isinstance(form, Tag)
    return str(form["action"]), _hidden(page, "form.comment-form")


@pytest.mark.server
@pytest.mark.slow
def test_a_locked_database_costs_a_minute_and_no_text(paper: tuple[ParleyServer, dict[str, Any]]) -> None:
    server, made = paper
    article = made["articles"][0]
    with httpx.Client(base_url=server.url, timeout=60) as reader:
        action, typed = _comment_form(reader.get(article))
        typed |= {
            "author_name": "Patient",
            "text": f"{PATIENT} https://a.example/" + " https://b.example/" * 9,
        }
        with _locked(server):
            answer = reader.post(action, data=typed)
            assert answer.status_code == 503
            assert "The site is busy. Your text is still here" in answer.text
            assert PATIENT in answer.text
        assert PATIENT not in httpx.get(server.url + article).text
        action, typed_again = _comment_form(answer)
        assert reader.post(action, data=typed | typed_again).status_code == 303
    assert PATIENT not in httpx.get(server.url + article).text  # it waits, for its links
    _decide_while_locked(server, made)
    assert PATIENT in httpx.get(server.url + article).text


def _decide_while_locked(server: ParleyServer, made: dict[str, Any]) -> None:
    """Publish the one comment that waits, while the database takes no writes and then once more."""
    with _signed_in(server, "ada", made["password"]) as desk:
        page = desk.get(f"{DESK}judge/", follow_redirects=True)
        assert PATIENT in page.text
        decide = f"{page.url.path}decide/"
        sent = _hidden(page, "#decide-form") | {"choice": "publish", "note": "kept as well"}
        card = BeautifulSoup(page.text, "html.parser").select_one("#card")
        assert card is not None
        asked = {"comment": card["data-id"], "version": int(str(card["data-version"])), "action": "publish"}
        with _locked(server):
            answer = desk.post(decide, data=sent)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "30"
            assert "Nothing was kept, and nothing is lost" in answer.text
            again = _hidden(answer, ".desk form")
            assert (
                again.items()
                >= {"choice": "publish", "note": "kept as well", "version": sent["version"]}.items()
            )
            token = {"X-CSRFToken": again["csrfmiddlewaretoken"]}
            told = desk.post(f"{DESK}api/decide/", json=asked, headers=token)
            assert (told.status_code, told.json()["code"]) == (503, "busy")
            assert "nothing was kept" in told.json()["sentence"]
            assert desk.get(DESK).status_code == 200  # reading goes on
            assert PATIENT in desk.get(DESK).text  # and it waits as before
        assert desk.post(decide, data=again).status_code == 302
