"""The phase `own_http`: what it sends and how it is signed, which answers count, and that everything else holds."""

import base64
import hmac
import json
import logging
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from parley.discussion.actions import comment_status_set
from parley.discussion.screening import screening_phases
from parley.discussion.verdicts import Outcome
from parley.kernel.breaker import Breaker, BreakerOpenError
from parley.moderation.models import Screening
from parley.moderation.phases.own_http import OwnHttp
from parley.moderation.surroundings import Surroundings
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.factories.publishing import article
from tests.http_service import HttpService, http_service
from tests.moderation.drafts import draft_make, submission_make
from tests.servers import port_free

pytestmark = pytest.mark.django_db
SECRET = b"a secret of thirty-two bytes ..."
PATH = "parley.moderation.phases.own_http.OwnHttp"
HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "own-phase.md"


@pytest.fixture
def service(settings: Settings) -> Iterator[HttpService]:
    with http_service() as made:
        settings.PARLEY_HTTP_PHASE_URL = made.url
        settings.PARLEY_HTTP_PHASE_SECRET = SECRET
        settings.PARLEY_HTTP_PHASE_SECONDS = 30.0
        settings.PARLEY_OUTGOING_ALLOW = frozenset({made.place})
        settings.PARLEY_SCREENING_PHASES = [PATH]
        screening_phases.__globals__["_phases_load"].cache_clear()  # with it the breaker of the test before
        yield made


# --- what is sent -------------------------------------------------------------------------------------
def test_what_the_service_is_told(service: HttpService, settings: Settings) -> None:
    settings.PARLEY_URL = "https://news.example"
    thread = thread_make(title="The bridge stays closed")
    service.says({"outcome": "no opinion"})
    parent = comment_make(thread=thread, text="Why so long?")
    text = "See https://rust.example/bridges, it is not the first one"
    posted_make(thread=thread, text=text, parent=parent, name="Ida")
    asked = service.asked[-1]
    assert asked.headers["content-type"] == "application/json"
    assert asked.data["type"] == "comment.screening"
    assert asked.data["timestamp"].endswith("+00:00")
    assert asked.data["data"] == {
        "text": text,
        "author_name": "Ida",
        "links": ["https://rust.example/bridges"],
        "language": "en",
        "parent": {"number": parent.number, "text": "Why so long?"},
        "thread": {
            "id": thread.public_id,
            "site": "own",
            "title": "The bridge stays closed",
            "summary": "",
            "url": f"https://news.example{thread.url}",
        },
    }


def test_nothing_tells_one_guest_from_another(service: HttpService) -> None:
    service.says({"outcome": "no opinion"})
    posted_make(thread=thread_make(), guest_key="g:secret-of-the-guest")
    assert b"secret-of-the-guest" not in service.asked[0].body


@pytest.mark.parametrize("status", ["held", "rejected"])
def test_a_parent_that_nobody_sees_is_not_told(service: HttpService, status: str) -> None:
    service.says({"outcome": "no opinion"})
    thread = thread_make()
    parent = comment_make(thread=thread)
    comment_status_set(comment=parent, status=status, decided_by="test")
    OwnHttp().prepare(draft_make(thread=thread, parent_number=parent.number))
    assert service.asked[-1].data["data"]["parent"] is None


def test_the_standfirst_is_told_where_there_is_one(service: HttpService) -> None:
    service.says({"outcome": "no opinion"})
    thread = article(standfirst="It will take until May.").thread
    for one in (thread, thread_make()):
        assert one is not None
        OwnHttp().prepare(draft_make(thread=one))
    told = [asked.data["data"]["thread"]["summary"] for asked in service.asked]
    assert told == ["It will take until May.", ""]


def test_the_signature(service: HttpService) -> None:
    """Made here by hand, as a service would check it."""
    service.says({"outcome": "no opinion"})
    for text in ("Grüße 🦊", "Grüße 🦊"):
        OwnHttp().prepare(draft_make(text=text))
    for asked in service.asked:
        message, timestamp = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
        signed = f"{message}.{timestamp}.".encode() + asked.body
        expected = base64.b64encode(hmac.new(SECRET, signed, sha256).digest()).decode()
        assert asked.headers["webhook-signature"] == f"v1,{expected}"
        other = base64.b64encode(hmac.new(b"another", signed, sha256).digest()).decode()
        assert asked.headers["webhook-signature"] != f"v1,{other}"
    assert len({asked.headers["webhook-id"] for asked in service.asked}) == 2


