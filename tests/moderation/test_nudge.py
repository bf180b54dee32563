"""The nudge: asked once, with the passages, kept nowhere; then changed, or held."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, Thread
from parley.discussion.nudging import nudge_make, nudged_read, text_digest
from parley.discussion.screening import screening_phases
from parley.discussion.verdicts import Outcome, Verdict
from tests.api.helpers import post, problem
from tests.discussion.factories import comment_make, form_fill, thread_make
from tests.moderation.stand_in import StandIn

pytestmark = pytest.mark.django_db
RUDE = "Read the damn thing"  # 0.5: below what is held
HELD_SCORE = "idiot"
SENTENCE = "Readers may take this as an attack."


@pytest.fixture(autouse=True)
def _on(scorer: type[StandIn], settings: Settings) -> None:
    settings.PARLEY_NUDGE_THRESHOLD = 0.4
    settings.PARLEY_TOXICITY_THRESHOLDS = {"TOXICITY": 0.55}
    settings.PARLEY_COMMENT_RATE = "1000/60s"


@pytest.fixture
def thread() -> Thread:
    return thread_make()


def _form(client: Client, thread: Thread, **fields: str) -> HttpResponse:
    address = reverse("discussion:comment_post", args=[thread.public_id])
    return client.post(address, form_fill(thread, **fields))


def _sent_back(answer: HttpResponse) -> tuple[BeautifulSoup, dict[str, str]]:
    """Return the page and what its form would send."""
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    names = ("nudge", "token", "author_name", "parent")
    fields = {name: str(page.select_one(f".comment-form [name={name}]")["value"]) for name in names}  # type: ignore[index]
    area = page.select_one("#comment-text")
    assert area is not None
    return page, {**fields, "text": area.get_text().removeprefix("\n")}


def test_it_stands_behind_what_it_reads() -> None:
    names = [phase.name for phase in screening_phases()]
    assert names.index("nudge") == names.index("toxicity") + 1


# --- the form ------------------------------------------------------------------------------------------
def test_the_form_comes_back_once_with_the_passage_marked_and_both_ways_on(
    client: Client, thread: Thread
) -> None:
    page, fields = _sent_back(_form(client, thread, text=RUDE))
    box = page.select_one("#comment-form-nudge")
    assert box is not None
    assert not box.has_attr("hidden")
    assert SENTENCE in box.get_text()
    [mark] = box.select("mark")
    for spoken in mark.select(".visually-hidden"):
        spoken.decompose()
    assert mark.get_text() == "damn"
    assert fields["text"] == RUDE
    alert = page.select_one("#comment-form-errors")
    assert alert is not None
    assert alert.has_attr("hidden"), "it is no error"
    first, second = page.select(".comment-form [type=submit]")
    assert (first.get("name"), second["name"], second.has_attr("hidden")) == (None, "post_anyway", False)
    assert not Comment.objects.exists()


def test_posted_anyway_it_waits(client: Client, thread: Thread) -> None:
    _page, fields = _sent_back(_form(client, thread, text=RUDE))
    assert _form(client, thread, **fields, post_anyway="1").status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.text) == ("held", RUDE)
    assert comment.status_changes.get().reason_code == "nudge_declined"
    [span] = comment.scores.get().spans
    assert RUDE[span["begin"] : span["end"]] == "damn", "the moderator sees what the writer saw"


def test_changed_it_is_published(client: Client, thread: Thread) -> None:
    _page, fields = _sent_back(_form(client, thread, text=RUDE))
    assert _form(client, thread, **{**fields, "text": "Read the thing"}).status_code == 303
    assert Comment.objects.get().status == "published"


def test_changed_and_still_rude_it_waits_and_is_not_asked_about_again(client: Client, thread: Thread) -> None:
    _page, fields = _sent_back(_form(client, thread, text=RUDE))
    assert _form(client, thread, **{**fields, "text": f"{RUDE}!"}).status_code == 303
    assert Comment.objects.get().status_changes.get().reason_code == "nudge_declined"


def test_sent_again_as_it_was_by_the_other_button_it_comes_back(client: Client, thread: Thread) -> None:
    _page, fields = _sent_back(_form(client, thread, text=RUDE))
    _sent_back(_form(client, thread, **fields))
    assert not Comment.objects.exists()


def test_what_is_held_anyway_is_asked_about_first(client: Client, thread: Thread) -> None:
    _page, fields = _sent_back(_form(client, thread, text=f"You {HELD_SCORE}"))
    _form(client, thread, **fields, post_anyway="1")
    assert Comment.objects.get().status_changes.get().reason_code == "toxicity"


def test_beside_another_error_both_are_said(client: Client, thread: Thread) -> None:
    page, fields = _sent_back(_form(client, thread, text=RUDE, parent="77"))
    assert fields["nudge"]
    alert = page.select_one("#comment-form-errors")
    assert alert is not None
    assert "no longer there" in alert.get_text()
    assert SENTENCE not in alert.get_text()


# --- what proves nothing -------------------------------------------------------------------------------
def test_without_proof_one_is_asked_whatever_one_says(client: Client, thread: Thread) -> None:
    other = thread_make()
    verdict = Verdict(Outcome.REFUSE, "nudge", "", is_nudge=True)
    elsewhere = nudge_make(thread=other, text=RUDE, verdict=verdict).token
    for token in ("", "forged", "x" * 10_000, f"{thread.pk}~{text_digest(RUDE)}", elsewhere):
        answer = _form(client, thread, text=RUDE, nudge=token, post_anyway="1")
        assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_a_proof_is_good_for_a_day(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    token = nudge_make(thread=thread, text=RUDE, verdict=Verdict(Outcome.REFUSE)).token
    assert nudged_read(thread=thread, token=token) == text_digest(RUDE)
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4_000_000_000.0)
    assert nudged_read(thread=thread, token=token) == ""


@pytest.mark.parametrize("text", ["<script>damn</script>", "damn\u202e\x00" + "x" * 3000, "😀 damn"])
def test_hostile_texts_come_back_whole_and_harmless(client: Client, thread: Thread, text: str) -> None:
    page, fields = _sent_back(_form(client, thread, text=text))
    assert fields["text"] == text.replace("\x00", "\ufffd") or "damn" in fields["text"]
    assert not page.select(".comment-form script")
    assert "damn" in page.select(".comment-form mark")[0].get_text()


# --- where it asks nothing -----------------------------------------------------------------------------
@pytest.mark.parametrize(("threshold", "text"), [(0.0, RUDE), (0.51, RUDE), (0.4, "Well said")])
def test_no_question(client: Client, thread: Thread, settings: Settings, threshold: float, text: str) -> None:
    settings.PARLEY_NUDGE_THRESHOLD = threshold
    assert _form(client, thread, text=text).status_code == 303
    assert Comment.objects.get().status == "published"


def test_turned_off_spans_are_not_made(
    client: Client, thread: Thread, settings: Settings, scorer: type[StandIn]
) -> None:
    settings.PARLEY_NUDGE_THRESHOLD = 0.0
    _form(client, thread, text=RUDE)
    assert scorer.with_spans == 0


def test_what_can_not_be_scored_is_not_asked_about(client: Client, thread: Thread) -> None:
    assert _form(client, thread, text="A breakdown of the damn thing").status_code == 303
    assert Comment.objects.get().status == "held"


def test_an_edit_is_held_for_there_is_no_form_to_give_back(thread: Thread) -> None:
    comment_make(thread=thread, text="Well said", guest_key="g:ada")
    done = comment_edit(thread=thread, number=1, guest_key="g:ada", text=RUDE)
    assert (done.comment.status, done.code) == ("held", "nudge_declined")


# --- the API -------------------------------------------------------------------------------------------
def _asked(client: Client, thread: Thread, **fields: Any) -> dict[str, Any]:
    return problem(post(client, thread, text=RUDE, **fields), 422, "nudge")


def test_the_api_tells_the_passages_and_takes_it_anyway(client: Client, thread: Thread) -> None:
    body = _asked(client, thread)
    assert [one["code"] for one in body["errors"]] == ["nudge"]
    assert body["errors"][0]["field"] == "text"
    [(begin, end)] = body["passages"]
    assert body["text"][begin:end] == "damn"
    held = post(client, thread, text=RUDE, token=body["token"], nudge=body["nudge"], post_anyway=True)
    assert (held.status_code, json.loads(held.content)["code"]) == (202, "nudge_declined")


def test_the_api_asks_again_without_the_proof(client: Client, thread: Thread) -> None:
    body = _asked(client, thread)
    _asked(client, thread, token=body["token"], post_anyway=True)
    assert problem(post(client, thread, text=RUDE, nudge="x" * 201), 422, "wrong_shape")
    assert not Comment.objects.exists()
