from typing import Any

from django.template import Library

from parley.discussion.models import Thread
from parley.discussion.policies import may_read
from parley.discussion.quotes.passages import passages_list

register = Library()
LISTED_MAX = 50
WORDS_SHOWN = 25


@register.inclusion_tag("discussion/passages.html")
def passages_show(thread: Thread | None) -> dict[str, Any]:
    """List the passages of a page that comments answer, if any: `{% passages_show article.thread %}`.

    One query, none for a thread without comments.
    """
    if thread is None or not thread.comment_count or not may_read(thread=thread):
        return {"passages": []}
    return {
        "thread": thread,
        "passages": passages_list(thread=thread, limit=LISTED_MAX),
        "words_shown": WORDS_SHOWN,
    }
