"""What follows when the newsroom changes something: threads are kept in step, and the change is announced."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail.models import Site as WagtailSite
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from parley.discussion.actions import own_site, thread_upsert
from parley.discussion.actions.quotes import thread_text_set
from parley.discussion.models import OWN_SITE, Thread
from parley.publishing.events import EventKind, page_announce, site_announce
from parley.publishing.models import Article, Author, Publication, Topic
from parley.publishing.models.base import PublicPage
from parley.publishing.plain import article_plain


def article_thread_sync(*, article: Article) -> Thread:
    """Make the article's thread, or bring it up to date. The thread of an article that is not public is hidden."""
    return thread_upsert(
        site=own_site(),
        key=article.thread_key,
        title=article.title,
        url=article.path_url,
        state=article.comments_state if article.live else Thread.State.HIDDEN,
        closes_at=article.comments_close_at,
        mode=article.comments_mode,
    )


def article_text_sync(*, article: Article, thread: Thread) -> None:
    """Give the thread the words of its article, in which the passages that comments answer are found again."""
    thread_text_set(thread=thread, text=article_plain(article=article))


def article_texts_fill() -> int:
    """Give threads the words of articles published before threads kept them; return how many. Repeatable."""
    filled = 0
    threads = Thread.objects.filter(site__slug=OWN_SITE, key__startswith="page:", page_text__isnull=True)
    for thread in threads.exclude(state=Thread.State.HIDDEN).order_by("pk"):
        article = Article.objects.live().filter(pk=thread.key.removeprefix("page:")).first()
        if article is not None:
            with transaction.atomic():
                article_text_sync(article=article, thread=thread)
            filled += 1
    return filled


@transaction.atomic
def _page_published(instance: Page, **_kwargs: Any) -> None:
    # The signal also comes for a page that is only scheduled.
    if not instance.live or not isinstance(instance, PublicPage):
        return
    if isinstance(instance, Article):
        article_text_sync(article=instance, thread=article_thread_sync(article=instance))
    page_announce(page=instance, kind=EventKind.PAGE_PUBLISHED)


@transaction.atomic
def _page_unpublished(instance: Page, **_kwargs: Any) -> None:
    page = instance.specific
    if not isinstance(page, PublicPage):
        return
    if isinstance(page, Article):
        page.live = False  # before a deletion the stored row still says otherwise
        article_thread_sync(article=page)
    page_announce(page=page, kind=EventKind.PAGE_UNPUBLISHED)


@transaction.atomic
def _page_deleted(instance: Page, **_kwargs: Any) -> None:
    """Keep the comments, for they are others' words, but show them no more."""
    if not isinstance(instance, PublicPage):
        return
    if isinstance(instance, Article):
        instance.live = False
        article_thread_sync(article=instance)
    site_announce(what="page", surrogate_keys=["site"])


@transaction.atomic
def _page_moved(instance: Page, **_kwargs: Any) -> None:
    # Read again: the instance at hand may still carry its old address.
    page = Page.objects.get(pk=instance.pk).specific
    if not isinstance(page, PublicPage):
        return
    for article in (
        Article.objects.descendant_of(page, inclusive=True).live().defer_streamfields().iterator(200)
    ):
        article_thread_sync(article=article)
    page_announce(page=page, kind=EventKind.PAGE_MOVED)


@transaction.atomic
def _author_changed(instance: Author, **_kwargs: Any) -> None:
    site_announce(what="author", surrogate_keys=[f"author:{instance.pk}", "lists"])


@transaction.atomic
def _topic_changed(instance: Topic, *, created: bool = False, **_kwargs: Any) -> None:
    if not created:  # a new one stands nowhere until an article with it is published
        site_announce(what="topic", surrogate_keys=[instance.surrogate_key, "lists"])


@transaction.atomic
def _site_changed(sender: type, *, created: bool = False, **_kwargs: Any) -> None:
    """Drop everything: these stand on every page, or may stand on any."""
    if not (created and sender is get_image_model()):  # a new picture stands nowhere yet
        site_announce(what=sender.__name__, surrogate_keys=["site"])


def receivers_connect() -> None:
    """Listen. Called once, when Django has loaded every model."""
    page_published.connect(_page_published, dispatch_uid="publishing.published")
    page_unpublished.connect(_page_unpublished, dispatch_uid="publishing.unpublished")
    page_slug_changed.connect(_page_moved, dispatch_uid="publishing.slug_changed")
    post_page_move.connect(_page_moved, dispatch_uid="publishing.moved")
    for model, receiver in ((Author, _author_changed), (Topic, _topic_changed)):
        post_save.connect(receiver, sender=model, dispatch_uid="publishing.saved")
        post_delete.connect(receiver, sender=model, dispatch_uid="publishing.deleted")
    for whole in (Publication, WagtailSite, PageViewRestriction, get_image_model()):
        post_save.connect(_site_changed, sender=whole, dispatch_uid="publishing.site_saved")
        post_delete.connect(_site_changed, sender=whole, dispatch_uid="publishing.site_deleted")
    for subclass in PublicPage.__subclasses__():
        post_delete.connect(_page_deleted, sender=subclass, dispatch_uid="publishing.page_deleted")
