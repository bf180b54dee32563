"""Settings that are more than a number: what is taken, and that a wrong value stops the start."""

import json

import pytest
from pydantic import ValidationError

from parley.project.settings.comment_kinds import COMMENT_KINDS
from parley.project.settings.environment import Environment
from parley.project.settings.report_reasons import REPORT_REASONS
from parley.project.settings.toxicity_thresholds import TOXICITY_THRESHOLDS


def test_reasons_for_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Environment().report_reasons == {}
    monkeypatch.setenv("PARLEY_REPORT_REASONS", '{"rude": " It is rude. ", "other": "Otra cosa"}')
    assert list(Environment().report_reasons.items()) == [("rude", "It is rude."), ("other", "Otra cosa")]


@pytest.mark.parametrize(
    "reasons",
    [
        {"Rude": "x"},
        {"": "x"},
        {"a b": "x"},
        {"x" * 51: "x"},
        {"rude": ""},
        {"rude": "  "},
        {"rude": "x" * 201},
        {"rude": 5},
        ["rude"],
        {f"r{number}": "x" for number in range(21)},
    ],
)
def test_wrong_reasons_stop_the_start(monkeypatch: pytest.MonkeyPatch, reasons: object) -> None:
    monkeypatch.setenv("PARLEY_REPORT_REASONS", json.dumps(reasons))
    with pytest.raises(ValidationError, match="PARLEY_REPORT_REASONS"):
        Environment()


def test_parleys_own_reasons_would_pass_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {code: str(sentence) for code, sentence in REPORT_REASONS.items()}
    monkeypatch.setenv("PARLEY_REPORT_REASONS", json.dumps(own))
    assert Environment().report_reasons == own


def test_kinds_of_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(Environment().comment_kinds) == set(COMMENT_KINDS)
    for given, kinds in (("question, tip", ("question", "tip")), ("none", ("none",))):
        monkeypatch.setenv("PARLEY_COMMENT_KINDS", given)
        assert Environment().comment_kinds == kinds
    monkeypatch.setenv("PARLEY_COMMENT_KINDS", "gossip")
    with pytest.raises(ValidationError, match="PARLEY_COMMENT_KINDS"):
        Environment()


def test_thresholds_name_only_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Environment().toxicity_thresholds == {}
    monkeypatch.setenv("PARLEY_TOXICITY_THRESHOLDS", '{"TOXICITY": 0.7, "PROFANITY": null}')
    given = Environment().toxicity_thresholds
    assert given == {"TOXICITY": 0.7, "PROFANITY": None}
    assert (TOXICITY_THRESHOLDS | given)["THREAT"] == TOXICITY_THRESHOLDS["THREAT"]


@pytest.mark.parametrize(
    "thresholds", [{"TOXICITY": 0}, {"TOXICITY": 1.1}, {"TOXIC": 0.5}, {"INSULT": "high"}, [0.5], 0.5]
)
def test_wrong_thresholds_stop_the_start(monkeypatch: pytest.MonkeyPatch, thresholds: object) -> None:
    monkeypatch.setenv("PARLEY_TOXICITY_THRESHOLDS", json.dumps(thresholds))
    with pytest.raises(ValidationError, match="PARLEY_TOXICITY_THRESHOLDS"):
        Environment()


@pytest.mark.parametrize(
    "name", ["PARLEY_TOXICITY_TIER", "PARLEY_TOXICITY_OTHER_LANGUAGES", "PARLEY_PERSPECTIVE"]
)
def test_a_word_that_is_no_choice_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "sometimes")
    with pytest.raises(ValidationError, match=name):
        Environment()


@pytest.mark.parametrize("name", ["PARLEY_VALUED_RATE", "PARLEY_REPORT_RATE"])
def test_a_rate_has_a_form(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "often")
    with pytest.raises(ValidationError, match=name):
        Environment()
