"""A period of whole days in the site's time zone, and its months."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Case, CharField, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

#: Five years: what a month adds to the figures' size is bounded with it.
DAYS_MAX: Final = 1827


class PeriodError(ValueError):
    """The message says to a person what is wrong with the days."""


@dataclass(frozen=True)
class Period:
    """From the first day up to and with the last. Raises PeriodError where they are not in order, or too far apart."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise PeriodError(_("The period ends before it begins."))
        if (self.last - self.first).days >= DAYS_MAX or self.last >= date.max - timedelta(days=31):
            raise PeriodError(_("The period is longer than %(days)d days.") % {"days": DAYS_MAX})

    @cached_property
    def begin(self) -> datetime:
        return _midnight(self.first)

    @cached_property
    def end(self) -> datetime:
        """The first moment that is no longer in it."""
        return _midnight(self.last + timedelta(days=1))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Every month that it touches, as "2026-01", in order."""
        return tuple(f"{first:%Y-%m}" for first in self._firsts)

    def month_of(self, at: datetime) -> str:
        """Return the month that a moment of the period lies in."""
        return self.months[bisect_right(self._bounds, at)]

    def month_case(self, field: str) -> Case:
        """Return the month of a field in SQL, compared with moments: a function of the database would be slow."""
        whens = [When(**{f"{field}__lt": bound}, then=Value(month)) for bound, month in self._ends]
        return Case(*whens, default=Value(self.months[-1]), output_field=CharField())

    @cached_property
    def _firsts(self) -> tuple[date, ...]:
        found = [self.first.replace(day=1)]
        while (following := _month_after(found[-1])) <= self.last:
            found.append(following)
        return tuple(found)

    @cached_property
    def _bounds(self) -> tuple[datetime, ...]:
        return tuple(_midnight(first) for first in self._firsts[1:])

    @property
    def _ends(self) -> list[tuple[datetime, str]]:
        return list(zip(self._bounds, self.months, strict=False))


def period_read(first: str, last: str) -> Period:
    """Return the period between two days written as 2026-01-31. Raises PeriodError."""
    return Period(_day(first), _day(last))


def period_last(*, days: int, until: datetime) -> Period:
    """Return so many days up to and with the one of `until`."""
    last = timezone.localdate(until)
    return Period(last - timedelta(days=days - 1), last)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PeriodError(_("Write a day as 2026-01-31.")) from error


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
