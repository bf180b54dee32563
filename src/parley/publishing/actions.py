"""Everything that writes what is published, apart from the newsroom's own forms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.files import File
from django.db import transaction
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.models import Site as WagtailSite

from parley.discussion.actions import own_site
from parley.publishing.models import (
    Article,
    Author,
    Byline,
    Correction,
    FrontPage,
    PlainPage,
    Publication,
    Section,
)

# Blocks as StreamField stores them: {"type": "paragraph", "value": "<p>…</p>"}, see parley.publishing.blocks.
Block = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ArticleContent:
    """What an article says. `topics` are names; `corrections` pairs of day and text; times are aware.

    `lead_image` is a Wagtail image. A headline has at most HEADLINE_MAX characters, a standfirst STANDFIRST_MAX.
    """

    headline: str
    standfirst: str = ""
    body: Sequence[Block] = ()
    authors: Sequence[Author] = ()
    topics: Sequence[str] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    lead_image: Any = None
    lead_image_alt: str = ""
    lead_image_caption: str = ""
    lead_image_credit: str = ""
    corrections: Sequence[tuple[date, str]] = field(default_factory=tuple)


@transaction.atomic
def publication_create(*, name: str, tagline: str, base_url: str) -> FrontPage:
    """Make the first site: a front page in place of Wagtail's welcome page, the publication, and our discussion site.

    Raises ValueError when there is a front page already.
    """
    if FrontPage.objects.exists():
        raise ValueError("There is a publication already.")
    root = Page.get_first_root_node()
    front_page = FrontPage(title=name, slug="front", show_in_menus=False)
    root.add_child(instance=front_page)
    site = WagtailSite.objects.filter(is_default_site=True).first() or WagtailSite(is_default_site=True)
    welcome_pk = site.root_page_id
    site.root_page, site.site_name = front_page, name
    site.hostname, site.port = _host_and_port(base_url)
    site.save()
    welcome = Page.objects.filter(pk=welcome_pk).exclude(pk=front_page.pk).first()
    if welcome is not None and welcome.specific_class is Page:  # only the page Wagtail's own migration made
        welcome.delete()
    front_page.save_revision().publish()
    Publication.objects.update_or_create(site=site, defaults={"name": name, "tagline": tagline})
    _own_site_describe(name=name, url=base_url)
    return front_page


@transaction.atomic
def site_address_sync(*, base_url: str) -> None:
    """Give the default site the address it is reached at, and the discussion's site the publication's name."""
    site = WagtailSite.objects.filter(is_default_site=True).first()
    if site is None:
        return
    if (site.hostname, site.port) != (address := _host_and_port(base_url)):
        site.hostname, site.port = address
        site.save()
    _own_site_describe(name=Publication.for_site(site).name, url=base_url)


@transaction.atomic
def section_create(*, front_page: FrontPage, title: str, slug: str = "", introduction: str = "") -> Section:
    """Create and publish a section. Without a slug it gets one from its title."""
    section = Section(title=title, slug=slug, introduction=introduction)
    _page_add(parent=front_page, page=section)
    return section


def author_get_or_create(
    *, name: str, slug: str = "", role: str = "", biography: str = "", photo: Any = None
) -> Author:
    """Return the author of that name (or slug, when one is given), making it if there is none."""
    found = Author.objects.filter(slug=slug) if slug else Author.objects.filter(name=name)
    if (author := found.first()) is not None:
        return author
    base = slug or slugify(name, allow_unicode=True)[:100] or "author"
    free, number = base, 2
    while Author.objects.filter(slug=free).exists():
        free, number = f"{base}-{number}", number + 1
    return Author.objects.create(name=name, slug=free, role=role, biography=biography, photo=photo)


def image_add(*, title: str, file: File[bytes], description: str = "") -> Any:
    """Return the Wagtail image with these bytes, storing them first if there is none. `description` is its text."""
    model = get_image_model()
    image = model(title=title[:255], file=file, description=description[:255])
    image._set_image_file_metadata()  # noqa: SLF001 -- Wagtail's own step before saving: size and hash
    known = model.objects.filter(file_hash=image.file_hash).first()
    if known is not None:
        return known
    image.save()
    return image


@transaction.atomic
def article_create(
    *,
    section: Section,
    content: ArticleContent,
    slug: str = "",
    comments_state: str = "open",
    comments_mode: str = "open",
    comments_close_days: int | None = None,
    import_key: str | None = None,
    publish: bool = True,
) -> Article:
    """Create an article and publish it, or keep it as a draft. Publishing makes its thread.

    Raises ValidationError for a headline or standfirst that is too long, or a time in the future.
    """
    article = Article(
        title=content.headline,
        slug=slug,
        standfirst=content.standfirst,
        body=list(content.body),
        lead_image=content.lead_image,
        lead_image_alt=content.lead_image_alt,
        lead_image_caption=content.lead_image_caption,
        lead_image_credit=content.lead_image_credit,
        published_at=content.published_at,
        updated_at=content.updated_at,
        first_published_at=content.published_at if publish else None,
        comments_state=comments_state,
        comments_mode=comments_mode,
        comments_close_days=comments_close_days,
        import_key=import_key,
    )
    article.bylines = [
        Byline(author=author, sort_order=order) for order, author in enumerate(content.authors)
    ]
    article.corrections = [
        Correction(date=day, text=text, sort_order=order)
        for order, (day, text) in enumerate(content.corrections)
    ]
    if content.topics:
        article.topics.add(*content.topics)
    _page_add(parent=section, page=article, publish=publish)
    return article


@transaction.atomic
def plain_page_create(
    *,
    front_page: FrontPage,
    title: str,
    body: Sequence[Block],
    slug: str = "",
    import_key: str | None = None,
    publish: bool = True,
) -> PlainPage:
    """Create a page outside the news and publish it, or keep it as a draft."""
    page = PlainPage(title=title, slug=slug, body=list(body), import_key=import_key)
    _page_add(parent=front_page, page=page, publish=publish)
    return page


@transaction.atomic
def page_text_update(
    *, page: Article | PlainPage, headline: str, standfirst: str, body: Sequence[Block]
) -> None:
    """Replace what a page says by a new revision, published if the page is public. A plain page has no standfirst.

    Raises ValidationError as `article_create` does.
    """
    page.title = page.draft_title = headline
    page.body = list(body)
    if isinstance(page, Article):
        page.standfirst = standfirst
    revision = page.save_revision()
    if page.live:
        revision.publish()


def _page_add(*, parent: Page, page: Page, publish: bool = True) -> None:
    # Read again: the tree library counts children on the instance, and an older copy would give a taken place.
    parent = type(parent).objects.get(pk=parent.pk)
    page.live = False
    parent.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()


def _own_site_describe(*, name: str, url: str) -> None:
    site = own_site()
    if (site.name, site.url) != (name, url):
        site.name, site.url = name, url
        site.save(update_fields=["name", "url"])


def _host_and_port(base_url: str) -> tuple[str, int]:
    """Split an address for Wagtail's Site, which tells https by its port alone."""
    parts = urlsplit(base_url)
    return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)
