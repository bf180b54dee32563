from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from parley.publishing.models import Article, Author, Topic

RELATED_MAX = 4


def articles_listed() -> Any:
    """Return what everybody may see as a PageQuerySet, newest first, without the bodies.

    Building it makes one query, for the pages that are restricted.
    """
    return (
        Article.objects.live()
        .public()
        .filter(published_at__isnull=False)
        .defer_streamfields()
        .select_related("lead_image")
        .order_by("-published_at", "-pk")
    )


def articles_by_author(*, author: Author) -> Any:
    return articles_listed().filter(bylines__author=author).distinct()


def articles_on_topic(*, topic: Topic) -> Any:
    return articles_listed().filter(article_topics__tag=topic).distinct()


def articles_related(*, article: Article) -> Any:
    """Return the newest others of its section, with no more than a line of links needs."""
    others = articles_listed().filter(path__startswith=article.section_path).exclude(pk=article.pk)
    # Whole articles with their pictures would cost as much as the article itself.
    columns = ("title", "url_path", "published_at", "content_type", "locale")
    return others.select_related(None).defer(None).only(*columns)[:RELATED_MAX]


def articles_between(*, start: datetime, end: datetime) -> Any:
    """Return the articles published from `start` up to, not including, `end`."""
    return articles_listed().filter(published_at__gte=start, published_at__lt=end)


def months_list() -> list[tuple[datetime, int]]:
    """Return (first moment of the month, number of articles), newest first; two queries."""
    months = (
        articles_listed()
        .annotate(month=TruncMonth("published_at"))
        .order_by("-month")
        .values("month")
        .annotate(count=Count("pk"))
    )
    return [(row["month"], row["count"]) for row in months]
