"""Keeps passages: quotes of the same place share one, and each is looked for again when its text was edited."""

from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from parley.discussion.models import Comment, Passage, Quote, Thread
from parley.discussion.quotes.detection import selector_at
from parley.discussion.quotes.finding import PassageFinder, is_near
from parley.discussion.quotes.selector import QuoteSelector
from parley.kernel.clock import now

# Passages of one page, and of one comment. What is quoted beyond them is not linked.
PAGE_MAX = 500
COMMENT_MAX = 50


def passage_at(
    *, thread: Thread, target_id: int | None, selector: QuoteSelector, place: tuple[int, int] | None
) -> Passage | None:
    """Return the passage at a place, making it if there is none; None when there are too many already.

    Two are one if they overlap by at least half of the shorter. Where the text is not known (`place` None) they are
    one if one's words contain the other's.
    """
    known = Passage.objects.filter(thread=thread, target_id=target_id)
    if place is None:
        found = _passage_of_words(known.filter(start__isnull=True), selector)
    else:
        found = _passage_over(known, *place)
    if found is not None:
        return found
    if known.count() >= (PAGE_MAX if target_id is None else COMMENT_MAX):
        return None
    start, end = place or (None, None)
    return Passage.objects.create(
        thread=thread,
        target_id=target_id,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        start=start,
        end=end,
        created_at=now(),
    )


def _passage_over(known: QuerySet[Passage], start: int, end: int) -> Passage | None:
    best, most = None, 0
    for passage in known.filter(start__lt=end, end__gt=start).order_by("start", "id"):
        if passage.start is None or passage.end is None:
            continue
        overlap = min(end, passage.end) - max(start, passage.start)
        if 2 * overlap >= min(end - start, passage.end - passage.start) and overlap > most:
            best, most = passage, overlap
    return best


def _passage_of_words(known: QuerySet[Passage], selector: QuoteSelector) -> Passage | None:
    wanted = _squeezed(selector.exact)
    for passage in known.order_by("id")[:PAGE_MAX]:
        words = _squeezed(passage.exact)
        if wanted in words or words in wanted:
            return passage
    return None


def _squeezed(words: str) -> str:
    return " ".join(words.split()).casefold()


def quote_add(
    *, comment: Comment, passage: Passage, selector: QuoteSelector, is_automatic: bool
) -> Quote | None:
    """Link a comment to a passage, unless it is already; the count is the caller's business."""
    quote, made = Quote.objects.get_or_create(
        passage=passage,
        comment=comment,
        defaults={
            "exact": selector.exact,
            "prefix": selector.prefix,
            "suffix": selector.suffix,
            "is_automatic": is_automatic,
            "created_at": now(),
        },
    )
    return quote if made else None


def passages_count(*, passage_ids: Iterable[int], shown: bool) -> None:
    """Count one comment in or out at passages."""
    Passage.objects.filter(pk__in=list(passage_ids)).update(
        quote_count=F("quote_count") + 1 if shown else Greatest(F("quote_count"), 1) - 1
    )


def quotes_remove(*, quotes: Iterable[Quote], counted: bool) -> None:
    """Take links away, and the passages that nobody answers any more."""
    passage_ids = []
    for quote in quotes:
        passage_ids.append(quote.passage_id)
        quote.delete()
    if not passage_ids:
        return
    if counted:
        passages_count(passage_ids=passage_ids, shown=False)
    Passage.objects.filter(pk__in=passage_ids).annotate(left=Count("quotes")).filter(left=0).delete()


def passages_anchor(*, passages: QuerySet[Passage], finder: PassageFinder) -> bool:
    """Find passages again in a text that was edited; tell whether any stands elsewhere, reads otherwise or is gone.

    The most answered first, for fuzzy searches are bounded. However often a text is edited, what is found must be near
    to what was quoted first: many small changes add up to another passage.
    """
    first = Quote.objects.filter(passage=OuterRef("pk")).order_by("id").values("exact")[:1]
    changed = False
    for passage in passages.annotate(quoted=Subquery(first)).order_by("-quote_count", "id"):
        quoted = passage.quoted or passage.exact
        now_exact = QuoteSelector(passage.exact, passage.prefix, passage.suffix)
        place = finder.find(now_exact)
        if place is not None and not is_near(quoted, finder.words.text[slice(*place)]):
            place = None
        if place is None and quoted != passage.exact:
            place = finder.find(QuoteSelector(quoted, passage.prefix, passage.suffix))
        changed |= _move(passage, place, finder.words.text)
    return changed


def _move(passage: Passage, place: tuple[int, int] | None, text: str) -> bool:
    before = (passage.start, passage.end, passage.exact, passage.prefix, passage.suffix)
    passage.start, passage.end = place or (None, None)
    if place is not None:
        found = selector_at(text, *place)
        passage.exact, passage.prefix, passage.suffix = found.exact, found.prefix, found.suffix
    if before == (passage.start, passage.end, passage.exact, passage.prefix, passage.suffix):
        return False
    passage.save(update_fields=["start", "end", "exact", "prefix", "suffix"])
    return True
