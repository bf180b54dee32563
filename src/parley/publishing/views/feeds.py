"""RSS 2.0 and Atom of the site and of each section."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.views.decorators.http import require_safe

from parley.kernel.http import answer_public
from parley.publishing.cards import Card, cards_build
from parley.publishing.models import Publication, Section
from parley.publishing.models.base import PUBLIC_SECONDS
from parley.publishing.queries.articles import articles_listed

FEED_MAX = 30
_FORMATS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
# What XML 1.0 can't hold at all, not even escaped (w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return the text without the characters that no XML file may hold."""
    return _NOT_XML.sub("", text)


@require_safe
def site_feed(request: HttpRequest, kind: str) -> HttpResponse:
    publication = Publication.for_request(request)
    description = publication.description or publication.tagline
    return _feed(
        request, kind, title=publication.name, description=description, path="/", articles=articles_listed()
    )


@require_safe
def section_feed(request: HttpRequest, section: str, kind: str) -> HttpResponse:
    publication = Publication.for_request(request)
    found = get_object_or_404(Section.objects.live().public(), slug=section)
    return _feed(
        request,
        kind,
        title=f"{found.title} – {publication.name}",
        description=found.introduction,
        path=found.path_url,
        articles=articles_listed().descendant_of(found),
    )


def _feed(
    request: HttpRequest, kind: str, *, title: str, description: str, path: str, articles: Any
) -> HttpResponse:
    feed: Any = _FORMATS[kind](
        title=xml_text(title),
        link=f"{settings.PARLEY_URL}{path}",
        description=xml_text(description),
        language=settings.LANGUAGE_CODE,
        feed_url=f"{settings.PARLEY_URL}{request.path}",
    )
    for card in cards_build(articles[:FEED_MAX]):
        _item_add(feed, card)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return answer_public(response, keys=["lists"], seconds=PUBLIC_SECONDS)


def _item_add(feed: Any, card: Card) -> None:
    url = f"{settings.PARLEY_URL}{card.path_url}"
    feed.add_item(
        title=xml_text(card.title),
        link=url,
        description=xml_text(card.standfirst),
        unique_id=url,
        pubdate=card.shown_at,
        updateddate=card.modified_at,
        author_name=xml_text(card.byline_text) or None,
        categories=[xml_text(card.section.title)],
        comments=f"{url}#comments",
    )
