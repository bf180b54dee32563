"""The orders of top-level comments: scores, ranks and ties."""

from dataclasses import dataclass
from math import isclose, sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.discussion.orders import order_default, order_find, orders, rank_make, ranks_fill
from parley.discussion.orders.valued import valued_rank, wilson_lower_bound


@dataclass
class Row:
    """What a rank is made from."""

    number: int = 1
    parent_id: int | None = None
    placed_number: int | None = 1
    branch_count: int = 0
    valued_count: int = 0
    report_count: int = 0
    replied_rank: int | None = None
    valued_rank: int | None = None


# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in
# Medicine 17 (1998), 857-872, table I, method 3 (score without continuity correction), 95 %: lower limits, to 4 places.
NEWCOMBE = [(81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0.0), (1, 29, 0.0061)]


@pytest.mark.parametrize(("positive", "total", "lower"), NEWCOMBE)
def test_the_lower_bound_as_published(positive: int, total: int, lower: float) -> None:
    assert abs(wilson_lower_bound(positive=positive, total=total) - lower) < 0.00005 + 1e-9


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_the_lower_bound_is_where_wilson_put_it(positive: int, others: int) -> None:
    """It solves his equation: p̂ lies z standard errors (those of the bound itself) above the bound."""
    total = positive + others
    bound = wilson_lower_bound(positive=positive, total=total)
    assert 0 <= bound < 1
    if total:
        share = positive / total
        assert bound <= share + 1e-15  # the last bit of a float; a rank is in billionths
        assert isclose(share - bound, 1.96 * sqrt(bound * (1 - bound) / total), abs_tol=1e-6)


@given(st.integers(0, 1000), st.integers(0, 1000))
@example(0, 264)  # the last bit of a float was left above 0
def test_one_more_vote_lifts_and_one_more_report_sinks(positive: int, others: int) -> None:
    here = wilson_lower_bound(positive=positive, total=positive + others)
    assert wilson_lower_bound(positive=positive + 1, total=positive + others + 1) > here
    assert wilson_lower_bound(positive=positive, total=positive + others + 1) <= here


@pytest.mark.parametrize(("positive", "total"), [(-1, 5), (6, 5), (0, -1)])
def test_what_is_no_share_is_refused(positive: int, total: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson_lower_bound(positive=positive, total=total)


def test_many_sure_votes_beat_a_single_one() -> None:
    """The reason for the bound: 1 of 1 is a share of 100 %, and says less than 90 of 100."""
    one, many = Row(valued_count=1), Row(valued_count=90, report_count=10)
    assert valued_rank(many) > valued_rank(one) > valued_rank(Row())


@given(
    st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1)
)
def test_a_rank_is_by_score_and_then_by_number(a: int, b: int, first: int, second: int) -> None:
    assert (rank_make(score=a, number=first) < rank_make(score=b, number=second)) == (
        (a, first) < (b, second)
    )
    assert 0 <= rank_make(score=a, number=first) < 2**63


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(1, 2**31 - 1))
def test_every_rank_fits_its_column(valued: int, reports: int, number: int) -> None:
    assert 0 < valued_rank(Row(number=number, valued_count=valued, report_count=reports)) < 2**63


def test_equal_scores_rank_by_number_the_later_higher() -> None:
    ranks = [valued_rank(Row(number=number, valued_count=3)) for number in (1, 2, 2**31 - 1)]
    assert ranks == sorted(set(ranks))


def test_only_a_top_level_comment_with_a_place_is_ranked() -> None:
    row = Row(number=5, branch_count=3)
    assert ranks_fill(row) == ["replied_rank", "valued_rank"]
    assert (row.replied_rank, row.valued_rank) == (3 * 2**31 + 5, 5)
    for other in (Row(parent_id=1), Row(placed_number=None)):
        other.replied_rank = other.valued_rank = 7
        ranks_fill(other)
        assert (other.replied_rank, other.valued_rank) == (None, None)


def test_readers_are_offered_four_orders_the_oldest_first() -> None:
    assert [order.name for order in orders()] == ["oldest", "newest", "replied", "valued"]
    assert order_default().name == "oldest"
    assert order_find("best") is None
    assert all(str(order.label) for order in orders())
