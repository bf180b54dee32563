"""The protocol over the model that ships: one look at whether the two fit together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.toxicity.perspective.analyze import SUPPORTED
from parley.toxicity.perspective.batching import Batcher
from parley.toxicity.perspective.service import Service
from parley.toxicity.perspective.suggestions import SuggestionsFile
from parley.toxicity.scorer import LANGUAGES, Scorer
from tests.toxicity.perspective.harness import ANALYZE, Answer, Asking, answer_of


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    scorer = Scorer("fast")
    folder = tmp_path_factory.mktemp("shipped")
    service = Service(batcher=Batcher(scorer), suggestions=SuggestionsFile(folder / "suggestions.jsonl"))
    yield service
    service.close()


def ask(service: Service, text: str, tmp_path: Path, **fields: object) -> Answer:
    asking = Asking(tmp_path)
    asking.close()
    body = {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}, "THREAT": {}}, **fields}
    return answer_of(service.handle(asking.request(ANALYZE, body)))


def test_the_languages_are_those_of_the_scorer() -> None:
    assert SUPPORTED == LANGUAGES


def test_abuse_scores_over_thanks(shipped: Service, tmp_path: Path) -> None:
    def toxicity(text: str) -> float:
        answer = ask(shipped, text, tmp_path)
        assert answer.status == 200
        value: float = answer.json["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
        return value

    assert toxicity("You are a stupid idiot and a fucking moron.") > toxicity(
        "Thank you, that was very helpful."
    )


def test_sentences_cover_the_text_in_utf16_units(shipped: Service, tmp_path: Path) -> None:
    text = "Thank you 🎉 for this. You are a stupid idiot! 👍🏽 Goodbye."
    answer = ask(shipped, text, tmp_path, spanAnnotations=True)
    spans = answer.json["attributeScores"]["TOXICITY"]["spanScores"]
    assert len(spans) >= 2
    units = text.encode("utf-16-le")
    pieces = [units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le") for span in spans]
    worst = max(zip(spans, pieces, strict=True), key=lambda pair: pair[0]["score"]["value"])
    assert "idiot" in worst[1]


def test_other_languages_and_odd_texts_get_the_protocols_errors(shipped: Service, tmp_path: Path) -> None:
    foreign = "Das ist ein ganz gewöhnlicher Satz, der auf Deutsch geschrieben wurde und nichts Böses sagt."
    assert ask(shipped, foreign, tmp_path).error_type == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    assert ask(shipped, foreign, tmp_path, languages=["en"]).status == 200
    assert ask(shipped, "\ud800 \udfff x", tmp_path).status == 200
