"""comments:suggestscore keeps labelled examples."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parley.toxicity.perspective.suggestions import SuggestionsFile
from tests.toxicity.perspective.harness import SUGGEST, Asking
from tests.toxicity.perspective.stand_in import MODEL

GOOD = {"TOXICITY": {"summaryScore": {"value": 1}}}


def suggestion(**changes: Any) -> dict[str, Any]:
    sent = {"comment": {"text": "You are 🎉 an idiot."}, "attributeScores": GOOD, **changes}
    return {name: value for name, value in sent.items() if value is not None}


def test_an_example_is_kept_with_all_that_was_said(asking: Asking) -> None:
    answer = asking.ask(
        SUGGEST,
        suggestion(
            languages=["en"],
            communityId="Coral:https://news.example",
            clientToken="comment:7",
            sessionId="s",
            context={"entries": [{"text": '{"url": "https://news.example/a"}'}]},
        ),
    )
    assert answer.status == 200
    assert answer.json == {
        "clientToken": "comment:7",
        "detectedLanguages": ["en"],
        "requestedLanguages": ["en"],
    }
    assert asking.suggested.stat().st_mode & 0o777 == 0o600
    (line,) = asking.suggested.read_text().splitlines()
    kept = json.loads(line)
    assert kept.pop("time").endswith("+00:00")
    assert kept == {
        "model": MODEL,
        "text": "You are 🎉 an idiot.",
        "type": "PLAIN_TEXT",
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1.0, "type": "PROBABILITY"}}},
        "context": {"entries": [{"text": '{"url": "https://news.example/a"}', "type": "PLAIN_TEXT"}]},
        "languages": ["en"],
        "communityId": "Coral:https://news.example",
        "sessionId": "s",
        "clientToken": "comment:7",
        "key": "open",
    }


def test_spans_and_attributes_of_ones_own_are_kept(asking: Asking) -> None:
    scores = {
        "HOUSE_RULES": {"spanScores": [{"begin": 0, "end": 20, "score": {"value": 0.5, "type": 1}}]},
        "TOXICITY@6": {"summaryScore": {}},  # Google's JSON leaves a zero out
    }
    assert asking.ask(SUGGEST, suggestion(attribute_scores=scores, attributeScores=None)).status == 200
    kept = json.loads(asking.suggested.read_text())["attributeScores"]
    assert kept["HOUSE_RULES"]["spanScores"][0]["score"]["value"] == 0.5
    assert kept["TOXICITY@6"]["summaryScore"]["value"] == 0.0


def test_nothing_is_kept_when_told_not_to_store(asking: Asking) -> None:
    assert asking.ask(SUGGEST, suggestion(doNotStore=True)).status == 200
    assert not asking.suggested.exists()


def span(begin: object, end: object) -> dict[str, object]:
    return {"spanScores": [{"begin": begin, "end": end, "score": {"value": 0.5}}]}


@pytest.mark.parametrize(
    "changes",
    [
        {"comment": {"text": ""}},
        {"comment": None},
        {"comment": {"text": "a" * 20481}},
        {"attributeScores": {}},
        {"attributeScores": None},
        {"attributeScores": {"TOXICITY": {}}},
        {"attributeScores": {"no name": GOOD["TOXICITY"]}},
        {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 1.1}}}},
        {"attributeScores": {"TOXICITY": {"summaryScore": {"value": -1}}}},
        {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 1, "type": "RAW"}}}},
        {"attributeScores": {"TOXICITY": {"summaryScore": 1}}},
        {"attributeScores": {"TOXICITY": span(None, 5)}},
        {"attributeScores": {"TOXICITY": span(0, None)}},
        {"attributeScores": {"TOXICITY": span(0, 21)}},
        {"attributeScores": {"TOXICITY": span(5, 5)}},
        {"attributeScores": {"TOXICITY": span(-1, 5)}},
        {"attributeScores": {"TOXICITY": span(0, 1.5)}},
        {"attributeScores": {"TOXICITY": span(0, 2**40)}},
        {"context": {"entries": [], "articleAndParentComment": {}}},
        {"requestedAttributes": {}},
    ],
)
def test_what_is_wrong_is_refused_and_not_kept(asking: Asking, changes: dict[str, Any]) -> None:
    answer = asking.ask(SUGGEST, suggestion(**changes))
    assert (answer.status, answer.error["status"]) == (400, "INVALID_ARGUMENT")
    assert not asking.suggested.exists()


def test_a_full_file_is_said_and_stays_as_it_is(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(suggestions_limit=400)
    statuses = [asking.ask(SUGGEST, suggestion()).status for _ in range(3)]
    assert statuses == [200, 429, 429]
    assert asking.ask(SUGGEST, suggestion()).error["status"] == "RESOURCE_EXHAUSTED"
    assert len(asking.suggested.read_text().splitlines()) == 1


def test_a_file_that_can_not_be_written_is_a_500(asking: Asking) -> None:
    asking.suggested.mkdir()
    assert asking.ask(SUGGEST, suggestion()).status == 500


def test_an_example_after_half_a_line_stands_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.jsonl"
    path.parent.mkdir()
    path.write_text('{"cut": "o')
    SuggestionsFile(path).append({"text": "\udcff"})
    assert json.loads(path.read_text().splitlines()[1]) == {"text": "\udcff"}
