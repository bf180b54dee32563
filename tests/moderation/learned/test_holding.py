"""What is held by what was learned: which score it takes, and when nothing is."""

from datetime import datetime

import pytest
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.learned import calibrating
from parley.moderation.learned.calibrating import attempt_next, calibrate
from parley.moderation.learned.labels import labels_read
from parley.moderation.learned.live import threshold_newest
from parley.moderation.learned.state import auto_pass_state
from parley.moderation.learned.tending import learn
from parley.moderation.learning.thresholds import NothingSafe, Side
from parley.moderation.models import LearnedModel, PassThreshold, ScreenedFeatures
from tests.moderation.learned.site import decided_write, series, status_of

pytestmark = pytest.mark.django_db


def _learned(thread: Thread, person: Person, begin: datetime) -> PassThreshold:
    scores, rejected = series(1)
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=begin)
    said = learn()
    row = threshold_newest()
    assert row is not None
    assert any(row.hold_words in words for words in said)
    return row


@pytest.fixture
def holding(thread: Thread, person: Person, begin: datetime, settings: Settings) -> PassThreshold:
    """A site that holds what was learned to be rejected, and else publishes."""
    settings.PARLEY_AUTO_HOLD_BETA = 0.4
    row = _learned(thread, person, begin)
    assert "are held by themselves" in row.hold_words
    assert row.hold_score is not None
    assert row.hold_beta == 0.4
    return row


def test_what_was_learned_to_be_rejected_is_held(
    thread: Thread, settings: Settings, holding: PassThreshold
) -> None:
    settings.PARLEY_TOXICITY_THRESHOLDS = {}
    assert status_of("Well said", thread) == ("published", "passed")
    assert status_of("You idiot", thread) == ("held", "auto_held")
    kept = ScreenedFeatures.objects.order_by("-pk")[0]
    assert (kept.is_free, kept.is_due, kept.chance, kept.least) == (True, True, 1.0, 0.02)
    assert (kept.model, kept.threshold) == (holding.model.version, holding.hold_score)
    assert kept.score is not None
    assert kept.score > holding.hold_score  # type: ignore[operator]
    assert "are held by themselves" in auto_pass_state().holding


@pytest.mark.parametrize(
    "changed",
    [
        {"PARLEY_AUTO_HOLD_BETA": 0.0},
        {"PARLEY_AUTO_HOLD_BETA": 0.2},
        {"PARLEY_AUTO_PASS": True},
    ],
    ids=["off", "another share", "where all is held that does not pass"],
)
@pytest.mark.usefixtures("holding")
def test_nothing_is_held_by_a_threshold_that_was_not_made_for_it(
    thread: Thread, settings: Settings, changed: dict[str, object]
) -> None:
    settings.PARLEY_TOXICITY_THRESHOLDS = {}
    for name, value in changed.items():
        setattr(settings, name, value)
    assert status_of("You idiot", thread)[1] != "auto_held"


def test_another_share_is_looked_for_at_the_next_learning(
    thread: Thread, settings: Settings, holding: PassThreshold
) -> None:
    settings.PARLEY_AUTO_HOLD_BETA = 0.45
    calibrate(labels_read(at=now()))
    newest = threshold_newest()
    assert newest is not None
    assert (newest.pk > holding.pk, newest.hold_beta) == (True, 0.45)
    settings.PARLEY_TOXICITY_THRESHOLDS = {}
    assert status_of("You idiot", thread) == ("held", "auto_held")


def test_a_try_that_finds_nothing_to_pass_by_still_says_what_is_held(
    thread: Thread,
    person: Person,
    begin: datetime,
    settings: Settings,
    holding: PassThreshold,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PARLEY_AUTO_HOLD_BETA = 0.45
    monkeypatch.setattr(calibrating, "pass_threshold", lambda *_, **__: NothingSafe(Side.PASS, 9, 90, 4))
    calibrate(labels_read(at=now()))
    kept = threshold_newest()
    assert kept is not None
    assert (kept.pk, kept.score, kept.hold_beta, kept.tries) == (holding.pk, holding.score, 0.45, 2)
    calibrate(labels_read(at=now()))
    assert attempt_next(kept.model) == 3, "it is not tried again at once"


def test_with_too_few_labels_nothing_is_held(
    thread: Thread, person: Person, begin: datetime, settings: Settings
) -> None:
    settings.PARLEY_AUTO_HOLD_BETA = 0.4
    settings.PARLEY_AUTO_PASS_ALPHA = 0.01
    row = _learned(thread, person, begin)
    assert (row.needed, row.hold_score, row.hold_words) == (368, None, "")


def test_a_model_that_cannot_be_read_holds_all(thread: Thread, holding: PassThreshold) -> None:
    LearnedModel.objects.filter(pk=holding.model_id).update(parameters="{}")
    assert status_of("Well said", thread) == ("held", "phase_failed")
