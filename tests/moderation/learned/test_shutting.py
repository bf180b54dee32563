"""What shuts passing by itself: audits that go wrong, comments that change, another toxicity model."""

import random
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.actions import Why
from parley.moderation.learned import watching
from parley.moderation.learned.calibrating import calibrate
from parley.moderation.learned.labels import labels_read
from parley.moderation.learned.live import live_now, threshold_newest
from parley.moderation.learned.refitting import refit_due
from parley.moderation.learned.state import auto_pass_state
from parley.moderation.learned.tending import learn
from parley.moderation.learned.watching import audits_watch, scores_watch
from parley.moderation.learning.drift import LEVEL, TooFewScores
from parley.moderation.learning.features import OF_TEXT
from parley.moderation.models import Decision, LearnedModel, PassThreshold, ScreenedFeatures
from parley.moderation.scoring import scorer_forget, scorer_get
from tests.moderation.learned.site import COUNT, decided_write, status_of
from tests.moderation.stand_in import StandIn

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult")


# --- what shuts it ------------------------------------------------------------------------------------
def _audits(thread: Thread, person: Person, rejected: Sequence[bool | None]) -> None:
    """Audits of what lies below the threshold, made after it, all in the past when they are looked at."""
    decided_write(
        thread=thread,
        person=person,
        scores=[0.05] * len(rejected),
        rejected=rejected,
        begin=now() - timedelta(hours=1),
        is_drawn=True,
    )


@pytest.fixture
def earlier(learned: PassThreshold) -> PassThreshold:
    """The threshold, as if it had been made two hours ago."""
    PassThreshold.objects.update(made_at=now() - timedelta(hours=2))
    return learned


def test_audits_that_are_fine_leave_it_open(thread: Thread, person: Person, earlier: PassThreshold) -> None:
    _audits(thread, person, [False] * 95 + [True] * 5)
    assert audits_watch() == ""
    assert threshold_newest() == earlier


@pytest.mark.usefixtures("earlier")
def test_audits_that_go_wrong_shut_it(thread: Thread, person: Person, settings: Settings) -> None:
    settings.PARLEY_AUTO_PASS = True
    assert status_of("Well said", thread) == ("published", "auto_passed")
    _audits(thread, person, [True, False] * 20)
    assert audits_watch().startswith("More goes wrong than may")
    assert status_of("Well said again", thread) == ("held", "not_passed")
    state = auto_pass_state()
    assert (state.is_on, state.is_acting, state.drift_found, state.share) == (True, False, True, 0.0)
    assert "More goes wrong" in str(state.reasons[0])
    assert state.since == threshold_newest().closed_at  # type: ignore[union-attr]
    calibrate(labels_read(at=now()))
    assert live_now() is None, "labels from before the alarm open nothing"


