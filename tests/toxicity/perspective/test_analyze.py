"""comments:analyze answers what was asked, in the protocol's shape."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.toxicity.perspective.harness import ANALYZE, Asking
from tests.toxicity.perspective.stand_in import CALM, MODEL, VERSION, score_of

INSULT = "You are an idiot."


def probability(value: float) -> dict[str, object]:
    return {"value": value, "type": "PROBABILITY"}


def test_an_answer_has_the_protocols_shape(asking: Asking) -> None:
    answer = asking.analyze(INSULT, "TOXICITY", "INSULT", clientToken="comment:7")
    whole = {
        "summaryScore": probability(0.5),
        "spanScores": [{"begin": 0, "end": len(INSULT), "score": probability(0.5)}],
    }
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-parley-model"] == MODEL
    assert answer.json == {
        "attributeScores": {"TOXICITY": whole, "INSULT": whole},
        "languages": ["en"],
        "detectedLanguages": ["en"],
        "clientToken": "comment:7",
    }


def test_sentences_are_scored_in_utf16_units(asking: Asking) -> None:
    text = "Nice 🎉 day. You idiot! Fool, idiot 👍🏽."
    scores = asking.analyze(text, spanAnnotations=True).json["attributeScores"]["TOXICITY"]
    units = text.encode("utf-16-le")
    pieces = {
        units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le"): span["score"]["value"]
        for span in scores["spanScores"]
    }
    assert pieces == {"Nice 🎉 day. ": CALM, "You idiot! ": 0.5, "Fool, idiot 👍🏽.": 0.75}
    assert scores["summaryScore"]["value"] == score_of(text)
    # Without being asked for sentences, the one span is the whole text, in the same units.
    (whole,) = asking.analyze(text).json["attributeScores"]["TOXICITY"]["spanScores"]
    assert (whole["begin"], whole["end"]) == (0, len(units) // 2)


def test_spans_of_html_are_places_in_the_html(asking: Asking) -> None:
    html = "<p>A 🎉 day.</p> <p>You <b>idiot</b>!</p>"
    answer = asking.ask(
        ANALYZE,
        {
            "comment": {"text": html, "type": "HTML"},
            "requestedAttributes": {"TOXICITY": {}},
            "spanAnnotations": True,
            "languages": ["en"],
        },
    )
    scores = answer.json["attributeScores"]["TOXICITY"]
    assert scores["summaryScore"]["value"] == 0.5
    units = html.encode("utf-16-le")
    pieces = [units[2 * one["begin"] : 2 * one["end"]].decode("utf-16-le") for one in scores["spanScores"]]
    assert ["A 🎉 day." in pieces[0], "You <b>idiot</b>!" in pieces[-1]] == [True, True]
    (whole,) = asking.ask(
        ANALYZE,
        {"comment": {"text": html, "type": "HTML"}, "requestedAttributes": {"TOXICITY": {}}},
    ).json["attributeScores"]["TOXICITY"]["spanScores"]
    assert (whole["begin"], whole["end"]) == (0, len(units) // 2)


def test_both_spellings_of_names_are_read(asking: Asking) -> None:
    camel = {
        "comment": {"text": INSULT, "type": "PLAIN_TEXT"},
        "requestedAttributes": {"TOXICITY": {"scoreType": "PROBABILITY", "scoreThreshold": 0.1}},
        "spanAnnotations": True,
        "clientToken": "t",
        "doNotStore": True,
        "sessionId": "s",
        "communityId": "c",
        "context": {"articleAndParentComment": {"parentComment": {"text": "Why?"}}},
    }
    snake = {
        "comment": {"text": INSULT, "type": 1},
        "requested_attributes": {"TOXICITY": {"score_type": 1, "score_threshold": "0.1"}},
        "span_annotations": True,
        "client_token": "t",
        "do_not_store": True,
        "session_id": "s",
        "community_id": "c",
        "context": {"article_and_parent_comment": {"parent_comment": {"text": "Why?"}}},
    }
    assert asking.ask(ANALYZE, camel).json == asking.ask(ANALYZE, snake).json


@pytest.mark.parametrize(
    ("thresholds", "left"),
    [
        ({"TOXICITY": 0.4, "INSULT": 0.6}, {"TOXICITY"}),
        ({"TOXICITY": 0.5, "INSULT": 0}, {"TOXICITY", "INSULT"}),
        ({"TOXICITY": -5, "INSULT": 7}, {"TOXICITY"}),
        ({"TOXICITY": 0.51, "INSULT": 0.51}, None),
    ],
)
def test_what_scores_below_its_threshold_is_left_out(
    asking: Asking, thresholds: dict[str, float], left: set[str] | None
) -> None:
    named = {name: {"scoreThreshold": threshold} for name, threshold in thresholds.items()}
    answer = asking.analyze(INSULT, requestedAttributes=named).json
    assert answer["languages"] == ["en"]
    assert (set(answer["attributeScores"]) if "attributeScores" in answer else None) == left


@pytest.mark.parametrize("name", ["TOXICITY", f"TOXICITY@{VERSION}", "TOXICITY@latest"])
def test_an_attribute_is_answered_under_the_name_it_was_asked_by(asking: Asking, name: str) -> None:
    assert list(asking.analyze(INSULT, name).json["attributeScores"]) == [name]


@pytest.mark.parametrize(
    "name",
    ["ATTACK_ON_AUTHOR", "AFFINITY_EXPERIMENTAL", "TOXICITY@6", "TOXICITY@", "TOXICITY_FAST", "toxicity", ""],
)
def test_unknown_attributes_are_refused_or_dropped(asking: Asking, name: str) -> None:
    answer = asking.analyze(INSULT, "TOXICITY", name)
    assert answer.error["message"] == f"Unknown requested attribute: {name}"
    assert answer.error_type == "INVALID_REQUEST"
    dropped = asking.analyze(INSULT, "TOXICITY", name, dropUnsupportedAttributes=True)
    assert list(dropped.json["attributeScores"]) == ["TOXICITY"]
    nothing = asking.analyze(INSULT, name, dropUnsupportedAttributes=True)
    assert nothing.json == {"languages": ["en"], "detectedLanguages": ["en"]}


@pytest.mark.parametrize(
    ("text", "fields", "languages", "detected"),
    [
        ("A perfectly plain comment.", {}, ["en"], ["en"]),
        ("Short.", {}, ["en"], ["und"]),  # too short to tell: scored as English, and said so
        ("Usted es muy amable.", {"languages": ["en"]}, ["en"], ["es"]),  # the caller insists
        ("A perfectly plain comment.", {"languages": ["en-US"]}, ["en-US"], ["en"]),
        ("A perfectly plain comment.", {"languages": "en"}, ["en"], ["en"]),
    ],
)
def test_languages_are_echoed_or_detected(
    asking: Asking, text: str, fields: dict[str, object], languages: list[str], detected: list[str]
) -> None:
    answer = asking.analyze(text, **fields).json
    assert (answer["languages"], answer["detectedLanguages"]) == (languages, detected)
    assert "TOXICITY" in answer["attributeScores"]


def test_a_language_that_is_not_supported_is_named_in_the_error(asking: Asking) -> None:
    detected = asking.analyze("Usted es muy amable.", "INSULT", "TOXICITY")
    assert detected.error["message"] == "Attribute INSULT does not support request languages: es"
    (detail,) = detected.error["details"]
    assert detail == {
        "@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
        "errorType": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        "languageNotSupportedByAttributeError": {"detectedLanguages": ["es"], "attribute": "INSULT"},
    }
    requested = asking.analyze(INSULT, languages=["en", "om"])
    assert requested.error["details"][0]["languageNotSupportedByAttributeError"] == {
        "requestedLanguages": ["en", "om"],
        "attribute": "TOXICITY",
    }


@pytest.mark.parametrize(
    ("text", "fields", "languages"),
    [("Usted es muy amable.", {}, ["es"]), (INSULT, {"languages": ["om"]}, ["om"])],
)
def test_attributes_that_do_not_know_the_language_can_be_dropped(
    asking: Asking, text: str, fields: dict[str, object], languages: list[str]
) -> None:
    answer = asking.analyze(text, dropUnsupportedAttributes=True, **fields).json
    assert answer["languages"] == languages
    assert "attributeScores" not in answer


def test_nothing_that_is_analysed_is_stored(asking: Asking) -> None:
    asking.analyze(INSULT)
    asking.analyze(INSULT, doNotStore=True)
    assert not asking.suggested.exists()


def test_a_lone_surrogate_counts_one_and_breaks_nothing(asking: Asking) -> None:
    body = (
        rb'{"comment": {"text": "\ud800 idiot \ud83c\udf89\udc00"}, "clientToken": "\udfff",'
        rb' "requestedAttributes": {"TOXICITY": {}}}'
    )
    answer = asking.ask(ANALYZE, body)
    assert answer.json["clientToken"] == "\udfff"
    scores = answer.json["attributeScores"]["TOXICITY"]
    assert (scores["summaryScore"]["value"], scores["spanScores"][0]["end"]) == (0.5, 11)


@pytest.mark.parametrize("value", [float("nan"), 1.5, -0.1, None])
def test_a_model_that_gives_no_probability_is_an_error_never_a_low_score(
    asking_with: Callable[..., Asking], monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    asking = asking_with()
    scores = {} if value is None else {"TOXICITY": value}
    monkeypatch.setattr("tests.toxicity.perspective.stand_in._all", lambda _score: scores)
    answer = asking.analyze(INSULT)
    assert (answer.status, answer.error["status"]) == (500, "INTERNAL")


def test_answers_are_indented_only_when_asked(asking: Asking) -> None:
    body = {"comment": {"text": INSULT}, "requestedAttributes": {"TOXICITY": {}}}
    query = "alt=json&%24.xgafv=2&fields=attributeScores&quotaUser=x&uploadType=&key="
    assert "\n" not in asking.ask(ANALYZE, body, query=query).text
    assert "\n" in asking.ask(ANALYZE, body, query=f"{query}&prettyPrint=true").text