# --- which answers count ------------------------------------------------------------------------------
REASON = {"rule": "campaign", "version": "3", "score": 0.5, "begin": 0, "end": 4}
ANSWERS: dict[str, tuple[dict[str, Any], Outcome, str, str]] = {
    "nothing": ({"outcome": "no opinion"}, Outcome.NO_OPINION, "", ""),
    "publish": ({"outcome": "publish"}, Outcome.PUBLISH, "own_http", ""),
    "hold": ({"outcome": "hold"}, Outcome.HOLD, "own_http", "A moderator reads it first."),
    "reject": (
        {"outcome": "reject", "code": "spam_wave"},
        Outcome.REJECT,
        "spam_wave",
        "A program of this site",
    ),
    "words": (
        {"outcome": "hold", "reason": " Names of minors "},
        Outcome.HOLD,
        "own_http",
        "Names of minors",
    ),
    "null": ({"outcome": "hold", "reason": None, "code": None}, Outcome.HOLD, "own_http", "A moderator"),
}


@pytest.mark.parametrize(("answer", "outcome", "code", "words"), ANSWERS.values(), ids=ANSWERS)
def test_answers(service: HttpService, answer: Any, outcome: Outcome, code: str, words: str) -> None:
    service.says(answer | {"reasons": [REASON]})
    phase, draft = OwnHttp(), draft_make(text="Well said.")
    verdict = phase.verdict(submission_make(draft, own_http=phase.prepare(draft)))
    assert (verdict.outcome, verdict.code, verdict.is_precaution) == (outcome, code, False)
    assert str(verdict.reason).startswith(words)
    assert bool(str(verdict.reason)) == bool(words)
    [reason] = verdict.reasons
    assert (reason.rule, reason.version, reason.score, reason.begin, reason.end) == (
        "campaign",
        "3",
        0.5,
        0,
        4,
    )


def test_what_becomes_of_the_comment(service: HttpService) -> None:
    thread = thread_make()
    service.says(
        {"outcome": "reject", "reason": "Part of a campaign.", "code": "campaign", "reasons": [REASON]}
    )
    posted = posted_make(thread=thread, text="Vote for it")
    assert (posted.comment.status, posted.code, posted.reason) == (
        "rejected",
        "campaign",
        "Part of a campaign.",
    )
    assert posted.comment.status_changes.get().decided_by == "phase:own_http"
    assert Screening.objects.get().verdicts[0]["reasons"] == [REASON]
    service.says({"outcome": "publish"})
    assert posted_make(thread=thread).shown


WRONG: dict[str, Any] = {
    "empty": b"",
    "no JSON": b"publish",
    "cut off": b'{"outcome": "publish"',
    "no UTF-8": b'{"outcome": "publish", "reason": "\xff"}',
    "a list": [],
    "no outcome": {},
    "another word": {"outcome": "refuse"},
    "capitals": {"outcome": "Publish"},
    "a number": {"outcome": 1},
    "too much": {"outcome": "publish", "note": "x"},
    "too much in a reason": {"outcome": "hold", "reasons": [{"rule": "a", "why": "b"}]},
    "a long reason": {"outcome": "hold", "reason": "x" * 301},
    "an empty reason": {"outcome": "hold", "reason": " "},
    "control characters": {"outcome": "hold", "reason": "a\x1b[2Jb"},
    "a code with spaces": {"outcome": "hold", "code": "of mine"},
    "a code of ours": {"outcome": "publish", "code": "passed"},
    "a score too high": {"outcome": "hold", "reasons": [REASON | {"score": 1.01}]},
    "no number": b'{"outcome": "hold", "reasons": [{"rule": "a", "score": NaN}]}',
    "a score as text": {"outcome": "hold", "reasons": [REASON | {"score": "0.5"}]},
    "beyond the text": {"outcome": "hold", "reasons": [REASON | {"end": 11}]},
    "backwards": {"outcome": "hold", "reasons": [REASON | {"begin": 4, "end": 4}]},
    "half a passage": {"outcome": "hold", "reasons": [{"rule": "a", "begin": 1}]},
    "too many reasons": {"outcome": "hold", "reasons": [REASON] * 51},
    "huge": b'{"outcome": "publish"}' + b" " * 70_000,
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_any_other_answer_holds(service: HttpService, answer: Any) -> None:
    service.says(answer)
    posted = posted_make(thread=thread_make(), text="Well said.")
    assert (posted.comment.status, posted.code) == ("held", "phase_failed")


@pytest.mark.parametrize("status", [201, 204, 302, 307, 400, 401, 404, 429, 500, 503])
def test_any_other_status_holds(service: HttpService, status: int) -> None:
    with http_service() as inside:
        inside.says({"outcome": "publish"})
        service.says({"outcome": "publish"}, status=status, headers={"Location": inside.url})
        assert posted_make(thread=thread_make()).code == "phase_failed"
        assert not inside.asked


def test_no_answer_holds(service: HttpService, settings: Settings) -> None:
    settings.PARLEY_HTTP_PHASE_SECONDS = 0.3
    service.hangs()
    assert posted_make(thread=thread_make()).code == "phase_failed"
    service.drips(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b'{"outcome": "publish"}'.ljust(200))
    assert posted_make(thread=thread_make()).code == "phase_failed"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{}/", "https://localhost:{}/", "https://nowhere.invalid:{}/"]
)
def test_nobody_there_holds(service: HttpService, settings: Settings, url: str) -> None:
    port = port_free()
    settings.PARLEY_HTTP_PHASE_URL = url.format(port)
    settings.PARLEY_OUTGOING_ALLOW = frozenset({("127.0.0.1", port)})
    assert posted_make(thread=thread_make()).code == "phase_failed"