@pytest.mark.usefixtures("earlier")
def test_audits_that_nobody_judges_count_as_wrong_in_the_end(
    thread: Thread, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    _audits(thread, person, [None] * 30)
    assert audits_watch() == ""
    later = now() + timedelta(days=5)
    monkeypatch.setattr(watching, "now", lambda: later)
    assert audits_watch().startswith("More goes wrong than may: 30 of 30")


# --- another toxicity model ----------------------------------------------------------------------------
def test_scores_of_another_model_pass_nothing_until_they_were_learned_from(
    learned: PassThreshold, thread: Thread, scorer: type[StandIn], settings: Settings
) -> None:
    settings.PARLEY_AUTO_PASS = True
    assert status_of("Well said", thread) == ("published", "auto_passed")
    scorer.version = "2"
    scorer_forget()
    assert status_of("Well said again", thread) == ("held", "not_passed")
    assert not len(labels_read(at=now())), "decisions on texts that another model scored are left out"
    assert refit_due(labels_read(at=now()))
    PassThreshold.objects.filter(pk=learned.pk).update(watched_at=now() - watching.LOOK_EVERY)
    assert scores_watch().startswith("Another toxicity model")
    assert live_now() is None
    assert "Another toxicity model" in str(auto_pass_state().reasons)

    ScreenedFeatures.objects.update(scored_by=scorer_get().model)
    last = ScreenedFeatures.objects.filter(comment__decisions__action=Decision.Action.REJECT).latest(
        "screened_at"
    )
    ScreenedFeatures.objects.filter(pk=last.pk).update(scored_by="accurate@1")
    partly = labels_read(at=now())
    times = partly.rows.decided_at[partly.fair]
    assert (times > last.screened_at.timestamp()).all(), "a rejection is missing among the earlier ones"
    ScreenedFeatures.objects.filter(pk=last.pk).update(scored_by="accurate@2")
    assert labels_read(at=now()).fair.sum() == COUNT
    (words,) = [words for words in learn(forced=True) if "log loss" in words]
    assert LearnedModel.objects.filter(is_live=True).get().pk != learned.model_id, words


def _look_due() -> None:
    PassThreshold.objects.update(watched_at=now() - watching.LOOK_EVERY)


def _passed(thread: Thread, person: Person, scores: Sequence[float], *, letters: int = 5) -> None:
    """Write texts with these scores of the last hour; all decided in the end, which drift takes no notice of."""
    recent = now() - timedelta(hours=1)
    comments = decided_write(
        thread=thread, person=person, scores=scores, rejected=[False] * len(scores), begin=recent
    )
    facts = ScreenedFeatures.objects.filter(comment__in=comments)
    for row in facts:
        row.facts["letters"] = letters
    ScreenedFeatures.objects.bulk_update(facts, ["facts"])


@pytest.mark.usefixtures("earlier")
def test_scores_that_have_changed_shut_it(thread: Thread, person: Person) -> None:
    dice = random.Random(11)
    _passed(thread, person, [dice.uniform(0.01, 0.3) for _ in range(300)])
    _look_due()
    assert scores_watch() == ""
    _passed(thread, person, [dice.uniform(0.2, 0.3) for _ in range(300)])
    _look_due()
    assert scores_watch().startswith("Scores have changed")
    assert live_now() is None
    assert auto_pass_state().drift_found


@pytest.mark.usefixtures("earlier")
def test_texts_that_have_changed_shut_it_though_scores_have_not(thread: Thread, person: Person) -> None:
    dice = random.Random(11)
    _passed(thread, person, [dice.uniform(0.01, 0.3) for _ in range(300)], letters=200)
    _look_due()
    assert scores_watch().startswith("Scores have changed")


@pytest.mark.usefixtures("earlier")
def test_what_does_not_pass_may_change_as_it_likes(thread: Thread, person: Person) -> None:
    dice = random.Random(11)
    _passed(thread, person, [dice.uniform(0.01, 0.3) for _ in range(300)])
    _passed(thread, person, [0.99] * 300, letters=200)
    _look_due()
    assert scores_watch() == ""
    assert live_now() is not None


@pytest.mark.usefixtures("earlier")
def test_no_more_looks_are_taken_than_the_level_is_for(
    thread: Thread, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[float] = []

    def looks(*_samples: object, level: float) -> TooFewScores:
        levels.append(level)
        return TooFewScores(0, 0)

    monkeypatch.setattr(watching, "score_drift", looks)
    assert not watching.scores_due(), "the threshold has just been made"
    assert scores_watch() == ""
    _look_due()
    assert watching.scores_due()
    for _process in range(3):
        assert scores_watch() == ""
    assert levels == [LEVEL / watching.LOOKS]


def test_the_threshold_that_each_comment_reads_comes_without_what_is_compared(
    learned: PassThreshold,
) -> None:
    with CaptureQueriesContext(connection) as captured:
        live_now()
    assert len(captured) == 1
    assert '"sample"' not in captured[0]["sql"]
    kinds = np.array(learned.sample)
    assert kinds.shape[1] == len(OF_TEXT) + 1
    assert 0.3 * COUNT * 0.35 < len(kinds) < COUNT * 0.35
