from pathlib import Path

import pytest

from parley.toxicity.text.languages import UNDETERMINED, detect
from tests.toxicity.text.hostile import hostile


def _sentences() -> list[tuple[str, str]]:
    found = []
    tag = ""
    for line in (Path(__file__).parent / "languages.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            tag = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((tag, line))
    return found


def test_whole_sentences_are_recognised_and_never_taken_for_english() -> None:
    answers = [(tag, detect(text), text) for tag, text in _sentences()]
    assert len(answers) > 170
    assert not [answer for answer in answers if answer[1] == "en"]
    # Indonesian and Malay are one language in two standards.
    wrong = [answer for answer in answers if answer[1] not in {answer[0], UNDETERMINED} and answer[0] != "id"]
    assert wrong == []
    assert sum(answer[1] == UNDETERMINED for answer in answers) <= len(answers) * 0.05


@pytest.mark.parametrize(
    "text",
    [
        "This is a perfectly ordinary comment about the budget.",
        "You are a f***ing 1d10t and everybody knows it",
        "wtf are u talking about lol thats so dumb",
        "уоu аrе а stuріd іdіоt аnd уоu knоw іt",
        "I ordered the coq au vin and the crème brûlée, and they were awful.",
        "Have you read this? http://example.org/les-mots-et-les-choses-de-la-vie",
    ],
)
def test_english_however_it_is_written(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize(
    "text", ["yo hamburger", "idiot", "lol", "ok", "", "😂😂", "!!! 123", "merde alors", "a" * 500]
)
def test_too_little_to_tell(text: str) -> None:
    assert detect(text) == UNDETERMINED


@pytest.mark.parametrize(
    ("text", "tag"),
    [("Привет всем", "ru"), ("你好", "zh"), ("ばか", "ja"), ("바보", "ko"), ("ηλίθιε", "el"), ("ไอ้โง่", "th")],
)
def test_a_writing_system_tells_even_in_short_texts(text: str, tag: str) -> None:
    assert detect(text) == tag


@pytest.mark.parametrize("kind", hostile())
def test_hostile_text_gets_an_answer(kind: str) -> None:
    text = hostile()[kind]
    assert detect(text) == detect(text[:1000])
