"""Figures by name: how many names there may be, and which section a thread's figures belong to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol, Self, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

#: Names in one list; what comes after the most frequent is put together under OTHERS.
NAMES_MAX: Final = 50
OTHERS: Final = "(others)"
#: What has no name: no section, no rule, no model.
NONE: Final = "(none)"


class Addable(Protocol):
    def merge(self, other: Self) -> None: ...


Tally = TypeVar("Tally", bound=Addable)


def names_bound(
    tallies: Mapping[str, Tally], *, size: Callable[[Tally], int], make: Callable[[], Tally]
) -> list[tuple[str, Tally]]:
    """Return the largest first, NAMES_MAX at most, the rest as one under OTHERS."""
    ordered = sorted(tallies.items(), key=lambda pair: (-size(pair[1]), pair[0]))
    if len(ordered) <= NAMES_MAX:
        return ordered
    rest = make()
    for _name, tally in ordered[NAMES_MAX - 1 :]:
        rest.merge(tally)
    return [*ordered[: NAMES_MAX - 1], (OTHERS, rest)]


def by_section(threads: Mapping[int, Tally], *, make: Callable[[], Tally]) -> dict[str, Tally]:
    """Put tallies by the pk of a thread together by the slug of its section."""
    slugs = sections_of(list(threads))
    found: dict[str, Tally] = {}
    for thread, tally in threads.items():
        found.setdefault(slugs.get(thread, "") or NONE, make()).merge(tally)
    return found


def sections_of(threads: Sequence[int]) -> Mapping[int, str]:
    """Return the slug of the section by the pk of a thread, as settings.PARLEY_THREADS_SECTIONS says."""
    if not settings.PARLEY_THREADS_SECTIONS or not threads:
        return {}
    read: Callable[..., Mapping[int, str]] = import_string(settings.PARLEY_THREADS_SECTIONS)
    return read(threads=threads)


def months_filled(
    tallies: Mapping[str, Tally], *, months: Iterable[str], make: Callable[[], Tally]
) -> list[tuple[str, Tally]]:
    """Return every month in order, also those in which nothing was."""
    return [(month, tallies.get(month) or make()) for month in months]
