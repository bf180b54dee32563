"""The phase `spam`: what Akismet is told, what its answers do, and that anything else holds."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from parley.discussion.screening import screening_phases
from parley.kernel.breaker import Breaker, BreakerOpenError
from parley.moderation.models import Screening
from parley.moderation.phases.spam import Spam
from parley.moderation.service import ServiceAnswerError
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.http_service import HttpService, http_service
from tests.moderation.drafts import draft_make, submission_make

pytestmark = pytest.mark.django_db
KEY = "abc123def456"


@pytest.fixture
def akismet(settings: Settings) -> Iterator[HttpService]:
    with http_service() as made:
        settings.PARLEY_AKISMET_KEY = KEY
        settings.PARLEY_AKISMET_URL = made.url
        settings.PARLEY_AKISMET_SECONDS = 30.0
        settings.PARLEY_OUTGOING_ALLOW = frozenset({made.place})
        settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.spam.Spam"]
        screening_phases.__globals__["_phases_load"].cache_clear()  # with it the breaker of the test before
        yield made


def test_what_akismet_is_told(akismet: HttpService, settings: Settings) -> None:
    settings.PARLEY_URL = "https://news.example"
    akismet.says(b"false")
    thread = thread_make()
    parent = comment_make(thread=thread)
    posted_make(
        thread=thread, text="Günstig & gut = hier", parent=parent, name="Ida Vey", guest_key="g:secret"
    )
    asked = akismet.asked[-1]
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["user-agent"].startswith("Parley/")
    assert {
        name: values[0] for name, values in parse_qs(asked.body.decode(), strict_parsing=True).items()
    } == {
        "api_key": KEY,
        "blog": "https://news.example",
        "blog_charset": "UTF-8",
        "user_ip": "192.0.2.1",
        "comment_type": "reply",
        "comment_author": "Ida Vey",
        "comment_content": "Günstig & gut = hier",
        "permalink": f"https://news.example{thread.url}",
    }
    assert b"comment_type=comment&" in akismet.asked[0].body


def test_a_test_says_so(akismet: HttpService, settings: Settings) -> None:
    settings.PARLEY_AKISMET_TEST = True
    akismet.says(b"false")
    Spam().prepare(draft_make())
    assert parse_qs(akismet.asked[0].body.decode())["is_test"] == ["1"]


SAID: dict[str, tuple[bytes, dict[str, str], str, str]] = {
    "no spam": (b"false", {}, "published", "passed"),
    "spam": (b"true", {}, "held", "spam"),
    "blatant": (b"true", {"X-akismet-pro-tip": "discard"}, "rejected", "spam"),
    "another tip": (b"true\n", {"X-akismet-pro-tip": "look again"}, "held", "spam"),
    "a tip without spam": (b"false", {"X-akismet-pro-tip": "discard"}, "published", "passed"),
}


@pytest.mark.parametrize(("body", "headers", "status", "code"), SAID.values(), ids=SAID)
def test_answers(akismet: HttpService, body: bytes, headers: dict[str, str], status: str, code: str) -> None:
    akismet.says(body, headers=headers)
    posted = posted_make(thread=thread_make())
    assert (posted.comment.status, posted.code) == (status, code)
    kept = Screening.objects.get().verdicts[0]
    assert kept.get("reasons", []) == ([{"rule": "akismet"}] if code == "spam" else [])


@pytest.mark.parametrize(
    "body", [b"", b"invalid", b"True", b"true false", b"1", b'{"spam": false}', b"<html>false"]
)
def test_any_other_answer_holds(akismet: HttpService, body: bytes) -> None:
    akismet.says(body)
    assert posted_make(thread=thread_make()).code == "phase_failed"


def test_the_reason_that_akismet_gives_is_told_without_the_key(akismet: HttpService) -> None:
    help_ = f"Empty user_ip value for {KEY} " + "x" * 500
    akismet.says(b"invalid", headers={"X-akismet-debug-help": help_})
    with pytest.raises(ServiceAnswerError, match="Empty user_ip value for … x") as raised:
        Spam().prepare(draft_make())
    assert KEY not in str(raised.value)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("status", [302, 403, 429, 500])
def test_any_other_status_holds(akismet: HttpService, status: int) -> None:
    akismet.says(b"false", status=status)
    assert posted_make(thread=thread_make()).code == "phase_failed"


def test_no_answer_holds_and_later_nobody_is_asked(akismet: HttpService, settings: Settings) -> None:
    settings.PARLEY_AKISMET_SECONDS = 0.3
    akismet.hangs()
    phase = Spam(breaker=Breaker("Akismet", failures=1, clock=lambda: 0.0))
    with pytest.raises(Exception, match="too long"):
        phase.prepare(draft_make())
    with pytest.raises(BreakerOpenError):
        phase.prepare(draft_make())
    assert len(akismet.asked) == 1


def test_without_a_key_nobody_is_asked(akismet: HttpService, settings: Settings) -> None:
    settings.PARLEY_AKISMET_KEY = ""
    assert posted_make(thread=thread_make()).shown
    assert not akismet.asked


@pytest.mark.parametrize("found", [False, "false", True])
def test_what_another_left_as_a_finding_does_not_pass(found: Any) -> None:
    with pytest.raises(TypeError):
        Spam().verdict(submission_make(draft_make(), spam=found))
