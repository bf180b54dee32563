"""What counts as wrong in the slice, and how many tries a threshold may take."""

import numpy as np
import pytest

from parley.moderation.learning.looks import settled
from parley.moderation.learning.risk import pass_threshold
from parley.moderation.learning.thresholds import Threshold
from parley.moderation.learning.tries import confidence_of
from tests.moderation.learning.population import comments, error_below


@pytest.mark.parametrize(
    ("looks", "outcome"),
    [
        ([], None),
        ([False], False),
        ([True], None),
        ([True, True], True),
        ([True, False], None),
        ([True, False, True], True),
        ([True, False, False], False),
    ],
)
def test_a_rejection_counts_once_it_is_not_alone(looks: list[bool], outcome: bool | None) -> None:  # noqa: FBT001 -- a row
    assert settled(looks) is outcome


def test_slips_keep_a_good_score_from_passing_unless_rejections_are_looked_at_again() -> None:
    rng = np.random.default_rng(1)
    scores, toxic = comments(rng, 4000)
    # A person who agrees with what should be in 97 of 100.
    looks = toxic[:, None] ^ (rng.random((4000, 3)) < 0.03)
    once, again = looks[:, 0], np.array([bool(settled(row[: _needed(row)])) for row in looks.tolist()])
    assert not isinstance(pass_threshold(scores, once, np.ones(4000)), Threshold)
    found = pass_threshold(scores, again, np.ones(4000))
    assert isinstance(found, Threshold)
    assert error_below(found.score) <= 0.01
    assert found.share > 0.5


def _needed(row: list[bool]) -> int:
    return next(count for count in (1, 2, 3) if settled(row[:count]) is not None)


def test_all_tries_together_err_no_more_than_one_may() -> None:
    assert sum(1 - confidence_of(attempt) for attempt in range(1, 5000)) < 0.05
    assert confidence_of(1) == pytest.approx(0.975)
    assert confidence_of(3, confidence=0.9) == pytest.approx(1 - 0.1 / 12)
    with pytest.raises(ValueError, match="counted from 1"):
        confidence_of(0)


def test_who_opens_at_the_first_success_keeps_the_promise() -> None:
    """Two hundred sites try at six growing counts of labels."""
    broken = opened = 0
    for site in range(200):
        scores, rejected = comments(np.random.default_rng(site), 1600)
        for attempt, count in enumerate((300, 450, 675, 1000, 1600), start=1):
            found = pass_threshold(
                scores[:count],
                rejected[:count],
                np.ones(count),
                alpha=0.05,
                confidence=confidence_of(attempt),
            )
            if isinstance(found, Threshold):
                opened += 1
                broken += error_below(found.score) > 0.05
                break
    assert opened > 150
    assert broken <= 19  # of 200 at 5 %: beyond it, a chance of two in a thousand
