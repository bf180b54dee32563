"""Quotes as readers see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, Exists, F, JSONField, OuterRef, Subquery, When
from django.db.models.sql.compiler import SQLCompiler

from parley.discussion.models import Comment, Passage, Quote, ThreadText

# Comments named under one that they quote.
QUOTED_BY_MAX = 10
# Passages shown with one comment.
QUOTES_MAX = 20
# Passages of all comments of a window that are looked at for who quotes them.
QUOTED_PASSAGES_MAX = 200


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


class _FirstOnes(Subquery):
    """The values of a bounded subquery as one JSON array: what a lateral join would give, on both databases.

    A scalar subquery is worked out once for each row around it, whatever a planner thinks of the tables' sizes.
    """

    output_field = JSONField()
    template = "(SELECT json_group_array(first_one) FROM (%(subquery)s) first_ones)"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        template = self.template.replace("json_group_array", "jsonb_agg")
        return self.as_sql(compiler, connection, template=template)


def _quoted_by(comment_ids: Sequence[int]) -> dict[int, set[int]]:
    # Of each passage only the first ten are looked at, so that a comment everybody quotes costs no more. Of those, a
    # comment that is not published leaves its place empty: to look for another could read on for thousands.
    published = When(comment__status=Comment.Status.PUBLISHED, then=F("comment__number"))
    first = (
        Quote.objects.filter(passage=OuterRef("pk"))
        .order_by("comment_id")
        .annotate(first_one=Case(published))
    )
    found = (
        Passage.objects.filter(target_id__in=comment_ids)
        .order_by("target_id", "id")
        .values_list("target_id", _FirstOnes(first.values("first_one")[:QUOTED_BY_MAX]))
    )
    quoted_by: defaultdict[int, set[int]] = defaultdict(set)
    for pk, numbers in found[:QUOTED_PASSAGES_MAX]:
        quoted_by[pk].update(number for number in numbers or () if number is not None)
    return quoted_by
