"""The model beside a server: loaded at its start, and looked for by `parley check`."""

import threading

import pytest
from pytest_django import Settings

from parley.moderation import scoring
from parley.project import checking
from parley.project.model_loading import ModelLoading
from tests.moderation.stand_in import PATH, StandIn

PATIENCE = 60  # seconds
ABSENT = "tests.moderation.stand_in.Absent"


@pytest.fixture(autouse=True)
def _stand_in(settings: Settings) -> None:
    settings.PARLEY_TOXICITY_TIER, settings.PARLEY_TOXICITY_SCORER = "accurate", PATH
    scoring.scorer_forget()
    StandIn.forget()


def _started() -> threading.Thread:
    loading = ModelLoading()
    loading.start()
    loading.stop()
    return loading._thread


def test_it_is_loaded_before_anybody_asks() -> None:
    _started().join(PATIENCE)
    assert StandIn.loads == 1
    assert scoring.scorer_get().model == "accurate@1"
    assert StandIn.loads == 1


def test_turned_off_nothing_is_loaded(settings: Settings) -> None:
    settings.PARLEY_TOXICITY_TIER = "off"
    assert not _started().is_alive()
    assert checking._model_problems() == []
    assert StandIn.loads == 0


def test_a_model_that_is_missing_is_told(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    assert checking._model_problems() == []
    settings.PARLEY_TOXICITY_SCORER = ABSENT
    [problem] = checking._model_problems()
    assert "no weights for accurate" in problem
    assert "PARLEY_TOXICITY_TIER=off" in problem
    _started().join(PATIENCE)
    assert "each one waits for a moderator" in caplog.text
