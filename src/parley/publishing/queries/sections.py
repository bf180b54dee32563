"""What the page of a thread says about it (settings.PARLEY_THREAD_SECTION, _SUMMARY and PARLEY_THREADS_SECTIONS)."""

from collections.abc import Mapping, Sequence
from typing import Final

from parley.discussion.models import OWN_SITE, Thread
from parley.publishing.models import Article, Section

#: Asked for at a time; SQLite takes 32,766 values in one query (sqlite.org/limits.html).
_THREADS_AT_ONCE: Final = 5000


def thread_section(*, thread: Thread) -> str:
    """Return the slug of the section of the thread's article; "" where it has none. At most three queries."""
    article = _article(thread, "path")
    return "" if article is None else str(article.section.slug)


def thread_summary(*, thread: Thread) -> str:
    """Return the standfirst of the thread's article; "" where it has none. At most two queries."""
    article = _article(thread, "standfirst")
    return "" if article is None else str(article.standfirst)


def threads_sections(*, threads: Sequence[int]) -> Mapping[int, str]:
    """Return the slug of the section by the pk of a thread, for those that have one.

    One query, and two for each _THREADS_AT_ONCE threads.
    """
    slugs = dict(Section.objects.values_list("path", "slug"))
    found: dict[int, str] = {}
    for begin in range(0, len(threads), _THREADS_AT_ONCE):
        some = threads[begin : begin + _THREADS_AT_ONCE]
        # By pk alone: a condition on the site or the key would have its whole index read.
        rows = Thread.objects.filter(pk__in=some).values_list("pk", "key", "site__slug")
        numbers = {
            pk: int(number)
            for pk, key, site in rows
            if site == OWN_SITE and (number := key.removeprefix("page:")) != key and number.isdigit()
        }
        articles = Article.objects.filter(pk__in=set(numbers.values())).order_by()
        paths = dict(articles.values_list("pk", "path"))
        for pk, article in numbers.items():
            slug = slugs.get(paths.get(article, "")[: -Article.steplen])
            if slug:
                found[pk] = slug
    return found


def _article(thread: Thread, column: str) -> Article | None:
    number = thread.key.removeprefix("page:")
    if number == thread.key or not number.isdigit() or thread.site.slug != OWN_SITE:
        return None
    found: Article | None = Article.objects.only(column).filter(pk=int(number)).first()
    return found
