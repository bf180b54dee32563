"""The promise is kept in as many of repeated draws as promised, and it is worth something."""

import math

import numpy as np
import pytest

from parley.moderation.learning.checks import ROWS_MAX, Bools, Floats
from parley.moderation.learning.risk import hold_threshold, pass_threshold
from parley.moderation.learning.thresholds import Calibration, NothingSafe, Side, Threshold, TooFewLabels
from tests.moderation.learning.population import comments, error_above, error_below

DRAWS = 300
#: So many failures of 300 at a true 5 % or less have a chance under one in a thousand.
FAILURES_MAX = 27


def passing(scores: Floats, rejected: Bools, **settings: float) -> Calibration:
    return pass_threshold(scores, rejected, np.ones(len(scores)), **settings)


def found(calibration: Calibration) -> Threshold:
    assert isinstance(calibration, Threshold), calibration.words
    return calibration


def test_of_what_passes_no_more_is_wrong_than_promised() -> None:
    rng = np.random.default_rng(1)
    made = [passing(*comments(rng, 1500)) for _ in range(DRAWS)]
    thresholds = [one for one in made if isinstance(one, Threshold)]
    assert len(thresholds) > DRAWS / 2
    assert sum(error_below(one.score) > 0.01 for one in thresholds) <= FAILURES_MAX


def test_where_nothing_may_pass_it_seldom_does() -> None:
    """The hardest case for many thresholds tried: everywhere a hair more is rejected than may be."""
    rng = np.random.default_rng(2)
    made = [passing(rng.random(2000), rng.random(2000) < 0.0101) for _ in range(DRAWS)]
    passed = sum(isinstance(one, Threshold) for one in made)
    assert 0 < passed <= FAILURES_MAX


def test_where_the_error_jumps_at_a_score_the_climb_ends_there() -> None:
    """Two scores, as of a rule: each of the lower is fine, of the upper one in twenty is rejected."""
    rng = np.random.default_rng(3)
    failures = 0
    for _ in range(DRAWS):
        scores = np.where(rng.random(2000) < 0.4, 0.2, 0.6) + (rng.random(2000) < 0.5) * 0.1
        rejected = rng.random(2000) < np.where(scores < 0.5, 0.001, 0.05)
        one = passing(scores, rejected)
        failures += isinstance(one, Threshold) and one.score > 0.6 + 1e-9
    assert failures <= FAILURES_MAX


def test_four_thousand_labels_of_a_good_model_let_half_pass() -> None:
    rng = np.random.default_rng(4)
    shares = [found(passing(*comments(rng, 4000))).share for _ in range(40)]
    assert min(shares) > 0.5
    assert np.median(shares) > 0.65


def test_of_what_is_held_no_more_would_be_published_than_promised() -> None:
    rng = np.random.default_rng(5)
    failures, shares = 0, []
    for _ in range(60):
        scores, rejected = comments(rng, 6000)
        one = hold_threshold(scores, rejected, np.ones(6000), beta=0.1)
        if isinstance(one, Threshold):
            failures += error_above(one.score) > 0.1
            shares.append(one.share)
    assert failures <= 10  # of 60 at 5 %: beyond it, a chance under one in a thousand
    assert np.median(shares) > 0.03  # 5.5 % could be held, if the error were known


def test_what_is_held_scores_above_the_threshold() -> None:
    scores, rejected = comments(np.random.default_rng(6), 8000)
    one = found(hold_threshold(scores, rejected, np.ones(8000), beta=0.1))
    above = scores > one.score
    assert one.side is Side.HOLD
    assert (one.labels, one.errors) == (above.sum(), (above & ~rejected).sum())
    assert one.covers(scores).tolist() == above.tolist()
    assert one.error < one.bound <= one.allowed == 0.1
    assert "are held by themselves" in one.words


def test_more_may_pass_where_more_may_be_wrong_or_less_be_certain() -> None:
    scores, rejected = comments(np.random.default_rng(7), 8000)
    by_alpha = [found(passing(scores, rejected, alpha=alpha)).score for alpha in (0.008, 0.01, 0.02, 0.05)]
    by_confidence = [found(passing(scores, rejected, confidence=one)).score for one in (0.99, 0.95, 0.8)]
    assert by_alpha == sorted(by_alpha)
    assert by_confidence == sorted(by_confidence)


