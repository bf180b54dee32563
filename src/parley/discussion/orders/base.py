"""What an order is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

NUMBER_BITS = 31  # a comment's number fits, whatever the thread


class Ranked(Protocol):
    """What ranks are made from: a Comment, or anything that looks like one."""

    number: int
    parent_id: int | None
    placed_number: int | None
    branch_count: int
    valued_count: int
    report_count: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order of top-level comments by one indexed column of integers, no two alike in a thread.

    So a window is one range of one index, wherever it begins. `rank` computes the column; None where the column is
    the comment's own number.
    """

    place: int
    name: str
    label: str | Promise
    column: str
    descending: bool
    rank: Callable[[Ranked], int] | None = None


def rank_make(*, score: int, number: int) -> int:
    """Return a 63-bit rank: by score (below 2^32), and the later comment higher where scores are equal."""
    return (score << NUMBER_BITS) | number
