"""The requests of known clients, as they stand on the wire, and what each of them reads out of the answer.

Rebuilt from what their sources send; only the address and the key differ from what they sent to Google.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.toxicity.perspective.harness import ANALYZE, SUGGEST, Asking

INSULT = "You are an idiot."
FORM_JSON = {"content-type": "application/json; charset=utf-8", "accept": "application/json"}
SIX = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")


def summary(answer: Any, attribute: str = "TOXICITY") -> Any:
    return answer["attributeScores"][attribute]["summaryScore"]["value"]


@pytest.mark.parametrize("model", ["TOXICITY", "SEVERE_TOXICITY", "TOXICITY@latest"])
@pytest.mark.parametrize("language", ["en"])
def test_coral_asks(asking: Asking, model: str, language: str) -> None:
    answer = asking.ask(
        ANALYZE,
        {
            "comment": {"text": INSULT},
            "doNotStore": True,
            "requestedAttributes": {model: {}},
            "languages": [language],
        },
        query="key=anything",
        headers={"content-type": "application/json", "user-agent": "Coral Perspective/9.0.0"},
    )
    assert answer.status == 200
    assert len(answer.text) < 2 * 1024 * 1024
    assert summary(answer.json, model) > 0.4


@pytest.mark.parametrize("value", [0, 1])
def test_coral_tells_what_its_moderators_decided(asking: Asking, value: int) -> None:
    link = {"url": "https://news.example/a", "reply_to_id_Coral_comment_id": "6", "Coral_comment_id": "7"}
    answer = asking.ask(
        SUGGEST,
        {
            "comment": {"text": INSULT},
            "context": {"entries": [{"text": json.dumps(link)}]},
            "attributeScores": {"TOXICITY": {"summaryScore": {"value": value}}},
            "languages": ["en"],
            "communityId": "Coral:https://news.example",
            "clientToken": "comment:7",
        },
        query="key=anything",
    )
    assert (answer.status, answer.json["clientToken"]) == (200, "comment:7")
    kept = json.loads(asking.suggested.read_text())
    assert kept["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == value
    assert json.loads(kept["context"]["entries"][0]["text"]) == link


def test_osmod_asks_with_article_and_parent(asking: Asking) -> None:
    """Which attributes, stands with its scorer-user; one that only Google had makes the request fail as a whole."""
    answer = asking.ask(
        ANALYZE,
        {
            "comment": {"text": f"{INSULT} Think again."},
            "context": {"entries": [{"text": "The article."}, {"text": "The parent."}]},
            "requestedAttributes": {name: {} for name in SIX},
            "languages": ["en"],
            "sessionId": "4711",
            "clientToken": "comment:7",
            "doNotStore": True,
            "communityId": "osmod",
            "spanAnnotations": True,
        },
    )
    for name in SIX:
        scores = answer.json["attributeScores"][name]
        assert [set(span) for span in scores["spanScores"]] == [{"begin", "end", "score"}] * 2
    refused = asking.analyze(INSULT, *SIX, "ATTACK_ON_AUTHOR")
    assert refused.error["message"] == "Unknown requested attribute: ATTACK_ON_AUTHOR"


def test_discourse_asks_without_a_language(asking: Asking) -> None:
    answer = asking.ask(
        ANALYZE,
        {
            "comment": {"text": INSULT},
            "doNotStore": True,
            "sessionId": "https://forum.example_42",
            "requestedAttributes": {
                "TOXICITY": {"scoreType": "PROBABILITY"},
                "SEVERE_TOXICITY": {"scoreType": "PROBABILITY"},
            },
        },
        query="key=anything",
    )
    assert summary(answer.json) == 0.5
    assert answer.json["languages"] == ["en"]


def test_helm_asks_for_eight_attributes(asking_with: Callable[..., Asking]) -> None:
    """One of them, FLIRTATION, no server of ours has: started with --drop-unsupported it answers for the others."""
    body = {
        "comment": {"text": INSULT[:20480]},
        "requestedAttributes": {name: {} for name in (*SIX, "SEXUALLY_EXPLICIT", "FLIRTATION")},
        "languages": ["en"],
        "spanAnnotations": True,
    }
    refused = asking_with().ask(ANALYZE, body)
    assert refused.error["message"] == "Unknown requested attribute: FLIRTATION"
    answer = asking_with(drop_unsupported=True).ask(ANALYZE, body).json
    assert len(answer["attributeScores"]) == 7
    assert all("spanScores" in scores for scores in answer["attributeScores"].values())


def test_lm_eval_asks_and_takes_the_summary(asking: Asking) -> None:
    answer = asking.ask(
        ANALYZE,
        {
            "comment": {"text": INSULT},
            "requestedAttributes": {"TOXICITY": {}},
            "languages": ["en"],
        },
        query="key=anything&alt=json",
    )
    assert summary(answer.json) == 0.5


def test_comentario_sends_markdown_and_thresholds(asking: Asking) -> None:
    answer = asking.ask(
        ANALYZE,
        {
            "comment": {"text": "You are **an idiot**, [you](https://x.example)."},
            "requestedAttributes": {name: {} for name in SIX},
        },
        query="key=anything",
        headers=FORM_JSON,
    )
    assert set(answer.json["attributeScores"]) == set(SIX)


def test_perspective_api_client_reads_the_errors_message(asking: Asking) -> None:
    answer = asking.analyze("", doNotStore=True)
    assert answer.json["error"]["message"] == "Comment must be non-empty."
    scored = asking.analyze(
        INSULT, doNotStore=True, requestedAttributes={"TOXICITY": {"scoreThreshold": 0.9}}
    )
    assert "attributeScores" not in scored.json


def test_perspective_for_r_unfolds_the_spans_of_a_plain_call(asking: Asking) -> None:
    answer = asking.analyze(INSULT, "TOXICITY", languages=["en"])
    (span,) = answer.json["attributeScores"]["TOXICITY"]["spanScores"]
    assert (span["begin"], span["end"], span["score"]["type"]) == (0, len(INSULT), "PROBABILITY")


@pytest.mark.parametrize("form", [str.upper, str.lower])
def test_header_keys_and_stray_headers_do_no_harm(asking: Asking, form: Callable[[str], str]) -> None:
    headers = {
        "x-goog-api-client": form("gdcl/2.0 gl-python/3.11"),
        "authorization": "Bearer x",
        "cookie": "a=b",
    }
    body = {"comment": {"text": INSULT}, "requestedAttributes": {"TOXICITY": {}}}
    assert asking.ask(ANALYZE, body, headers=headers).status == 200
