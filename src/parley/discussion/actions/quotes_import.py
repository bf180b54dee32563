"""Links the comments of an import to what they quote: many at once, from memory."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from parley.discussion.actions.quotes import found_link
from parley.discussion.models import Comment, Thread
from parley.discussion.quotes.detection import Source, quotations_find
from parley.discussion.quotes.quotations import quotations_read
from parley.discussion.quotes.sources import (
    ANCESTORS_MAX,
    RECENT_MAX,
    Group,
    comment_source,
    numbers_named,
    page_source,
    page_text,
)

# Comments kept as read words: the last ones are asked again and again.
_KEPT = 200


def quotes_import(*, thread: Thread, comments: Iterable[Comment], parents: Mapping[int, int]) -> int:
    """Link comments that were just written to the passages found in their words; return how many quote something.

    `parents`: of each reply's number the number it answers. Looked for as in `quotes_write`, but among the comments
    of this import only, and on the page; nothing is read of a comment that quotes nothing.
    """
    memory = _Memory(thread, comments, parents)
    linked = 0
    for number in memory.numbers:
        comment = memory.comments[number]
        quotations = quotations_read(comment.text)
        found = quotations_find(quotations, memory.groups(comment)) if quotations else []
        for one in found:
            found_link(comment=comment, thread=thread, found=one)
        linked += bool(found)
    return linked


class _Memory:
    def __init__(self, thread: Thread, comments: Iterable[Comment], parents: Mapping[int, int]) -> None:
        self.comments = {comment.number: comment for comment in comments}
        self.numbers = sorted(self.comments)
        self.parents = parents
        self.page = page_source(page_text(thread))
        self.kept: dict[tuple[int, bool], Source] = {}

    def groups(self, comment: Comment) -> list[Group]:
        return [
            lambda: self.page,
            lambda: self._sources(self._ancestors(comment.number)),
            lambda: self._sources(numbers_named(comment.text, before=comment.number)),
            lambda: self._sources(self._recent(comment.number), far=True),
        ]

    def _ancestors(self, number: int) -> Iterator[int]:
        for _step in range(ANCESTORS_MAX):
            above = self.parents.get(number)
            if above is None:
                return
            yield above
            number = above

    def _recent(self, number: int) -> list[int]:
        place = bisect_left(self.numbers, number)
        return self.numbers[max(0, place - RECENT_MAX) : place][::-1]

    def _sources(self, numbers: Iterable[int], *, far: bool = False) -> Iterator[Source]:
        for number in numbers:
            comment = self.comments.get(number)
            if comment is not None and comment.status == Comment.Status.PUBLISHED:
                yield self._source(comment, far=far)

    def _source(self, comment: Comment, *, far: bool) -> Source:
        key = comment.number, far
        source = self.kept.pop(key, None) or comment_source(
            pk=comment.pk, number=comment.number, html=comment.html, far=far
        )
        self.kept[key] = source  # the last asked for stands last
        if len(self.kept) > _KEPT:
            self.kept.pop(next(iter(self.kept)))
        return source
