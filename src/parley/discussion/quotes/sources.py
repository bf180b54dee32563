"""Where quoted words are looked for, each asked only while something is left to be found.

In this order: the page; the comments that this one answers, from the nearest up; those it names ("#7"); the last ones
before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from django.db.models import QuerySet

from parley.discussion.models import Comment, Thread, ThreadText
from parley.discussion.quotes.detection import Source
from parley.discussion.quotes.plain import comment_plain

ANCESTORS_MAX = 10
NAMED_MAX = 10
RECENT_MAX = 50
_NAMED = re.compile(r"(?<![\w&#])#([1-9]\d{0,8})\b")

Group = Callable[[], Iterable[Source]]


def page_text(thread: Thread) -> str | None:
    """Return the plain text of a thread's page; None where we don't have it, as of pages on other sites."""
    return ThreadText.objects.filter(thread=thread).values_list("text", flat=True).first()


def sources_of(*, comment: Comment, thread: Thread) -> list[Group]:
    """Return the sources of a comment's quotations, group by group. One query each, but one for each ancestor."""
    return [
        lambda: page_source(page_text(thread)),
        lambda: _ancestors(comment),
        lambda: _named(comment, thread),
        lambda: _recent(comment, thread),
    ]


def page_source(text: str | None) -> list[Source]:
    """Return the page as a source, if we have its text."""
    return [Source(text)] if text else []


def comment_source(*, pk: int, number: int, html: str, far: bool = False) -> Source:
    """Return a comment as a source of words that others may quote: those it quotes itself are left blank."""
    return Source(comment_plain(html, own=True), key=pk, number=number, far=far)


def target_read(*, thread: Thread, number: int, before: int) -> Source | None:
    """Return a published comment in which a reader chose a passage, with all its text; None if there is none."""
    if number >= before:
        return None
    found = _published(thread).filter(number=number).values_list("id", "number", "html").first()
    return Source(comment_plain(found[2]), key=found[0], number=found[1]) if found else None


def numbers_named(text: str, *, before: int) -> list[int]:
    """Return the numbers of earlier comments that a comment names, the first NAMED_MAX."""
    named = dict.fromkeys(int(match[1]) for match in _NAMED.finditer(text))
    return [number for number in named if number < before][:NAMED_MAX]


def _ancestors(comment: Comment) -> Iterator[Source]:
    above = comment.parent_id
    for _step in range(ANCESTORS_MAX):
        if above is None:
            return
        pk, number, html, status, above = Comment.objects.values_list(
            "id", "number", "html", "status", "parent_id"
        ).get(pk=above)
        if status == Comment.Status.PUBLISHED:
            yield comment_source(pk=pk, number=number, html=html)


def _named(comment: Comment, thread: Thread) -> Iterator[Source]:
    numbers = numbers_named(comment.text, before=comment.number)
    if not numbers:
        return
    found = _published(thread).filter(number__in=numbers).values_list("id", "number", "html")
    rows = {number: (pk, html) for pk, number, html in found}
    for number in numbers:
        if number in rows:
            yield comment_source(pk=rows[number][0], number=number, html=rows[number][1])


def _recent(comment: Comment, thread: Thread) -> Iterator[Source]:
    # By placed_number, whose index is read from its end; those that only hold a place are passed over.
    found = Comment.objects.filter(thread=thread, placed_number__lt=comment.number).order_by("-placed_number")
    rows = found.values_list("id", "number", "html", "status")[:RECENT_MAX]
    for pk, number, html, status in rows:
        if status == Comment.Status.PUBLISHED:
            yield comment_source(pk=pk, number=number, html=html, far=True)


def _published(thread: Thread) -> QuerySet[Comment]:
    return Comment.objects.filter(thread=thread, status=Comment.Status.PUBLISHED)
