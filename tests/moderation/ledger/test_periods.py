"""Periods of days in the site's time zone."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from parley.moderation.ledger import Period, PeriodError, period_last, period_read
from parley.moderation.ledger.periods import DAYS_MAX


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-01", "2026-01-31"),
        ("2026-02-30", "2026-03-01"),
        ("yesterday", "2026-03-01"),
        ("", ""),
        ("1990-01-01", "2026-01-01"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_what_makes_no_sense_is_refused(first: str, last: str) -> None:
    with pytest.raises(PeriodError):
        period_read(first, last)


def test_both_days_are_in_it_and_every_month_between() -> None:
    period = period_read("2025-11-30", "2026-02-01")
    assert period.months == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert period.month_of(datetime(2025, 12, 31, 23, 59, tzinfo=UTC)) == "2025-12"
    assert period.month_of(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01"
    assert (period.begin, period.end) == (
        datetime(2025, 11, 30, tzinfo=UTC),
        datetime(2026, 2, 2, tzinfo=UTC),
    )


def test_days_begin_at_the_sites_midnight() -> None:
    with timezone.override("Europe/Berlin"):
        period = period_read("2026-03-01", "2026-03-31")
        assert period.begin == datetime(2026, 2, 28, 23, tzinfo=UTC)
        assert period.end == datetime(2026, 3, 31, 22, tzinfo=UTC)  # summer time has begun


def test_the_last_days_end_with_today() -> None:
    period = period_last(days=90, until=datetime(2026, 3, 31, 12, tzinfo=UTC))
    assert (period.first, period.last) == (date(2026, 1, 1), date(2026, 3, 31))


def test_the_longest_period() -> None:
    assert len(Period(date(2021, 1, 1), date(2026, 1, 1)).months) == 61
    assert (date(2026, 1, 1) - date(2021, 1, 1)).days + 1 == DAYS_MAX
