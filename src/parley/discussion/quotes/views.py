"""Quotes as readers see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from parley.discussion.models import Comment, Quote, ThreadText

# Comments named under one that they quote.
QUOTED_BY_MAX = 10
# Passages shown with one comment.
QUOTES_MAX = 20
_LAST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One passage that a comment answers.

    `target_number` is the comment it stands in, or None for the page. `exact` are the words that were quoted,
    `reads_now` those of the passage after edits. `is_found` is False when the passage has changed since.
    `is_automatic`: the comment's own text contains the words already, so they need not be shown again.
    """

    passage_id: int
    target_number: int | None
    exact: str
    reads_now: str
    is_found: bool
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class QuoteLinks:
    """What a comment quotes, and the numbers of up to ten published comments that quote it."""

    quotes: tuple[QuoteView, ...] = ()
    quoted_by: tuple[int, ...] = ()


NO_QUOTES = QuoteLinks()


def quote_links(*, comment_ids: Sequence[int]) -> Mapping[int, QuoteLinks]:
    """Return the links of those of the comments (primary keys) that have any. Two queries, whatever their number.

    A quote of a comment that is not shown any more is left out: its words are not ours to show.
    """
    if not comment_ids:
        return {}
    quotes = _quotes(comment_ids)
    quoted_by = _quoted_by(comment_ids)
    return {
        pk: QuoteLinks(tuple(quotes.get(pk, ())), tuple(sorted(quoted_by.get(pk, ()))[:QUOTED_BY_MAX]))
        for pk in {*quotes, *quoted_by}
    }


def _quotes(comment_ids: Sequence[int]) -> dict[int, list[QuoteView]]:
    # Where we have no text of the page (a page on another site), nothing says that the passage is gone.
    text_known = Exists(ThreadText.objects.filter(thread=OuterRef("passage__thread")))
    rows: Iterable[tuple[Any, ...]] = (
        Quote.objects.filter(comment_id__in=comment_ids)
        .annotate(text_known=text_known)
        .order_by("comment_id", "id")
        .values_list(
            "comment_id",
            "passage_id",
            "passage__target_id",
            "passage__target__number",
            "passage__target__status",
            "exact",
            "passage__exact",
            "passage__start",
            "text_known",
            "is_automatic",
        )
    )
    quotes: defaultdict[int, list[QuoteView]] = defaultdict(list)
    for pk, passage_id, target_id, number, status, exact, reads_now, start, known, is_automatic in rows:
        if target_id is not None and status != Comment.Status.PUBLISHED:
            continue
        is_found = start is not None or (target_id is None and not known)
        if len(quotes[pk]) < QUOTES_MAX:
            quotes[pk].append(QuoteView(passage_id, number, exact, reads_now, is_found, is_automatic))
    return quotes


def _quoted_by(comment_ids: Sequence[int]) -> dict[int, set[int]]:
    # The tenth that answers a passage ends the reading there, so that a comment everybody quotes costs no more.
    tenth = (
        Quote.objects.filter(passage=OuterRef("passage"))
        .order_by("comment_id")
        .values("comment_id")[QUOTED_BY_MAX - 1 : QUOTED_BY_MAX]
    )
    rows = (
        Quote.objects.filter(
            passage__target_id__in=comment_ids,
            comment_id__lte=Coalesce(Subquery(tenth), _LAST_ID),
        )
        .values_list("passage__target_id", "comment__number", "comment__status")
        .order_by()
    )
    quoted_by: defaultdict[int, set[int]] = defaultdict(set)
    for pk, number, status in rows:
        # Not a condition of the query: SQLite would begin there, with every published comment of the site.
        if status == Comment.Status.PUBLISHED:
            quoted_by[pk].add(number)
    return quoted_by
