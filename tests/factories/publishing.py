"""Sections, authors and articles. Pages go through the actions, as everything that publishes does."""

from io import BytesIO
from typing import Any

import factory
from django.conf import settings
from django.core.files.images import ImageFile
from factory.django import DjangoModelFactory
from PIL import Image

from parley.publishing.actions import (
    ArticleContent,
    article_create,
    image_add,
    publication_create,
    section_create,
)
from parley.publishing.models import Article, Author, FrontPage, Section

PARAGRAPH = {"type": "paragraph", "value": "<p>The bridge over the harbour closes for a year.</p>"}


class AuthorFactory(DjangoModelFactory[Author]):
    name = factory.Sequence(lambda number: f"Writer {number}")
    slug = factory.Sequence(lambda number: f"writer-{number}")

    class Meta:
        model = Author


class ArticleContentFactory(factory.Factory[ArticleContent]):
    headline = factory.Sequence(lambda number: f"Headline {number}")
    standfirst = factory.Sequence(lambda number: f"Standfirst of number {number}.")
    body = [PARAGRAPH]

    class Meta:
        model = ArticleContent


def publication() -> FrontPage:
    """Return the front page, making the publication first if there is none."""
    return FrontPage.objects.first() or publication_create(
        name="The Tidewell Post", tagline="News of the harbour", base_url=settings.PARLEY_URL
    )


def section(title: str = "Town") -> Section:
    """Return the section of that title."""
    return Section.objects.filter(title=title).first() or section_create(
        front_page=publication(), title=title
    )


def article(
    *, within: Section | None = None, options: dict[str, Any] | None = None, **content: Any
) -> Article:
    """Return a published article; `content` overrides ArticleContent, `options` article_create's other arguments."""
    return article_create(
        section=within or section(), content=ArticleContentFactory(**content), **(options or {})
    )


def picture(*, width: int = 900, height: int = 600, colour: str = "teal", description: str = "") -> Any:
    """Return a Wagtail image of one colour."""
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    name = f"{colour}-{width}x{height}.png"
    return image_add(title=name, file=ImageFile(file, name=name), description=description)
