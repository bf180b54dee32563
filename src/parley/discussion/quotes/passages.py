"""Reads the passages that comments answer, and the comments that answer one."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from parley.discussion.models import Comment, Passage, Thread, ThreadText
from parley.discussion.queries.rows import Budget, rows_read, views_make
from parley.discussion.queries.views import Window

PASSAGES_MAX = 200
PASSAGE_WINDOW = 20


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage that comments answer. `target_number` is the comment it stands in, None for the page.

    `is_found` is False when the words are not there any more.
    """

    id: int
    exact: str
    prefix: str
    suffix: str
    quote_count: int
    target_number: int | None
    is_found: bool


def passages_list(*, thread: Thread, limit: int = PASSAGES_MAX) -> list[PassageView]:
    """Return the passages of a thread's page that published comments answer, in the order of the page.

    One query along the index passage_place. Those that are gone from the page are left out, where we have its text.
    """
    text_known = Exists(ThreadText.objects.filter(thread=OuterRef("thread")))
    found = Passage.objects.filter(
        Q(start__isnull=False) | ~text_known, thread=thread, target__isnull=True, quote_count__gt=0
    )
    return [_view(passage, is_found=True) for passage in found.order_by("start", "id")[:limit]]


def passage_get(*, thread: Thread, passage_id: int) -> PassageView | None:
    """Return one passage of a thread, whether or not it is still found; None if there is none to be shown."""
    shown = Q(target__isnull=True) | Q(target__status=Comment.Status.PUBLISHED)
    passage = Passage.objects.filter(shown, thread=thread, pk=passage_id).select_related("target").first()
    if passage is None or not passage.quote_count:
        return None
    is_found = passage.start is not None
    if not is_found and passage.target_id is None:
        is_found = not ThreadText.objects.filter(thread=thread).exists()
    return _view(passage, is_found=is_found)


def passage_comments(*, passage_id: int, after: int | None = None, limit: int = PASSAGE_WINDOW) -> Window:
    """Return published comments that answer a passage, the first written first, from the number `after` on.

    `Window.after` is the number to go on from. Reads along the unique index of quotes, from the comment with that
    number on: what stands before it costs nothing.
    """
    found = Comment.objects.filter(quotes__passage=passage_id, status=Comment.Status.PUBLISHED)
    if after is not None:
        last = (
            Comment.objects.filter(thread__passages=passage_id, number=after)
            .values_list("pk", flat=True)
            .first()
        )
        if last is None:
            return Window(comments=())
        # Said of the quote, not of the comment: that is where the index is.
        found = Comment.objects.filter(
            quotes__passage=passage_id, quotes__comment__gt=last, status=Comment.Status.PUBLISHED
        )
    rows = rows_read(found.order_by("quotes__comment")[: limit + 1])
    kept = Budget().cut(rows[:limit], at_least=1)
    following = len(rows) > len(kept)
    return Window(
        comments=views_make(kept, as_tree=False), after=kept[-1].number if kept and following else None
    )


def _view(passage: Passage, *, is_found: bool) -> PassageView:
    return PassageView(
        id=passage.pk,
        exact=passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        quote_count=passage.quote_count,
        target_number=passage.target.number if passage.target_id is not None and passage.target else None,
        is_found=is_found,
    )
