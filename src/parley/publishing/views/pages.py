"""What each page type's template gets, beside the page itself. Registered as `page_context` hook in wagtail_hooks."""

from functools import singledispatch
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from parley.publishing.cards import Card, cards_build
from parley.publishing.freshness import midnight_next, public_seconds
from parley.publishing.models import Article, FrontPage, PlainPage, Section
from parley.publishing.pagination import paginate
from parley.publishing.queries.articles import articles_listed, articles_related
from parley.publishing.queries.front import front_compose


@singledispatch
def page_context(page: Page, _request: HttpRequest) -> dict[str, Any]:
    """Return further template variables; all types have `surrogate_keys` and `public_seconds` for the headers."""
    raise TypeError(f"No context for {type(page).__name__}.")


@page_context.register
def front_page_context(page: FrontPage, _request: HttpRequest) -> dict[str, Any]:
    """Return `lead` (a Card or None), `picks`, `newest`, `most_discussed` (Cards) and `sections` (SectionGroups)."""
    front = front_compose(front_page=page)
    return {
        "lead": front.lead,
        "picks": front.picks,
        "newest": front.newest,
        "most_discussed": front.most_discussed,
        "sections": front.sections,
        "surrogate_keys": [page.surrogate_key, *list_keys(front.cards)],
        "public_seconds": public_seconds(midnight_next()),
    }


@page_context.register
def section_context(page: Section, request: HttpRequest) -> dict[str, Any]:
    """Return `articles` (Cards) and `pagination`."""
    found, pagination = paginate(
        articles_listed().descendant_of(page), parameters=request.GET, path=page.path_url
    )
    articles = cards_build(found)
    return {
        "articles": articles,
        "pagination": pagination,
        "canonical_url": pagination.canonical_url,
        "surrogate_keys": [page.surrogate_key, f"section:{page.pk}", *list_keys(articles)],
        "public_seconds": public_seconds(),
    }


@page_context.register
def article_context(page: Article, _request: HttpRequest) -> dict[str, Any]:
    """Return `related`: the newest other articles of the section. The rest hangs on the page itself."""
    thread = page.thread
    return {
        "related": list(articles_related(article=page)),
        "surrogate_keys": [
            page.surrogate_key,
            f"section:{page.section.pk}",
            *(author.surrogate_key for author in page.authors),
            *(topic.surrogate_key for topic in page.topics_listed),
            *([thread.surrogate_key] if thread else []),
        ],
        "public_seconds": public_seconds(thread.closes_at if thread else None),
    }


@page_context.register
def plain_page_context(page: PlainPage, _request: HttpRequest) -> dict[str, Any]:
    return {"surrogate_keys": [page.surrogate_key], "public_seconds": public_seconds()}


def list_keys(cards: list[Card]) -> list[str]:
    """Return the keys of a page that shows these cards: a comment changes the count on a card, so its thread is in."""
    return ["lists", *(key for card in cards for key in card.surrogate_keys)]
