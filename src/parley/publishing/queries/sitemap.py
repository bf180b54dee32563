from datetime import datetime
from typing import Any

from wagtail.models import Page, Site

from parley.publishing.models import Author


def _pages() -> Any:
    """Return every public page below the default site's front page, which comes first; three queries with its own."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return Page.objects.none()
    return Page.objects.descendant_of(site.root_page, inclusive=True).live().public().order_by("path")


def pages_count() -> int:
    pages: int = _pages().count()
    return pages + Author.objects.count()


def pages_slice(*, start: int, limit: int) -> list[tuple[str, datetime | None]]:
    """Return (path on our own site, time of the last change) of pages and then of authors, from `start` on."""
    pages = _pages()
    rows = list(pages.values_list("url_path", "last_published_at")[start : start + limit])
    # "/front/news/bridge/" in Wagtail's tree is "/news/bridge/" on the site.
    found = [("/" + url_path.split("/", 2)[2], changed) for url_path, changed in rows]
    if len(found) < limit:
        first = max(0, start - pages.count())
        authors = Author.objects.order_by("pk").values_list("slug", flat=True)
        found += [(f"/authors/{slug}/", None) for slug in authors[first : first + limit - len(found)]]
    return found
