"""Labels of a biased sample speak for all comments once they are weighted."""

import numpy as np
import pytest

from parley.moderation.learning.checks import Bools, Floats
from parley.moderation.learning.risk import pass_threshold
from parley.moderation.learning.thresholds import Threshold
from parley.moderation.learning.weights import weights_of

SLICE = 0.1


def site(rng: np.random.Generator, count: int) -> tuple[Floats, Bools, Bools]:
    """Half of the comments are held by harmless rules; of the other half 3 % are rejected, whatever they score.

    So of all 1.5 % are, and nothing may pass. But people see all of the first half and a tenth of the second.
    """
    held = rng.random(count) < 0.5
    rejected = ~held & (rng.random(count) < 0.03)
    return rng.random(count), rejected, held


def test_weights_undo_the_choice_of_what_people_see() -> None:
    rng = np.random.default_rng(1)
    biased = weighted = 0
    for _ in range(100):
        scores, rejected, held = site(rng, 5000)
        chances = np.where(held, 1.0, SLICE)
        seen = rng.random(5000) < chances
        weights = weights_of(chances[seen], least=np.full(seen.sum(), SLICE))
        biased += isinstance(pass_threshold(scores[seen], rejected[seen], np.ones(seen.sum())), Threshold)
        weighted += isinstance(pass_threshold(scores[seen], rejected[seen], weights), Threshold)
    assert biased > 90  # unweighted, it would pass nearly always
    assert weighted <= 13  # of 100 at 5 %: beyond it, a chance under one in a thousand


def test_shares_are_those_of_all_comments() -> None:
    rng = np.random.default_rng(2)
    scores = rng.random(40_000)
    held = scores > 0.4
    chances = np.where(held, 1.0, SLICE)
    seen = rng.random(40_000) < chances
    rejected = scores > 0.8
    one = pass_threshold(
        scores[seen], rejected[seen], weights_of(chances[seen], least=np.full(seen.sum(), SLICE))
    )
    assert isinstance(one, Threshold)
    assert one.share == pytest.approx((scores < one.score).mean(), abs=0.03)


def test_labels_from_when_people_read_everything_are_not_lost() -> None:
    rng = np.random.default_rng(3)
    scores = rng.random(12_000)
    rejected = rng.random(12_000) < scores**6 / 10
    everything = np.arange(12_000) < 2000
    least = np.where(everything, 1.0, SLICE)
    chances = np.where(everything | (scores > 0.9), 1.0, SLICE)
    seen = rng.random(12_000) < chances
    one = pass_threshold(scores[seen], rejected[seen], weights_of(chances[seen], least=least[seen]))
    assert isinstance(one, Threshold)
    # All of the first 2,000 and a tenth of the later 10,000 make 3,000 even labels.
    assert one.labels == pytest.approx(3000 * (scores < one.score).mean(), rel=0.1)


def test_any_scale_of_weights_says_the_same() -> None:
    rng = np.random.default_rng(4)
    scores, weights = rng.random(3000), rng.choice([0.02, 0.5, 1.0], 3000)
    rejected = rng.random(3000) < scores**5 / 20
    one = pass_threshold(scores, rejected, weights)
    many = pass_threshold(scores, rejected, weights * 64)
    assert isinstance(one, Threshold)
    assert isinstance(many, Threshold)
    assert (one.score, one.errors, one.labels) == (many.score, many.errors, many.labels)


@pytest.mark.parametrize(
    ("chances", "least"),
    [([0.5], [0.0]), ([0.01], [0.02]), ([1.5], [1.0]), ([0.5, 0.5], [0.5]), ([np.nan], [0.1])],
)
def test_impossible_chances_are_refused(chances: list[float], least: list[float]) -> None:
    with pytest.raises(ValueError, match=r"[Cc]hances"):
        weights_of(chances, least=least)
