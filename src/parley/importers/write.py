"""Applies a batch to the site, in one transaction: all of it is there afterwards, or nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from parley.discussion.actions import ImportedComment, comments_import
from parley.importers.body import body_data
from parley.importers.plan import (
    Action,
    Batch,
    Decision,
    PageProgress,
    article_time,
    author_name,
    front_page_get,
    page_decide,
    section_find,
    section_name,
)
from parley.importers.records import ImportedArticle, ImportedCommentRecord, Notes, PageKind
from parley.kernel.clock import now
from parley.publishing.actions import (
    ArticleContent,
    article_create,
    author_get_or_create,
    page_text_update,
    plain_page_create,
    section_create,
)
from parley.publishing.events import site_announce
from parley.publishing.models import Article, FrontPage, PlainPage, Section
from parley.publishing.receivers import article_thread_sync

SLUG_MAX = 200
PATH_MAX = 255


@dataclass(slots=True)
class Result:
    """What was done; `page` is the last article or page that was made or found."""

    actions: Counter[Action] = field(default_factory=Counter)
    comments: int = 0
    redirects: int = 0
    page: Article | PlainPage | None = None
    notes: Notes = field(default_factory=Notes)


@transaction.atomic
def batch_apply(batch: Batch, *, progress: PageProgress = lambda _done, _total: None) -> Result:
    """Write what is new or changed. What to do is decided again here, for the site may have changed since the plan.

    One transaction, so that an error anywhere leaves nothing behind: comments and their log can't be deleted, so
    several small ones could not be taken back. On SQLite others' writes wait meanwhile (about ten pages a second);
    reads do not.
    """
    front_page = front_page_get()
    sections: dict[str, Section] = {}
    result = Result()
    for done, article in enumerate(batch.articles(), 1):
        decision = page_decide(article, batch=batch, notes=result.notes)
        result.actions[decision.action] += 1
        result.page = _page_write(decision, batch=batch, front_page=front_page, sections=sections)
        if decision.comments and isinstance(result.page, Article):
            result.comments += _comments_write(result.page, decision.comments)
        if decision.action == Action.CREATE:
            result.redirects += _redirect_write(decision.record, page=result.page)
        progress(done, batch.total)
    if result.redirects:
        # A "not found" kept for an old address would hide the redirect.
        site_announce(what="redirects", surrogate_keys=["site"])
    return result


def _page_write(
    decision: Decision, *, batch: Batch, front_page: FrontPage, sections: dict[str, Section]
) -> Article | PlainPage:
    record, page = decision.record, decision.page
    if page is not None:
        if decision.action == Action.UPDATE:
            page_text_update(
                page=page, headline=record.headline, standfirst=record.standfirst, body=body_data(record.body)
            )
        return page
    if record.kind == PageKind.PAGE:
        return plain_page_create(
            front_page=front_page,
            title=record.headline,
            body=body_data(record.body),
            slug=_slug_free(record.slug or record.headline, parent=front_page),
            import_key=record.import_key,
            publish=not record.draft,
        )
    name = section_name(record, batch=batch, front_page=front_page)
    if name not in sections:
        sections[name] = section_find(name, front_page=front_page) or section_create(
            front_page=front_page, title=name, slug=_slug_free(name, parent=front_page)
        )
    return _article_write(record, section=sections[name], batch=batch)


def _article_write(record: ImportedArticle, *, section: Section, batch: Batch) -> Article:
    published_at = article_time(record)
    names = dict.fromkeys(filter(None, (author_name(key, batch=batch) for key in record.author_keys)))
    return article_create(
        section=section,
        content=ArticleContent(
            headline=record.headline,
            standfirst=record.standfirst,
            body=body_data(record.body),
            authors=[author_get_or_create(name=name) for name in names],
            topics=record.topics,
            published_at=None if record.draft and record.published_at is None else published_at,
            updated_at=_updated_at(record.updated_at, published_at=published_at),
        ),
        slug=_slug_free(record.slug or record.headline, parent=section),
        comments_state="open" if record.comments_open else "closed",
        import_key=record.import_key,
        publish=not record.draft,
    )


def _updated_at(updated_at: datetime | None, *, published_at: datetime) -> datetime | None:
    """An update within the first minute is the publication itself."""
    if updated_at is None or updated_at - published_at < timedelta(minutes=1):
        return None
    return min(updated_at, now())


def _comments_write(article: Article, comments: tuple[ImportedCommentRecord, ...]) -> int:
    # A draft has no thread until it is published; this makes a hidden one.
    thread = article.thread or article_thread_sync(article=article)
    counts = comments_import(
        thread=thread,
        comments=[
            ImportedComment(
                import_key=comment.import_key,
                author_name=comment.author_name or _("Unnamed reader"),
                created_at=min(comment.created_at or now(), now()),
                text=comment.text,
                number=comment.number,
                parent_key=comment.parent_key,
                status=comment.status,
            )
            for comment in comments
        ],
    )
    return counts.created


def _redirect_write(record: ImportedArticle, *, page: Article | PlainPage) -> int:
    """Let the old address lead to the page. Returns 1 if a redirect was made, else 0."""
    if not record.old_path or record.draft:
        return 0
    old_path = Redirect.normalise_path(record.old_path)
    # The site's root always answers, so "/?p=12" can't be redirected; nor need the page's own address.
    if old_path.split("?")[0] in {"", "/"} or len(old_path) > PATH_MAX:
        return 0
    if (
        old_path == Redirect.normalise_path(page.path_url)
        or Redirect.objects.filter(old_path=old_path).exists()
    ):
        return 0
    Redirect.objects.create(old_path=old_path, redirect_page=page, is_permanent=True)
    return 1


def _slug_free(wanted: str, *, parent: Page) -> str:
    """Return a short name that no page beside it has, and no address of the site's own."""
    base = slugify(wanted, allow_unicode=True)[:SLUG_MAX].strip("-_") or "page"
    slug, number = base, 2
    while _slug_taken(slug, parent=parent):
        slug, number = f"{base}-{number}", number + 1
    return slug


def _slug_taken(slug: str, *, parent: Page) -> bool:
    if Page.objects.child_of(parent).filter(slug=slug).exists():
        return True
    if not isinstance(parent, FrontPage):
        return False
    try:
        return resolve(f"/{slug}/").view_name != "wagtail_serve"
    except Resolver404:
        return False
