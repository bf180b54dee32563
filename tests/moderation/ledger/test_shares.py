"""Shares and times, against values known from elsewhere or done by hand."""

import pytest

from parley.moderation.ledger.groups import NAMES_MAX, OTHERS, names_bound
from parley.moderation.ledger.holds import Tally
from parley.moderation.ledger.shares import Weighted, share_of, spread_of


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # 0 of n: 1 - 0.025 ** (1 / n); the others from the tables of Clopper and Pearson (1934).
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (10, 10, 0.6915, 1.0), (5, 50, 0.0333, 0.2181)],
)
def test_intervals(count: int, of: int, low: float, high: float) -> None:
    share = share_of(count, of)
    assert (share.low, share.high) == pytest.approx((low, high), abs=2e-4)
    assert share.value == count / of


def test_unequal_chances_widen_the_interval() -> None:
    even, uneven = Weighted(), Weighted()
    for place in range(100):
        even.add(rate=0.1, counted=place % 10 == 0)
        uneven.add(rate=0.01 if place % 10 == 0 else 0.1, counted=place % 10 == 0)
    assert even.share() == share_of(10, 100)
    assert uneven.share().value == pytest.approx(1000 / 1900)
    width = uneven.share().high - uneven.share().low
    assert width > even.share().high - even.share().low


def test_a_wrong_chance_does_not_outweigh_everything() -> None:
    sums = Weighted()
    for rate in (0.0, -1.0, 5.0):
        sums.add(rate=rate, counted=False)
    assert sums.weights == pytest.approx(2e6 + 1)


def test_median_and_ninth_decile() -> None:
    spread = spread_of([5.0, 1.0, 3.0, 2.0, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0])
    assert (spread.count, spread.median, spread.ninth) == (10, 5.5, 9.0)
    assert spread_of([]).median is None


def test_the_rest_of_many_names_is_put_together() -> None:
    tallies = {f"rule-{number:03}": Tally(holds=1000 - number, false=1) for number in range(NAMES_MAX + 20)}
    rows = names_bound(tallies, size=lambda one: one.holds, make=Tally)
    assert len(rows) == NAMES_MAX
    assert rows[0][0] == "rule-000"
    name, rest = rows[-1]
    assert (name, rest.false) == (OTHERS, 21)
    assert sum(tally.holds for _name, tally in rows) == sum(tally.holds for tally in tallies.values())
