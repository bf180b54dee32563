"""The phase `toxicity`: what it holds, what it keeps, and that it never lets pass what could not be scored."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment
from parley.moderation import scoring
from parley.moderation.marks import marks_blank
from parley.moderation.models import CommentScore
from parley.moderation.queries import scores_latest
from parley.project.settings.toxicity_thresholds import TOXICITY_THRESHOLDS
from parley.toxicity import ATTRIBUTES, ModelUnusable
from tests.api.helpers import post
from tests.discussion.factories import comment_make, form_fill, posted_make, thread_make
from tests.moderation import stand_in
from tests.moderation.stand_in import StandIn

pytestmark = pytest.mark.django_db
RUDE = "You *idiot*, read it again"


# --- over HTTP ----------------------------------------------------------------------------------------
def test_what_is_toxic_waits_and_its_writer_is_told_without_a_reproach(
    client: Client, scorer: type[StandIn]
) -> None:
    thread = thread_make()
    fine = post(client, thread, text="Well said.")
    held = post(client, thread, text=RUDE)
    assert (fine.status_code, held.status_code) == (201, 202)
    assert json.loads(held.content)["code"] == "toxicity"
    assert "moderator reads it first" in json.loads(held.content)["reason"]
    comment = Comment.objects.get(status="held")
    change = comment.status_changes.get()
    assert (change.decided_by, change.reason_code) == ("phase:toxicity", "toxicity")
    score = comment.scores.get()
    assert (score.model, score.language, score.version, score.is_latest) == ("accurate@1", "en", 1, True)
    assert (score.toxicity, score.scores["INSULT"], score.above) == (0.92, 0.9, ["TOXICITY", "INSULT"])
    [span] = score.spans
    assert RUDE[span["begin"] : span["end"]] == "idiot"
    kept = CommentScore.objects.get(comment__status="published")
    assert (kept.toxicity, kept.above, kept.spans) == (stand_in.BASE, [], [])
    assert len(scorer.asked) == 2, "each text is read once"
    assert scorer.with_spans == 1, "spans are made only where a person will look"


def test_the_form_without_script_says_the_same(client: Client, scorer: type[StandIn]) -> None:
    thread = thread_make()
    answer = client.post(f"/threads/{thread.public_id}/comments/", form_fill(thread, text=RUDE))
    assert answer.status_code == 303
    assert "waiting" in answer["Location"]
    assert Comment.objects.get().status == "held"


@pytest.mark.parametrize("text", ["A breakdown of it", "doch nicht breakdown"])
def test_what_can_not_be_scored_is_held(client: Client, scorer: type[StandIn], text: str) -> None:
    held = post(client, thread_make(), text=text)
    assert (held.status_code, json.loads(held.content)["code"]) == (202, "phase_failed")
    assert not CommentScore.objects.exists()


def test_without_a_model_everything_is_held(
    client: Client, scorer: type[StandIn], settings: Settings
) -> None:
    for path in ("tests.moderation.stand_in.Absent", "tests.moderation.nowhere.Scorer"):
        settings.PARLEY_TOXICITY_SCORER = path
        held = post(client, thread_make(), text="Well said.")
        assert (held.status_code, json.loads(held.content)["code"]) == (202, "phase_failed")


def test_a_model_that_takes_too_long_is_not_waited_for(
    client: Client, scorer: type[StandIn], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PARLEY_TOXICITY_SECONDS = 0.01
    answered = threading.Event()

    def slow(**_given: object) -> list[object]:
        assert answered.wait(60)
        return []

    monkeypatch.setattr(scoring, "texts_score", slow)
    try:
        held = post(client, thread_make(), text="Well said.")
    finally:
        answered.set()
    assert (held.status_code, json.loads(held.content)["code"]) == (202, "phase_failed")


# --- the rule -----------------------------------------------------------------------------------------
RULES = {
    "below": ({"TOXICITY": 0.93}, "Idle idiot", ""),
    "at the threshold": ({"TOXICITY": 0.92}, "Idle idiot", "TOXICITY"),
    "another attribute": ({"TOXICITY": 0.93, "INSULT": 0.8}, "Idle idiot", "INSULT"),
    "several": ({"THREAT": 0.6, "TOXICITY": 0.5}, "It will hurt", "TOXICITY THREAT"),
    "turned off": ({"TOXICITY": None, "INSULT": None}, "Idle idiot", ""),
    "nothing set": ({}, "Idle idiot", ""),
    "harmless": (TOXICITY_THRESHOLDS, "Well said.", ""),
}


@pytest.mark.parametrize(("thresholds", "text", "above"), RULES.values(), ids=RULES)
def test_thresholds(
    scorer: type[StandIn], settings: Settings, thresholds: dict[str, float], text: str, above: str
) -> None:
    settings.PARLEY_TOXICITY_THRESHOLDS = thresholds
    posted = posted_make(thread=thread_make(), text=text)
    assert (posted.shown, posted.code) == ((False, "toxicity") if above else (True, "passed"))
    assert posted.comment.scores.get().above == above.split()


def test_the_thresholds_are_for_what_the_model_knows() -> None:
    assert set(TOXICITY_THRESHOLDS) == set(ATTRIBUTES)


@pytest.mark.parametrize(("setting", "code"), [("pass", "passed"), ("hold", "other_language")])
def test_another_language(scorer: type[StandIn], settings: Settings, setting: str, code: str) -> None:
    settings.PARLEY_TOXICITY_OTHER_LANGUAGES = setting
    posted = posted_make(thread=thread_make(), text="Das stimmt doch nicht")
    assert posted.code == code
    score = posted.comment.scores.get()
    assert (score.language, score.scores, score.toxicity, score.model) == ("de", {}, None, "accurate@1")


@pytest.mark.parametrize("nonsense", [float("nan"), 1.5, -0.1])
def test_a_score_that_is_no_probability_does_not_pass(
    scorer: type[StandIn], monkeypatch: pytest.MonkeyPatch, nonsense: float
) -> None:
    monkeypatch.setitem(stand_in.WORDS, "idiot", {"TOXICITY": nonsense})
    assert posted_make(thread=thread_make(), text="Idle idiot").code == "phase_failed"


def test_turned_off_it_costs_nothing(settings: Settings) -> None:
    assert settings.PARLEY_TOXICITY_TIER == "off"
    settings.PARLEY_TOXICITY_SCORER = "tests.moderation.nowhere.Scorer"
    assert posted_make(thread=thread_make(), text=RUDE).code == "passed"
    assert not CommentScore.objects.exists()


# --- what is kept -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_it_costs_three_statements_and_four_for_an_edit(scorer: type[StandIn], settings: Settings) -> None:
    thread = thread_make()

    def cost(text: str, *, number: int | None = None) -> int:
        with CaptureQueriesContext(connection) as captured:
            if number:
                comment_edit(thread=thread, number=number, guest_key="g:ada", text=text)
            else:
                comment_make(thread=thread, text=text, guest_key="g:ada")
        return len(captured)

    settings.PARLEY_TOXICITY_TIER = "off"
    cost("First")
    without = cost("Second"), cost("Changed", number=1)
    settings.PARLEY_TOXICITY_TIER = "accurate"
    assert (cost("Third"), cost("Changed again", number=1)) == (without[0] + 3, without[1] + 4)


def test_each_text_keeps_its_scores(
    scorer: type[StandIn], settings: Settings, django_assert_num_queries: Any
) -> None:
    thread = thread_make()
    comments = [comment_make(thread=thread, text=f"Text {n}", guest_key="g:ada") for n in range(3)]
    comment_edit(thread=thread, number=1, guest_key="g:ada", text=RUDE)
    comments = list(Comment.objects.order_by("pk"))
    with django_assert_num_queries(1):
        latest = scores_latest(comments=comments)
    assert [latest[comment.pk].toxicity for comment in comments] == [0.92, stand_in.BASE, stand_in.BASE]
    history = comments[0].scores.order_by("pk").values_list("version", "toxicity", "is_latest")
    assert list(history) == [(1, stand_in.BASE, False), (2, 0.92, True)]
    settings.PARLEY_TOXICITY_TIER = "off"
    comment_edit(thread=thread, number=2, guest_key="g:ada", text="Never scored")
    assert comments[1].pk not in scores_latest(comments=list(Comment.objects.all())), "it was another text's"


# --- what is scored -----------------------------------------------------------------------------------
MARKS = {
    "You *idiot*, no": "You  idiot , no",
    "**You _idiot_**": "  You  idiot   ",
    "un*fucking*real": "un*fucking*real",
    "f*** that, f***": "f*** that, f***",
    "5 * 3 * 2 = 30": "5 * 3 * 2 = 30",
    "snake_case_name": "snake_case_name",
    "> > You idiot\nYes": "    You idiot\nYes",
    "a > b": "a > b",
    "[idiot](https://x.example/a_(b)) he": f" idiot{' ' * 27}he",
    "[see](javascript:1)": "[see](javascript:1)",
    "https://x.example/*a*": "https://x.example/ a ",
}


@pytest.mark.parametrize(("text", "seen"), MARKS.items())
def test_marks_are_blanked_and_nothing_moves(text: str, seen: str) -> None:
    assert marks_blank(text) == seen
    assert len(seen) == len(text)


HOSTILE = ("*a ", "[", "[a](https://(", "> ", "_", "a*", "(", "[a](https://a()")


@pytest.mark.parametrize("unit", HOSTILE)
def test_marks_of_hostile_texts_take_no_time_to_speak_of(unit: str) -> None:
    hostile = (unit * 20_000)[:20_000]
    assert len(marks_blank(hostile)) == len(hostile)


def test_long_texts_are_scored_in_parts(scorer: type[StandIn], settings: Settings) -> None:
    settings.PARLEY_COMMENT_MAX_LENGTH = 100_000
    text = f"{'All is well. ' * 4_000}idiot {'Tout va très bien. ' * 900}"
    posted = posted_make(thread=thread_make(), text=text)
    assert posted.code == "toxicity"
    assert all(len(part.encode()) <= 20_480 for part in scorer.asked)
    stripped = posted.comment.text
    [span] = posted.comment.scores.get().spans
    assert stripped[span["begin"] : span["end"]] == "idiot"
    parts = list(scoring._parts(stripped))
    assert "".join(part for _start, part in parts) == stripped
    assert [start for start, _part in parts[1:]] == [
        start + len(part) for (start, part), _next in pairwise(parts)
    ]
    assert list(scoring._parts("😀" * 6_000))[1][0] == 5_120


# --- the model ----------------------------------------------------------------------------------------
def test_it_is_loaded_once_for_all_threads(scorer: type[StandIn]) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _number: scoring.scorer_get(), range(32)))
    assert scorer.loads == 1
    assert len(set(map(id, found))) == 1
    assert scoring.scorer_get(tier="fast").model == "fast@1"


def test_a_failed_load_is_not_tried_again_at_once(scorer: type[StandIn], settings: Settings) -> None:
    settings.PARLEY_TOXICITY_SCORER = "tests.moderation.stand_in.Absent"
    with pytest.raises(ModelUnusable, match="no weights"):
        scoring.scorer_get()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stand_in, "Absent", StandIn)
        with pytest.raises(ModelUnusable, match="no weights"):
            scoring.scorer_get()
        patch.setattr(scoring, "RETRY_SECONDS", 0)
        assert scoring.scorer_get().model == "accurate@1"
