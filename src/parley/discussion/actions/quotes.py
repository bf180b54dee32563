"""Everything that links comments to the passages they answer. All of it runs with the thread's row locked."""

from parley.discussion.actions.passages import (
    passage_at,
    passages_anchor,
    passages_count,
    quote_add,
    quotes_remove,
)
from parley.discussion.events import passages_announce
from parley.discussion.models import Comment, Passage, Quote, Thread, ThreadText
from parley.discussion.quotes.detection import Found, quotations_find, selector_at
from parley.discussion.quotes.finding import PassageFinder
from parley.discussion.quotes.plain import comment_plain
from parley.discussion.quotes.quotations import quotations_read
from parley.discussion.quotes.selector import QuoteSelector
from parley.discussion.quotes.sources import page_text, sources_of, target_read
from parley.kernel.clock import now

# Of a page's text; what comes after is not looked at.
TEXT_MAX = 200_000


def quotes_write(*, comment: Comment, thread: Thread, selector: QuoteSelector | None) -> None:
    """Link a comment that was just saved to the passage its reader chose, and to those found in its words.

    What a reader chose but is not there (the page was edited meanwhile, or somebody made it up) is left out: we would
    show it as the words of another. Of a page whose text we don't have, the reader is believed.
    """
    chosen = _chosen(comment, thread, selector) if selector else None
    if chosen is not None:
        passage, words = chosen
        quote_link(comment=comment, passage=passage, selector=words, is_automatic=False)
    for found in _found(comment, thread):
        found_link(comment=comment, thread=thread, found=found)


def quotes_refresh(*, comment: Comment) -> None:
    """Bring a comment's links into line after its text was edited: what it quotes, and what quotes it.

    Links that a reader chose stay; those found by itself are found anew.
    """
    thread = comment.thread
    earlier = list(Quote.objects.filter(comment=comment))
    links = [found_link(comment=comment, thread=thread, found=found) for found in _found(comment, thread)]
    kept = {passage.pk for passage in links if passage}
    gone = [quote for quote in earlier if quote.is_automatic and quote.passage_id not in kept]
    quotes_remove(quotes=gone, counted=comment.status == Comment.Status.PUBLISHED)
    finder = PassageFinder(comment_plain(comment.html))
    if passages_anchor(passages=Passage.objects.filter(thread=thread, target=comment), finder=finder):
        passages_announce(thread=thread)


def quotes_placement(*, comment: Comment, shown: bool) -> None:
    """Count a comment in or out at the passages it answers, when it appears or vanishes."""
    passages_count(
        passage_ids=Quote.objects.filter(comment=comment).values_list("passage_id", flat=True), shown=shown
    )


def thread_text_set(*, thread: Thread, text: str) -> None:
    """Keep the plain text of a thread's page, and find its passages in it again.

    Of a text longer than TEXT_MAX characters only the beginning is kept. Locks the thread's row.
    """
    text = text[:TEXT_MAX]
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    if page_text(thread) == text:
        return
    ThreadText.objects.update_or_create(thread=thread, defaults={"text": text, "updated_at": now()})
    passages = Passage.objects.filter(thread=thread, target__isnull=True)
    if passages_anchor(passages=passages, finder=PassageFinder(text)):
        passages_announce(thread=thread)


def found_link(*, comment: Comment, thread: Thread, found: Found) -> Passage | None:
    """Link a comment to a passage that was found in its words; None when there are too many passages already."""
    words = found.selector
    passage = passage_at(
        thread=thread, target_id=found.source.key, selector=words, place=(found.start, found.end)
    )
    if passage is not None:
        quote_link(comment=comment, passage=passage, selector=words, is_automatic=True)
    return passage


def quote_link(*, comment: Comment, passage: Passage, selector: QuoteSelector, is_automatic: bool) -> None:
    """Link a comment to a passage, and count it there if it is shown."""
    quote = quote_add(comment=comment, passage=passage, selector=selector, is_automatic=is_automatic)
    if quote is not None and comment.status == Comment.Status.PUBLISHED:
        passages_count(passage_ids=[passage.pk], shown=True)


def _found(comment: Comment, thread: Thread) -> list[Found]:
    quotations = quotations_read(comment.text)
    return quotations_find(quotations, sources_of(comment=comment, thread=thread)) if quotations else []


def _chosen(
    comment: Comment, thread: Thread, selector: QuoteSelector
) -> tuple[Passage, QuoteSelector] | None:
    """Return the passage that a reader chose, and its words as they stand there; None if it is not there."""
    if selector.target_number is None:
        text, target_id = page_text(thread), None
        if text is None:
            passage = passage_at(thread=thread, target_id=None, selector=selector, place=None)
            return (passage, selector) if passage else None
    else:
        target = target_read(thread=thread, number=selector.target_number, before=comment.number)
        if target is None:
            return None
        text, target_id = target.text, target.key
    place = PassageFinder(text).find(selector)
    if place is None:
        return None
    found = selector_at(text, *place, target_number=selector.target_number)
    passage = passage_at(thread=thread, target_id=target_id, selector=found, place=place)
    return (passage, found) if passage else None
