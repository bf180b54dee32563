import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.discussion.factories import thread_make
from tests.moderation.ledger.world import PHASES, World
from tests.moderation.stand_in import StandIn


@pytest.fixture
def world(db: None, settings: Settings, scorer: type[StandIn], monkeypatch: pytest.MonkeyPatch) -> World:
    settings.PARLEY_SCREENING_PHASES = PHASES
    settings.PARLEY_EDIT_WINDOW = settings.PARLEY_EDIT_WINDOW * 100
    made = World(thread_make())
    monkeypatch.setattr(timezone, "now", lambda: made.at)
    return made
