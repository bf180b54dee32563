"""What a list shows of an article, read for the whole list at once. Below the page types, so that they may use it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from wagtail.models import Page

from parley.discussion.models import OWN_SITE, Thread

if TYPE_CHECKING:
    from parley.publishing.models import Article, Author

# Queries that `cards_build` makes beside reading the articles: bylines, authors, renditions, sections, threads.
CARD_QUERIES = 5


@dataclass(frozen=True, slots=True)
class SectionLink:
    pk: int
    title: str
    path_url: str


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list: its fields bear the same names as an Article's. `lead_image` is a Wagtail image or None."""

    pk: int
    title: str
    standfirst: str
    path_url: str
    section: SectionLink
    authors: tuple["Author", ...]
    shown_at: datetime
    modified_at: datetime
    lead_image: Any
    lead_image_alt: str
    # 0 also while the comments are hidden
    comment_count: int
    surrogate_keys: tuple[str, ...]

    @property
    def byline_text(self) -> str:
        return ", ".join(author.name for author in self.authors)


def cards_build(articles: "Iterable[Article]") -> list[Card]:
    """Return a card for each article, in the same order, with at most CARD_QUERIES queries for all of them."""
    listed = list(articles)
    if not listed:
        return []
    prefetch_related_objects(listed, "bylines__author", "lead_image__renditions")
    sections = {
        path: SectionLink(pk=pk, title=title, path_url=f"/{slug}/")
        for path, pk, title, slug in Page.objects.filter(
            path__in={article.section_path for article in listed}
        ).values_list("path", "pk", "title", "slug")
    }
    threads = {
        thread.key: thread
        for thread in Thread.objects.filter(
            site__slug=OWN_SITE, key__in=[article.thread_key for article in listed]
        )
    }
    return [
        _card(article=article, section=sections[article.section_path], thread=threads.get(article.thread_key))
        for article in listed
    ]


def _card(*, article: "Article", section: SectionLink, thread: Thread | None) -> Card:
    shown = thread is not None and thread.state != Thread.State.HIDDEN
    return Card(
        pk=article.pk,
        title=article.title,
        standfirst=article.standfirst,
        path_url=f"{section.path_url}{article.slug}/",
        section=section,
        authors=tuple(byline.author for byline in article.bylines.all()),
        shown_at=article.shown_at,
        modified_at=article.modified_at,
        lead_image=article.lead_image,
        lead_image_alt=article.lead_image_text,
        comment_count=thread.comment_count if thread is not None and shown else 0,
        surrogate_keys=(article.surrogate_key, *([thread.surrogate_key] if thread else [])),
    )
