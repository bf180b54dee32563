"""What the newsroom announces through the outbox. docs/reference/events.md is checked against this list.

Surrogate keys: an article is shown on its own page, in lists and feeds (`lists`) and beside the other articles of its
section (`section:<pk>`); sections and plain pages stand in every page's menus (`site`).
"""

from enum import StrEnum

from wagtail.models import Page

from parley.kernel.outbox import outbox_write
from parley.publishing.models import Article, FrontPage
from parley.publishing.models.base import PublicPage

SITE_TOPIC = "site"


class EventKind(StrEnum):
    PAGE_PUBLISHED = "page.published"
    PAGE_UNPUBLISHED = "page.unpublished"
    PAGE_MOVED = "page.moved"
    SITE_CHANGED = "site.changed"


def page_announce(*, page: PublicPage, kind: EventKind) -> None:
    """Announce that a page appeared or changed, went, or has another address (then every page may link to the old)."""
    outbox_write(
        topic=page.surrogate_key,
        kind=kind,
        payload={"page": page.pk, "type": type(page).__name__, "title": page.title, "url": page.path_url},
        surrogate_keys=["site"] if kind == EventKind.PAGE_MOVED else page_stale_keys(page),
    )


def page_stale_keys(page: Page) -> list[str]:
    """Return the keys of the answers that a change of this page makes stale."""
    key = f"page:{page.pk}"
    if isinstance(page, Article):
        return [key, "lists", f"section:{page.section.pk}"]
    if isinstance(page, FrontPage):
        return [key]
    return ["site"]


def site_announce(*, what: str, surrogate_keys: list[str]) -> None:
    """Announce a change that is no page's: of the publication, an author, a topic, a picture, who may see what."""
    outbox_write(
        topic=SITE_TOPIC, kind=EventKind.SITE_CHANGED, payload={"what": what}, surrogate_keys=surrogate_keys
    )
