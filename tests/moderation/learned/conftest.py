from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.learned import keeping
from parley.moderation.learned.live import threshold_newest
from parley.moderation.learned.tending import learn
from parley.moderation.models import PassThreshold
from tests.discussion.factories import thread_make
from tests.moderation.learned.site import PHASES, decided_write, series
from tests.moderation.people import person_make
from tests.moderation.stand_in import StandIn


class _Undrawn:
    """Dice by which the slice draws only what it must draw; a test that wants others throws its own."""

    def random(self) -> float:
        return 0.99


@pytest.fixture(autouse=True)
def _site(settings: Settings, scorer: type[StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    del scorer
    monkeypatch.setattr(keeping, "dice", _Undrawn())
    settings.PARLEY_SCREENING_PHASES = PHASES
    settings.PARLEY_TOXICITY_THRESHOLDS = {"INSULT": 0.8}
    settings.PARLEY_AUTO_PASS_ALPHA = 0.1
    settings.PARLEY_AUDIT_SHARE = 0.02


@pytest.fixture
def thread() -> Thread:
    return thread_make()


@pytest.fixture
def person() -> Person:
    return person_make()


@pytest.fixture
def begin() -> datetime:
    """A moment so long ago that all of a long series lies in the past, and recent enough to be no backlog."""
    return now() - timedelta(days=1)


@pytest.fixture
def learned(thread: Thread, person: Person, begin: datetime) -> PassThreshold:
    """A site where scores tell nearly everything, with its model and its threshold."""
    scores, rejected = series(1)
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=begin)
    learn()
    row = threshold_newest()
    assert row is not None
    assert row.score is not None, row.words
    return row
