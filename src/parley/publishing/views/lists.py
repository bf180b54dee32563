"""Lists of articles that are no pages of Wagtail's: an author's, a topic's, the archive, the search."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from parley.kernel.http import answer_public
from parley.publishing.cards import Card, cards_build
from parley.publishing.freshness import public_seconds
from parley.publishing.models import Author, Topic
from parley.publishing.pagination import Pagination, paginate
from parley.publishing.queries.articles import (
    articles_between,
    articles_by_author,
    articles_on_topic,
    months_list,
)
from parley.publishing.queries.search import QUERY_MAX, articles_search
from parley.publishing.views.pages import list_keys

# A search's answer is the same for everybody, but nothing announces that it changed.
SEARCH_SECONDS = 60


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author with a list of their articles. Template variables: author, articles, pagination."""
    found = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    articles, pagination = _listed(articles_by_author(author=found), request=request, path=found.path_url)
    return _answer(
        request,
        "publishing/author_page.html",
        articles,
        pagination,
        context={"author": found},
        keys=[found.surrogate_key],
    )


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles on a topic. Template variables: topic, articles, pagination."""
    found = get_object_or_404(Topic, slug=slug)
    articles, pagination = _listed(articles_on_topic(topic=found), request=request, path=found.path_url)
    return _answer(
        request,
        "publishing/topic_page.html",
        articles,
        pagination,
        context={"topic": found},
        keys=[found.surrogate_key],
    )


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Show which months there are. Template variables: `years`, (year, months) with (month, url, count) each."""
    years: dict[int, list[dict[str, Any]]] = {}
    for month, count in months_list():
        url = f"/archive/{month.year}/{month.month:02}/"
        years.setdefault(month.year, []).append({"month": month, "url": url, "count": count})
    context = {
        "years": list(years.items()),
        "month": None,
        "canonical_url": f"{settings.PARLEY_URL}{request.path}",
    }
    response = TemplateResponse(request, "publishing/archive_page.html", context)
    return answer_public(response, keys=["lists"], seconds=public_seconds())


@require_safe
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Show a month's articles. Template variables: month (its first moment), articles, pagination."""
    try:
        start = timezone.make_aware(datetime(int(year), int(month), 1))  # noqa: DTZ001 -- made aware right here
        end = timezone.make_aware(datetime(start.year + start.month // 12, start.month % 12 + 1, 1))  # noqa: DTZ001 -- as above
    except (ValueError, OverflowError) as error:
        raise Http404("There is no such month.") from error
    path = f"/archive/{year}/{month}/"
    articles, pagination = _listed(articles_between(start=start, end=end), request=request, path=path)
    if not articles:
        raise Http404("Nothing was published in that month.")
    return _answer(request, "publishing/archive_page.html", articles, pagination, context={"month": start})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found. Template variables: query, articles, pagination; without a query the last two are None."""
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:QUERY_MAX]
    articles: list[Card] | None = None
    pagination: Pagination | None = None
    if query:
        found, pagination = paginate(
            articles_search(query=query), parameters=request.GET, path="/search/", query=query
        )
        articles = cards_build(found)
    context = {"query": query, "articles": articles, "pagination": pagination}
    response = TemplateResponse(request, "publishing/search_page.html", context)
    response["X-Robots-Tag"] = "noindex"
    return answer_public(response, keys=["lists"], seconds=SEARCH_SECONDS)


def _listed(found: Any, *, request: HttpRequest, path: str) -> tuple[list[Card], Pagination]:
    rows, pagination = paginate(found, parameters=request.GET, path=path)
    return cards_build(rows), pagination


def _answer(
    request: HttpRequest,
    template: str,
    articles: list[Card],
    pagination: Pagination,
    *,
    context: dict[str, Any],
    keys: list[str] | None = None,
) -> HttpResponse:
    context |= {"articles": articles, "pagination": pagination, "canonical_url": pagination.canonical_url}
    response = TemplateResponse(request, template, context)
    return answer_public(response, keys=[*(keys or []), *list_keys(articles)], seconds=public_seconds())
