"""The services that screening phases ask, each set up as an operator does, with a stand-in that has no objection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pytest_django import Settings

from parley.discussion.screening import screening_phases
from tests.http_service import HttpService, http_service

#: By the phase's name: its class, its settings (None: the service's address), and what its service answers.
SERVICES: Final[dict[str, tuple[str, dict[str, Any], object]]] = {
    "own_http": (
        "own_http.OwnHttp",
        {"PARLEY_HTTP_PHASE_URL": None, "PARLEY_HTTP_PHASE_SECRET": b"a secret of thirty-two bytes ..."},
        {"outcome": "publish"},
    ),
    "own_llm": (
        "own_llm.OwnLlm",
        {"PARLEY_LLM_URL": None, "PARLEY_LLM_MODEL": "small-1"},
        {"choices": [{"message": {"content": '{"outcome": "no opinion", "reasons": []}'}}]},
    ),
    "spam": ("spam.Spam", {"PARLEY_AKISMET_URL": None, "PARLEY_AKISMET_KEY": "0123456789ab"}, b"false"),
}


@contextmanager
def service_running(name: str, settings: Settings, *before: str) -> Iterator[HttpService]:
    """Run the stand-in of one phase, which is asked after the phases `before` (dotted paths)."""
    phase, variables, answer = SERVICES[name]
    with http_service() as made:
        for variable, value in variables.items():
            setattr(settings, variable, made.url if value is None else value)
        settings.PARLEY_OUTGOING_ALLOW = frozenset({made.place})
        settings.PARLEY_SCREENING_PHASES = [*before, f"parley.moderation.phases.{phase}"]
        screening_phases.__globals__["_phases_load"].cache_clear()  # with it the breaker of the test before
        made.says(answer)
        yield made
