"""Drift is found where there is some, and seldom where there is none."""

import math

import numpy as np
import pytest

from parley.moderation.learning.drift import (
    BLOCK,
    AuditTest,
    ScoreDrift,
    TooFewScores,
    audit_test,
    score_drift,
)
from parley.moderation.learning.gate import gate
from parley.moderation.learning.risk import pass_threshold
from parley.moderation.learning.thresholds import TooFewLabels
from tests.moderation.learning.population import comments


def drift(before: np.ndarray, now: np.ndarray, **settings: float) -> ScoreDrift:
    found = score_drift(before, now, **settings)
    assert isinstance(found, ScoreDrift)
    return found


def test_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    before, now = np.arange(100) / 100, np.arange(50) / 100
    assert drift(before, now).distance == pytest.approx(0.5)
    assert drift(before, before).distance == 0.0
    assert drift(before, before).chance == 1.0


def test_a_changed_stream_is_found() -> None:
    rng = np.random.default_rng(1)
    found = drift(rng.normal(0, 1, 3000), rng.normal(0.5, 1, 400))
    assert found.found
    assert found.words.startswith("Scores have changed")
    assert (found.before, found.now) == (2000, 400)


def test_the_same_stream_is_seldom_called_changed() -> None:
    rng = np.random.default_rng(2)
    alarms = sum(
        drift(rng.random(80).round(2), rng.random(60).round(2), level=0.05, distance=0.0).found
        for _ in range(60)
    )
    assert alarms <= 10  # of 60 at 5 %: beyond it, a chance under one in a thousand


def test_a_change_beyond_chance_but_small_is_none() -> None:
    before = np.arange(2000) / 2000
    found = drift(before, before + 0.08)
    assert found.chance <= 0.001
    assert not found.found


def test_a_kind_of_score_shows_what_the_sum_does_not() -> None:
    rng = np.random.default_rng(7)
    before, now = rng.normal(0, 1, (2000, 8)), rng.normal(0, 1, (1500, 8))
    now[:, 3] += 0.5
    assert not drift(before.sum(axis=1), now.sum(axis=1)).found
    found = drift(before, now)
    assert found.found
    assert found.distance == pytest.approx(drift(before[:, 3], now[:, 3]).distance)


def test_many_kinds_raise_no_more_false_alarms_than_one() -> None:
    rng = np.random.default_rng(8)
    alarms = sum(
        drift(rng.random((80, 8)), rng.random((60, 8)), level=0.05, distance=0.0).found for _ in range(60)
    )
    assert alarms <= 10  # of 60 at 5 %: beyond it, a chance under one in a thousand


def test_kinds_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="Kinds of scores"):
        score_drift(np.zeros((60, 2)), np.zeros((60, 3)))


def test_scores_that_are_too_few_or_none() -> None:
    assert score_drift(np.zeros(49), np.zeros(60)) == TooFewScores(49, 60)
    with pytest.raises(ValueError, match="finite"):
        score_drift([math.nan] * 60, [0.1] * 60)


def test_an_error_at_its_limit_seldom_raises_an_alarm_ever() -> None:
    rng = np.random.default_rng(3)
    alarms = sum(audit_test(rng.random(1500) < 0.01, allowed=0.01).found for _ in range(200))
    assert alarms <= 20  # of 200 at 5 %: beyond it, a chance under two in a thousand


@pytest.mark.parametrize(("rate", "median"), [(0.03, 700), (0.05, 250), (0.1, 100)])
def test_an_error_that_rises_late_is_found_soon(rate: float, median: int) -> None:
    rng = np.random.default_rng(4)
    good = 500
    delays = []
    for _ in range(40):
        found = audit_test(np.append(rng.random(good) < 0.005, rng.random(1500) < rate), allowed=0.01)
        delays.append(found.found_at - good if found.found_at else math.inf)
    assert np.median(delays) <= median


def test_a_long_good_record_hides_no_late_change() -> None:
    """With one start only, 3,000 good audits would outweigh any number of bad ones that could follow in time."""
    late = audit_test([False] * 3000 + [True, False] * 20, allowed=0.01)
    assert late.found_at is not None
    assert late.found_at <= 3000 + BLOCK


def test_the_evidence_is_worked_out_by_hand() -> None:
    # Half of the capital is staked at the start, a fifth of it on each of 1.5, 2, 3, 5 and 10 times the odds.
    odds = [times / 99 for times in (1.5, 2.0, 3.0, 5.0, 10.0)]
    won = sum((one / (1 + one)) / 0.01 for one in odds) / 5
    assert audit_test([True], allowed=0.01).evidence == pytest.approx(won / 2 + 1 / 2)


def test_an_audit_stays_found_and_counts_on() -> None:
    found = audit_test([True] * 5 + [False] * 95, allowed=0.01)
    assert found.found
    assert found.found_at is not None
    assert found.found_at <= 5
    assert (found.errors, found.audits) == (5, 100)
    assert found.interval[0] < 0.05 < found.interval[1]
    assert found.words.startswith("More goes wrong than may: 5 of 100")


def test_no_audits_say_nothing() -> None:
    none = audit_test([], allowed=0.01)
    assert none == AuditTest(False, 0, 0, 0.01, 1.0, None)


@pytest.mark.parametrize(("wrong", "allowed"), [([0.5], 0.01), ([True], 0.0), ([True], 1.0)])
def test_what_is_no_audit_is_refused(wrong: list[bool], allowed: float) -> None:
    with pytest.raises(ValueError, match="must"):
        audit_test(wrong, allowed=allowed)


def test_the_gate_opens_only_when_nothing_speaks_against_it() -> None:
    calibration = pass_threshold(*comments(np.random.default_rng(5), 4000), np.ones(4000))
    steady = ScoreDrift(False, 0.02, 0.5, 2000, 300)
    moved = ScoreDrift(True, 0.3, 0.0005, 2000, 300)
    good, bad = audit_test([False] * 100, allowed=0.01), audit_test([True] * 5, allowed=0.01)
    few = TooFewScores(2000, 10)
    assert gate(calibration, scores=steady, audits=good).threshold == calibration
    assert gate(calibration, scores=few).is_open
    assert gate(calibration, scores=moved, audits=bad).reasons == (moved.words, bad.words)
    assert not gate(calibration, scores=moved).is_open
    assert gate(TooFewLabels(10, 299)).reasons == (TooFewLabels(10, 299).words,)