def test_a_moderator_who_misses_a_fifth_leaves_less_room() -> None:
    """A fifth of what should be rejected is let pass, so labels look better than comments are."""
    rng = np.random.default_rng(8)
    failures = 0
    for _ in range(100):
        scores, should = comments(rng, 2000)
        one = passing(scores, should & (rng.random(2000) < 0.8), missed=0.2)
        failures += isinstance(one, Threshold) and error_below(one.score) > 0.01
    assert failures <= 13
    scores, should = comments(rng, 8000)
    assert found(passing(scores, should, missed=0.2)).score < found(passing(scores, should)).score


def test_the_threshold_tells_what_it_stands_on() -> None:
    scores, rejected = comments(np.random.default_rng(9), 4000)
    one = found(passing(scores, rejected))
    below = scores < one.score
    assert (one.labels, one.errors) == (below.sum(), rejected[below].sum())
    assert one.share == pytest.approx(below.mean())
    assert one.error < one.bound <= one.allowed == 0.01
    assert f"{one.share:.0%} of the comments pass" in one.words


def test_no_number_never_passes() -> None:
    one = found(passing(*comments(np.random.default_rng(10), 4000)))
    assert one.covers([math.nan, one.score, -math.inf, math.inf]).tolist() == [False, False, True, False]


@pytest.mark.parametrize("count", [0, 1, 299])
def test_too_few_labels(count: int) -> None:
    found_few = passing(np.arange(count) / 300, np.zeros(count, dtype=bool))
    assert found_few == TooFewLabels(count, 299)


def test_just_enough_labels_without_an_error() -> None:
    one = found(passing(np.arange(300) / 300, np.zeros(300, dtype=bool)))
    assert (one.labels, one.errors) == (299, 0)
    assert one.bound <= 0.01


def test_all_rejected_lets_nothing_pass() -> None:
    nothing = passing(np.arange(1000) / 1000, np.ones(1000, dtype=bool))
    assert nothing == NothingSafe(Side.PASS, 500, 500, 1)
    assert "at most 1 would do" in nothing.words


def test_none_rejected_lets_all_pass_below_the_highest_score_seen() -> None:
    one = found(passing(np.arange(1000) / 1000, np.zeros(1000, dtype=bool)))
    assert one.score == 0.999


def test_equal_scores_are_never_divided() -> None:
    nothing = passing(np.full(1000, 0.5), np.zeros(1000, dtype=bool))
    assert isinstance(nothing, NothingSafe)
    assert "too much alike" in nothing.words
    rng = np.random.default_rng(11)
    scores, rejected = comments(rng, 4000)
    one = found(passing(scores.round(1), rejected))
    assert one.score in scores.round(1)
    assert one.labels == (scores.round(1) < one.score).sum()


def test_the_order_of_labels_does_not_matter_where_weights_are_even() -> None:
    rng = np.random.default_rng(12)
    scores, rejected = comments(rng, 3000)
    order = rng.permutation(3000)
    assert passing(scores, rejected) == passing(scores[order], rejected[order])


@pytest.mark.parametrize(
    ("scores", "rejected", "weights"),
    [
        ([math.nan, 0.1], [True, False], [1, 1]),
        ([0.2, 0.1], [1, 0], [1, 1]),
        ([0.2, 0.1], [True, False], [1, 0]),
        ([0.2, 0.1], [True, False], [1, math.inf]),
        ([0.2, 0.1], [True], [1, 1]),
        ([0.2, 0.1], [True, False], [1]),
        ([[0.2], [0.1]], [True, False], [1, 1]),
    ],
)
def test_what_is_no_label_is_refused(scores: list[float], rejected: list[bool], weights: list[float]) -> None:
    with pytest.raises(ValueError, match=r"must|have"):
        pass_threshold(scores, rejected, weights)


@pytest.mark.parametrize(
    "settings", [{"alpha": 0}, {"alpha": 1}, {"confidence": 1}, {"missed": 1}, {"missed": -0.1}]
)
def test_what_can_be_no_share_is_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        passing(np.arange(400.0), np.zeros(400, dtype=bool), **settings)


def test_too_many_labels_are_refused() -> None:
    many = np.zeros(ROWS_MAX + 1)
    with pytest.raises(ValueError, match="newest"):
        passing(many, many > 0)
