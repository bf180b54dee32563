"""Settings that are more than a number: what is taken, and that a wrong value stops the start."""

import json

import pytest
from pydantic import ValidationError

from parley.project.settings.environment import Environment
from parley.project.settings.report_reasons import REPORT_REASONS


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


@pytest.mark.parametrize("name", ["PARLEY_VALUED_RATE", "PARLEY_REPORT_RATE"])
def test_a_rate_has_a_form(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "often")
    with pytest.raises(ValidationError, match=name):
        Environment()