def test_one_that_was_not_named_holds(service: HttpService, settings: Settings) -> None:
    settings.PARLEY_OUTGOING_ALLOW = frozenset()
    service.says({"outcome": "publish"})
    assert posted_make(thread=thread_make()).code == "phase_failed"
    assert not service.asked


def test_it_may_be_let_pass_when_it_fails(service: HttpService, settings: Settings) -> None:
    settings.PARLEY_PHASES_FAIL_OPEN = ("own_http",)
    service.says(b"", status=500)
    assert posted_make(thread=thread_make()).shown
    assert Screening.objects.get().failures == 1


def test_turned_off_it_asks_nobody(service: HttpService, settings: Settings) -> None:
    settings.PARLEY_HTTP_PHASE_URL = ""
    assert posted_make(thread=thread_make()).shown
    assert not service.asked


def test_what_another_left_as_a_finding_does_not_pass() -> None:
    with pytest.raises(TypeError):
        OwnHttp().verdict(submission_make(draft_make(), own_http=Surroundings("", "", "", None)))


# --- a service that is down ---------------------------------------------------------------------------
def test_a_dead_service_is_not_asked_each_time_and_later_again(
    service: HttpService, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    phase = OwnHttp(breaker=Breaker("own_http", failures=3, seconds=30, clock=lambda: clock[0]))
    service.says(b"", status=503)
    caplog.set_level(logging.INFO, logger="parley.kernel.breaker")
    for _ in range(5):
        with pytest.raises(Exception, match="own_http"):
            phase.prepare(draft_make())
    assert len(service.asked) == 3
    service.says({"outcome": "no opinion"})
    with pytest.raises(BreakerOpenError):
        phase.prepare(draft_make())
    clock[0] = 30.0
    assert phase.prepare(draft_make()) is not None
    assert len(service.asked) == 4
    assert [record.name for record in caplog.records] == ["parley.kernel.breaker"] * 2


def test_a_text_that_confuses_the_service_does_not_stop_the_asking(service: HttpService) -> None:
    phase = OwnHttp(breaker=Breaker("own_http", failures=1, clock=lambda: 0.0))
    service.says(b"nonsense")
    for _ in range(3):
        with pytest.raises(Exception, match="not as agreed"):
            phase.prepare(draft_make())
    assert len(service.asked) == 3


def test_while_the_breaker_is_open_comments_are_held(service: HttpService) -> None:
    service.says(b"", status=503)
    codes = {posted_make(thread=thread_make()).code for _ in range(7)}
    assert codes == {"phase_failed"}
    assert len(service.asked) == 5
    assert json.loads(service.asked[0].body)["type"] == "comment.screening"


# --- the server in the docs ---------------------------------------------------------------------------
@pytest.fixture
def judge(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """Run the service that docs/howto/own-phase.md shows, with SECRET."""
    found = re.search(r"```python\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    file, port = tmp_path / "judge.py", port_free()
    file.write_text(found[1], encoding="utf-8")
    shared = "whsec_" + base64.b64encode(SECRET).decode()
    running = subprocess.Popen(
        [sys.executable, str(file)], env={"SECRET": shared, "PORT": str(port)}, stderr=subprocess.DEVNULL
    )
    try:
        while running.poll() is None:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        settings.PARLEY_HTTP_PHASE_URL = f"http://127.0.0.1:{port}/"
        settings.PARLEY_HTTP_PHASE_SECRET = SECRET
        settings.PARLEY_HTTP_PHASE_SECONDS = 30.0
        settings.PARLEY_OUTGOING_ALLOW = frozenset({("127.0.0.1", port)})
        yield
    finally:
        running.terminate()
        running.wait()


@pytest.mark.usefixtures("judge")
def test_the_server_in_the_docs_judges(settings: Settings) -> None:
    phase, text = OwnHttp(), "Ring me: 0300 555 0199 or so"
    held = phase.prepare(draft_make(text=text))
    assert held is not None
    assert (held.outcome, held.code) == (Outcome.HOLD, "telephone")
    [reason] = held.reasons
    assert text[reason.begin : reason.end] == "0300 555 0199"
    passed = phase.prepare(draft_make(text="Well said."))
    assert passed is not None
    assert passed.outcome is Outcome.NO_OPINION
    settings.PARLEY_HTTP_PHASE_SECRET = b"another secret of many bytes"
    with pytest.raises(Exception, match="401"):
        phase.prepare(draft_make(text="Well said."))
