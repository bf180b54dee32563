"""The settings of services: what is taken, and that a weak secret or a wrong address stops the start."""

import base64
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from parley.project.settings.environment import Environment
from parley.project.settings.services import places_read, secret_read

STRONG = "whsec_" + base64.b64encode(b"x" * 24).decode()
HTTP, LLM = "PARLEY_HTTP_PHASE_URL", "PARLEY_LLM_URL"


def _set(monkeypatch: pytest.MonkeyPatch, **named: str) -> Environment:
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    return Environment()


def test_nothing_is_asked_unless_it_is_set() -> None:
    made = Environment()
    assert (made.http_phase_url, made.llm_url, made.akismet_key, made.outgoing_allow) == ("", "", "", ())


def test_a_service_with_a_strong_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _set(monkeypatch, PARLEY_HTTP_PHASE_URL="https://a.example/x", PARLEY_HTTP_PHASE_SECRET=STRONG)
    assert secret_read(made.http_phase_secret) == b"x" * 24


@pytest.mark.parametrize(
    "secret",
    ["a secret that is long enough but no base64", STRONG.removeprefix("whsec_"), "whsec_", "whsec_!!!"]
    + ["whsec_" + base64.b64encode(b"x" * length).decode() for length in (23, 65)],
)
def test_a_weak_secret_stops_the_start(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    with pytest.raises(ValidationError, match="PARLEY_HTTP_PHASE_SECRET") as raised:
        _set(monkeypatch, PARLEY_HTTP_PHASE_URL="https://a.example/x", PARLEY_HTTP_PHASE_SECRET=secret)
    assert "24 to 64 random bytes" in str(raised.value)
    assert secret == "whsec_" or secret not in str(raised.value)


def test_a_service_without_a_secret_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="PARLEY_HTTP_PHASE_SECRET must be set"):
        _set(monkeypatch, PARLEY_HTTP_PHASE_URL="https://a.example/x")


@pytest.mark.parametrize("name", [HTTP, LLM])
@pytest.mark.parametrize(
    "url", ["a.example", "ftp://a.example/", "https://me:word@a.example/", "http://a.example/"]
)
def test_an_address_that_must_not_be_called_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    with pytest.raises(ValidationError, match=name):
        _set(monkeypatch, **{name: url}, PARLEY_HTTP_PHASE_SECRET=STRONG, PARLEY_LLM_MODEL="small-1")


def test_plain_http_is_for_places_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _set(
        monkeypatch,
        PARLEY_OUTGOING_ALLOW="127.0.0.1:9000, models.lan:80",
        PARLEY_HTTP_PHASE_URL="http://127.0.0.1:9000/ask",
        PARLEY_HTTP_PHASE_SECRET=STRONG,
        PARLEY_LLM_URL="http://models.lan/v1/chat/completions",
        PARLEY_LLM_MODEL="small-1",
    )
    assert places_read(made.outgoing_allow) == {("127.0.0.1", 9000), ("models.lan", 80)}


@pytest.mark.parametrize("places", ["127.0.0.1", "http://127.0.0.1:9000", "a:b"])
def test_places_are_written_with_their_port(monkeypatch: pytest.MonkeyPatch, places: str) -> None:
    with pytest.raises(ValidationError, match="PARLEY_OUTGOING_ALLOW"):
        _set(monkeypatch, PARLEY_OUTGOING_ALLOW=places)


def test_a_language_model_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="PARLEY_LLM_MODEL"):
        _set(monkeypatch, PARLEY_LLM_URL="https://a.example/v1/chat/completions")


def test_what_the_model_is_told_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _set(monkeypatch, PARLEY_LLM_PROMPT="Hold rhymes.").llm_prompt == "Hold rhymes."
    file = tmp_path / "prompt.txt"
    file.write_text("Hold whatever rhymes.\n", encoding="utf-8")
    assert _set(monkeypatch, PARLEY_LLM_PROMPT=f"@{file}").llm_prompt == "Hold whatever rhymes."
    for wrong in (f"@{tmp_path / 'gone.txt'}", "x" * 20_001):
        with pytest.raises(ValidationError, match="PARLEY_LLM_PROMPT"):
            _set(monkeypatch, PARLEY_LLM_PROMPT=wrong)
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(ValidationError, match="is empty"):
        _set(monkeypatch, PARLEY_LLM_PROMPT=f"@{file}")


def test_options_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"temperature": None, "max_completion_tokens": 2000}
    assert _set(monkeypatch, PARLEY_LLM_OPTIONS=json.dumps(given)).llm_options == given
    for wrong in ({"messages": []}, {"stream": True}, {"model": "large-1"}, {"tools": []}):
        with pytest.raises(ValidationError, match="PARLEY_LLM_OPTIONS"):
            _set(monkeypatch, PARLEY_LLM_OPTIONS=json.dumps(wrong))


def test_a_wrong_key_does_not_get_into_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, wrong in (("PARLEY_AKISMET_KEY", "my secret-key"), ("PARLEY_LLM_KEY", "sk two words")):
        with pytest.raises(ValidationError, match=name) as raised:
            _set(monkeypatch, **{name: wrong})
        assert wrong not in str(raised.value)
        monkeypatch.delenv(name)
