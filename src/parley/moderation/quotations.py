"""What a comment quotes of the page it stands under and of the comment it answers, told from what it says itself."""

import re
from collections.abc import Iterator
from typing import Final

from parley.discussion.models import Comment, ThreadText
from parley.discussion.screening import Draft
from parley.moderation.signatures import TEXT_MAX, letters_of

_QUOTED: Final = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
#: Lines behind ">" that are looked for; each costs a search through the page's text.
LINES_MAX: Final = 50
#: Characters of the page's text in which they are looked for.
PAGE_MAX: Final = 100_000


def quotations_blank(*, draft: Draft) -> str:
    """Return the draft's text with spaces for those lines behind ">" that its page or the comment it answers has.

    Of many who quote one passage each says something of their own. A line that stands in neither was written by whoever
    sends it, whatever mark is before it. At most two queries, and none for a text without such lines.
    """
    lines = [found.span() for found in _QUOTED.finditer(draft.text[:TEXT_MAX])][:LINES_MAX]
    if not lines:
        return draft.text
    sources = tuple(_sources(draft))
    text = draft.text
    for begin, end in lines:
        words = letters_of(text[begin:end])
        if any(words in source for source in sources):
            text = f"{text[:begin]}{' ' * (end - begin)}{text[end:]}"
    return text


def _sources(draft: Draft) -> Iterator[str]:
    page = ThreadText.objects.filter(thread=draft.thread).values_list("text", flat=True).first()
    if page:
        yield letters_of(page[:PAGE_MAX])
    if draft.parent_number is not None:
        answered = Comment.objects.filter(thread=draft.thread, number=draft.parent_number)
        text = answered.values_list("text", flat=True).first()
        if text:
            yield letters_of(text[:TEXT_MAX])
