"""Which section a thread belongs to (settings.PARLEY_THREAD_SECTION)."""

from parley.discussion.models import OWN_SITE, Thread
from parley.publishing.models import Article


def thread_section(*, thread: Thread) -> str:
    """Return the slug of the section of the thread's article; "" where it has none. At most three queries."""
    number = thread.key.removeprefix("page:")
    if number == thread.key or not number.isdigit() or thread.site.slug != OWN_SITE:
        return ""
    article = Article.objects.only("path").filter(pk=int(number)).first()
    return "" if article is None else str(article.section.slug)
