"""Prints the demonstration newspaper: publication, sections, authors, pictures, articles and their threads."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from wagtail.models import Site as WagtailSite

from parley.discussion.actions import ImportedComment, comments_import
from parley.discussion.actions.answers_import import ImportedAnswers, answers_import
from parley.kernel.clock import now
from parley.publishing.actions import (
    ArticleContent,
    article_create,
    author_get_or_create,
    image_add,
    plain_page_create,
    publication_create,
    section_create,
)
from parley.publishing.demo.reading import (
    PICTURES,
    Document,
    Lookup,
    blocks_read,
    documents_read,
    newspaper_read,
    thread_read,
)
from parley.publishing.models import Article, Author, FrontPage, FrontPagePick, Publication, Section

DECIDED_BY = "demonstration"
# What `publication_create` is given when nobody has chosen a name.
_UNNAMED = {"", "Parley"}


@transaction.atomic
def demo_load(*, report: Callable[[str], None]) -> None:
    """Fill the site with the demonstration newspaper; a site that has an article already is left alone.

    All times count back from now, so that the paper is always this week's. A publication that has been given a name
    keeps it. `report` gets a line for each step. All or nothing: an error leaves no trace in the database.
    """
    if Article.objects.exists():
        report("There are articles already, so the demonstration newspaper was left out.")
        return
    paper = newspaper_read()
    press = _Press(paper)
    report(f"  {len(press.sections)} sections, {len(press.authors)} authors")
    for document in press.documents:
        press.article_print(document)
    press.front_page_lay_out()
    report(f"  {len(press.printed)} articles with {press.comments_count} comments")


class _Press:
    """What has been made so far, by the names the files use."""

    def __init__(self, paper: dict[str, Any]) -> None:
        self.paper = paper
        # Cut to the minute: nobody publishes at 14:03:27.
        self.start = now().replace(second=0, microsecond=0)
        self.image = cache(self._image_add)
        self.front_page = _publication_name(paper)
        self.sections: dict[str, Section] = {
            item["slug"]: section_create(front_page=self.front_page, **item) for item in paper["sections"]
        }
        self.authors: dict[str, Author] = {item["slug"]: self._author_make(item) for item in paper["authors"]}
        # The oldest first, so that an article can link to those before it.
        self.documents = sorted(documents_read("articles"), key=lambda document: -document.meta["hours_ago"])
        self.printed: dict[str, Article] = {}
        self.comments_count = 0
        self.lookup = Lookup(
            image=lambda name: (self.image(name).pk, paper["pictures"][name]["alt"]),
            article=lambda slug: int(self.printed[slug].pk),
        )
        for page in documents_read("pages"):
            plain_page_create(
                front_page=self.front_page,
                title=page.meta["title"],
                slug=page.slug,
                body=blocks_read(page.body, lookup=self.lookup),
            )

    def article_print(self, document: Document) -> None:
        meta = document.meta
        content = ArticleContent(
            headline=meta["headline"],
            standfirst=meta["standfirst"],
            body=blocks_read(document.body, lookup=self.lookup),
            authors=[self.authors[slug] for slug in meta["authors"]],
            topics=meta["topics"],
            published_at=self._ago(meta["hours_ago"]),
            updated_at=self._ago(meta["updated_hours_ago"]) if "updated_hours_ago" in meta else None,
            lead_image=self.image(meta["picture"]),
            lead_image_alt=self.paper["pictures"][meta["picture"]]["alt"],
            lead_image_caption=meta["caption"],
            lead_image_credit=meta["credit"],
            corrections=[
                (self._ago(item["hours_ago"]).date(), item["text"]) for item in meta.get("corrections", ())
            ],
        )
        article = article_create(
            section=self.sections[meta["section"]],
            content=content,
            slug=document.slug,
            comments_state=meta.get("comments", "open"),
        )
        self.printed[document.slug] = article
        self._comments_import(article, document)

    def front_page_lay_out(self) -> None:
        self.front_page.refresh_from_db()
        self.front_page.lead_article = self.printed[self.paper["lead_article"]]
        self.front_page.picks = [
            FrontPagePick(article=self.printed[slug], sort_order=order)
            for order, slug in enumerate(self.paper["picks"])
        ]
        self.front_page.save_revision().publish()

    def _comments_import(self, article: Article, document: Document) -> None:
        comments = thread_read(document.slug)
        if not comments:
            return
        if article.thread is None:
            raise RuntimeError(f"{document.slug} was published without a thread.")
        first = self._ago(document.meta["hours_ago"])
        comments_import(
            thread=article.thread,
            comments=[_comment(number, item, first) for number, item in enumerate(comments, start=1)],
            decided_by=DECIDED_BY,
        )
        numbered = enumerate(comments, start=1)
        answers_import(
            thread=article.thread,
            answers=[_answers(number, item, first) for number, item in numbered if "valued" in item],
        )
        self.comments_count += len(comments)

    def _author_make(self, item: dict[str, Any]) -> Author:
        with (PICTURES / f"{item['portrait']}.webp").open("rb") as file:
            photo = image_add(title=item["name"], file=File(file, name=f"{item['slug']}.webp"))
        return author_get_or_create(
            name=item["name"], slug=item["slug"], role=item["role"], biography=item["biography"], photo=photo
        )

    def _image_add(self, name: str) -> Any:
        known = self.paper["pictures"][name]
        with (PICTURES / f"{name}.webp").open("rb") as file:
            image = image_add(
                title=known["title"], file=File(file, name=f"{name}.webp"), description=known["alt"]
            )
        image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = known[
            "focus"
        ]
        image.save()
        return image

    def _ago(self, hours: float) -> datetime:
        return self.start - timedelta(hours=hours)


def _comment(number: int, item: dict[str, Any], first: datetime) -> ImportedComment:
    parent = item.get("reply_to")
    return ImportedComment(
        import_key=f"demo:{number}",
        number=number,
        parent_key=f"demo:{parent}" if parent else None,
        author_name=item["name"],
        created_at=first + timedelta(minutes=item["minutes"]),
        text=item["text"],
        status=item.get("status", "published"),
    )


def _answers(number: int, item: dict[str, Any], first: datetime) -> ImportedAnswers:
    edited = item.get("edited_minutes")
    return ImportedAnswers(
        number=number,
        valued_count=item["valued"],
        earlier_text=item.get("earlier", ""),
        edited_at=first + timedelta(minutes=edited) if edited else None,
    )


def _publication_name(paper: dict[str, Any]) -> FrontPage:
    """Return the front page, with the newspaper's name on it unless the publisher has chosen another."""
    front_page: FrontPage | None = FrontPage.objects.first()
    if front_page is None:
        front_page = publication_create(name=paper["name"], tagline="", base_url=settings.PARLEY_URL)
    site = WagtailSite.objects.get(is_default_site=True)
    publication = Publication.for_site(site)
    if publication.name in _UNNAMED:
        publication.name = site.site_name = front_page.title = paper["name"]
        site.save()
        front_page.save()
    if publication.name == paper["name"]:
        for field in ("tagline", "description", "contact_email"):
            setattr(publication, field, getattr(publication, field) or paper[field])
    publication.save()
    return front_page
