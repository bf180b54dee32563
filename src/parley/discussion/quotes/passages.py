"""Reads the passages that comments answer, and the comments that answer one."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from parley.discussion.models import Comment, Passage, Quote, Thread, ThreadText
from parley.discussion.queries.rows import Budget, rows_read, views_make
from parley.discussion.queries.views import Window

PASSAGES_MAX = 200
PASSAGE_WINDOW = 20
QUOTES_READ = 200  # of a passage, to find the published comments of one window


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

    One query along the index passage_place, in which a page has at most PAGE_MAX. Those that are gone from the page are
    left out, where we have its text.
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

    `Window.after` is the number to go on from. At most QUOTES_READ quotes are looked at: where more than that in a row
    belong to removed comments, a window is shorter, or empty, and still says where to go on.
    """
    answering = Quote.objects.filter(passage=passage_id)
    if after is not None:
        last = (
            Comment.objects.filter(thread__passages=passage_id, number=after)
            .values_list("pk", flat=True)
            .first()
        )
        if last is None:
            return Window(comments=())
        answering = answering.filter(comment__gt=last)
    # In two steps: a join may be taken from the comments' side, and begin with the first comment of the whole site.
    found = list(answering.order_by("comment_id").values_list("comment_id", flat=True)[:QUOTES_READ])
    published = Comment.objects.filter(pk__in=found, status=Comment.Status.PUBLISHED)
    rows = rows_read(published.order_by("pk")[: limit + 1]) if found else []
    kept = Budget().cut(rows[:limit], at_least=1)
    following: int | None = None
    if len(rows) > len(kept):
        following = kept[-1].number
    elif len(found) == QUOTES_READ:
        following = Comment.objects.values_list("number", flat=True).get(pk=found[-1])
    return Window(comments=views_make(kept, as_tree=False), after=following)


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
