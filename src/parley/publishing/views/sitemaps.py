"""Which pages there are, for search engines: sitemaps.org, and Google's extension for news."""

from collections.abc import Iterable
from datetime import timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from parley.kernel.clock import now
from parley.kernel.http import answer_public
from parley.publishing.cards import cards_build
from parley.publishing.models import Publication
from parley.publishing.models.base import PUBLIC_SECONDS
from parley.publishing.queries.articles import articles_listed
from parley.publishing.queries.sitemap import pages_count, pages_slice
from parley.publishing.views.feeds import xml_text

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# A sitemap may hold 50,000 addresses (sitemaps.org/protocol.html); so many are made in well under a second.
SITEMAP_MAX = 10_000
# Google reads two days and 1,000 addresses (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
NEWS_WITHIN = timedelta(hours=48)
NEWS_MAX = 1000
# An article leaves the news sitemap by its age, which nothing announces.
NEWS_SECONDS = 900

Entry = dict[str, Any]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with all addresses, or, when there are too many, with the list of the files that hold them."""
    count = pages_count()
    if count <= SITEMAP_MAX:
        return sitemap_part(request, 1)
    parts = range(1, -(-count // SITEMAP_MAX) + 1)
    entries = ({"loc": f"{settings.PARLEY_URL}/sitemap-{part}.xml"} for part in parts)
    return _answer(_xml("sitemapindex", {"xmlns": _SITEMAP}, "sitemap", entries), seconds=PUBLIC_SECONDS)


@require_safe
def sitemap_part(_request: HttpRequest, part: int) -> HttpResponse:
    pages = pages_slice(start=(part - 1) * SITEMAP_MAX, limit=SITEMAP_MAX)
    if not pages and part > 1:
        raise Http404("There is no such part.")
    entries = (
        {"loc": f"{settings.PARLEY_URL}{path}"} | ({"lastmod": changed.isoformat()} if changed else {})
        for path, changed in pages
    )
    return _answer(_xml("urlset", {"xmlns": _SITEMAP}, "url", entries), seconds=PUBLIC_SECONDS)


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    publication = Publication.for_request(request)
    recent = articles_listed().filter(published_at__gte=now() - NEWS_WITHIN)[:NEWS_MAX]
    entries = (
        {
            "loc": f"{settings.PARLEY_URL}{card.path_url}",
            "news:news": {
                "news:publication": {
                    "news:name": publication.name,
                    "news:language": settings.LANGUAGE_CODE.partition("-")[0],
                },
                "news:publication_date": card.shown_at.isoformat(),
                "news:title": card.title,
            },
        }
        for card in cards_build(recent)
    )
    return _answer(
        _xml("urlset", {"xmlns": _SITEMAP, "xmlns:news": _NEWS}, "url", entries), seconds=NEWS_SECONDS
    )


def _answer(xml: str, *, seconds: int) -> HttpResponse:
    response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    return answer_public(response, keys=["lists"], seconds=seconds)


def _xml(root: str, attributes: dict[str, str], name: str, entries: Iterable[Entry]) -> str:
    out = StringIO()
    xml: Any = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(root, attributes)
    for entry in entries:
        _element(xml, name, entry)
    xml.endElement(root)
    xml.endDocument()
    return out.getvalue()


def _element(xml: Any, name: str, content: Entry | str) -> None:
    if isinstance(content, str):
        xml.addQuickElement(name, xml_text(content))
        return
    xml.startElement(name, {})
    for child, inner in content.items():
        _element(xml, child, inner)
    xml.endElement(name)
