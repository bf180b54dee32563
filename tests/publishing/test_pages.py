"""Every page type over HTTP: what it shows, what its headers say, and how many queries it takes."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from parley.discussion.actions import GuestAuthor, comment_post
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.publishing.actions import plain_page_create
from parley.publishing.cards import CARD_QUERIES
from parley.publishing.models import FrontPage, FrontPagePick
from parley.publishing.queries.front import FRONT_QUERIES, front_compose
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(front_page: FrontPage) -> dict[str, str]:
    """Return the address of one page of each type."""
    author = make.AuthorFactory(name="Nora Quist", slug="nora-quist")
    article = make.article(
        headline="The harbour bridge closes",
        authors=[author],
        topics=["Bridges"],
        lead_image=make.picture(),
        lead_image_alt="The bridge at low tide",
    )
    plain = plain_page_create(front_page=front_page, title="Imprint", body=[make.PARAGRAPH])
    return {
        "front": "/",
        "section": article.section.path_url,
        "article": article.path_url,
        "plain": plain.path_url,
        "author": author.path_url,
        "topic": "/topics/bridges/",
        "archive": "/archive/",
        "month": f"/archive/{article.shown_at:%Y/%m}/",
        "search": "/search/?q=harbour",
    }


def test_pages_may_be_kept_by_shared_caches_alone(client: Client, pages: dict[str, str]) -> None:
    for kind, path in pages.items():
        response = client.get(path)
        assert response.status_code == 200, kind
        assert response["Cache-Control"].startswith("public, max-age=0, must-revalidate, s-maxage="), kind
        assert "site" in response["Surrogate-Key"].split(), kind
        assert "Cookie" not in response.get("Vary", ""), kind
        assert not response.cookies, kind


def test_pages_with_a_session_are_private(client: Client, pages: dict[str, str], editor: Any) -> None:
    client.force_login(editor)
    for kind, path in pages.items():
        response = client.get(path)
        assert response.status_code == 200, kind
        assert response["Cache-Control"] == "private, no-store", kind
        assert "Surrogate-Key" not in response, kind


def test_bar_of_the_newsroom_is_for_staff_only(client: Client, pages: dict[str, str], editor: Any) -> None:
    assert "wagtail-userbar" not in client.get(pages["article"]).text
    client.force_login(editor)
    assert "wagtail-userbar" in client.get(pages["article"]).text


def test_pages_name_their_own_address(client: Client, pages: dict[str, str]) -> None:
    for kind, path in pages.items():
        if kind == "search":
            continue
        document = BeautifulSoup(client.get(path, HTTP_HOST="other.example").text, "html.parser")
        canonical = document.select_one("link[rel=canonical]")
        assert canonical is not None, kind
        assert canonical["href"] == f"{django_settings.PARLEY_URL}{path}"


def test_search_page_is_not_for_search_engines(client: Client, pages: dict[str, str]) -> None:
    response = client.get(pages["search"])
    assert response["X-Robots-Tag"] == "noindex"
    assert "The harbour bridge closes" in response.text


def test_search_takes_anything(client: Client, pages: dict[str, str]) -> None:
    for query in (
        '"',
        "AND OR NOT",
        "a*",
        "NEAR(x y)",
        "\x00",
        "('",
        "ü" * 500,
        "-bridge",
        "%",
        "  ",
        "{}^:",
    ):
        assert client.get("/search/", {"q": query}).status_code == 200, query


def test_nothing_found_and_nothing_asked(client: Client, pages: dict[str, str]) -> None:
    assert client.get("/search/", {"q": "zebra"}).context["articles"] == []
    assert client.get("/search/").context["articles"] is None


def test_missing_pages_say_so_and_are_not_kept(client: Client, front_page: FrontPage) -> None:
    months = ("/archive/1999/01/", "/archive/2026/13/", "/archive/0000/01/", "/archive/9999/12/")
    for path in ("/nowhere/", "/authors/nobody/", "/topics/nothing/", *months):
        response = client.get(path)
        assert response.status_code == 404, path
        assert response["Cache-Control"] == "no-store", path
        assert "The Tidewell Post" in response.text, path


def test_page_beyond_the_last_is_missing(client: Client, pages: dict[str, str]) -> None:
    assert client.get(f"{pages['section']}?page=2").status_code == 404
    assert client.get(f"{pages['section']}?page=x").status_code == 404


def test_long_list_has_pages(client: Client, front_page: FrontPage) -> None:
    for _number in range(21):
        last = make.article()
    first = client.get(last.section.path_url)
    assert len(first.context["articles"]) == 20
    assert first.context["pagination"].next_url == f"{last.section.path_url}?page=2"
    second = client.get(f"{last.section.path_url}?page=2")
    assert len(second.context["articles"]) == 1
    assert second.context["canonical_url"].endswith("?page=2")
    assert second.context["pagination"].previous_url == last.section.path_url


# --- who may see what ----------------------------------------------------------------------------


def test_draft_is_not_public(client: Client, front_page: FrontPage) -> None:
    draft = make.article(headline="Not yet", options={"publish": False})
    assert client.get(draft.path_url).status_code == 404
    for path in (
        "/",
        "/feed.rss",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/search/?q=yet",
        draft.section.path_url,
    ):
        assert "Not yet" not in client.get(path).text
        assert draft.slug not in client.get(path).text
    assert draft.thread is None


def test_restricted_article_stays_out_of_lists_and_caches(client: Client, front_page: FrontPage) -> None:
    article = make.article(headline="For some only")
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(article.path_url)
    assert response.status_code == 302
    assert "Surrogate-Key" not in response
    for path in ("/", "/feed.atom", "/sitemap.xml", "/search/?q=some", article.section.path_url):
        assert article.slug not in client.get(path).text


# --- the front page --------------------------------------------------------------------------------


def test_front_page_leads_with_the_newest(front_page: FrontPage) -> None:
    older = make.article(published_at=now() - timedelta(days=2))
    newest = make.article(published_at=now() - timedelta(hours=1))
    front = front_compose(front_page=front_page)
    assert front.lead is not None
    assert front.lead.pk == newest.pk
    assert [card.pk for card in front.picks] == [older.pk]


def test_front_page_follows_the_desk(front_page: FrontPage) -> None:
    articles = [make.article() for _number in range(8)]
    front_page.lead_article = articles[0]
    front_page.picks = [FrontPagePick(article=articles[1], sort_order=0)]
    front_page.save_revision().publish()
    front = front_compose(front_page=FrontPage.objects.get())
    assert front.lead is not None
    assert front.lead.pk == articles[0].pk
    assert [card.pk for card in front.picks] == [articles[pk].pk for pk in (1, 7, 6, 5)]
    shown = [
        front.lead,
        *front.picks,
        *front.newest,
        *(card for group in front.sections for card in group.articles),
    ]
    assert len({card.pk for card in shown}) == len(shown) == 8


def test_front_page_forgets_what_was_unpublished(front_page: FrontPage) -> None:
    chosen, other = make.article(), make.article()
    front_page.lead_article = chosen
    front_page.save_revision().publish()
    chosen.unpublish()
    front = front_compose(front_page=FrontPage.objects.get())
    assert front.lead is not None
    assert front.lead.pk == other.pk


def test_front_page_names_the_most_discussed(front_page: FrontPage) -> None:
    quiet, loud = make.article(), make.article()
    for number in range(2):
        comment_post(thread=loud.thread, author=GuestAuthor(name="Ada", guest_key=""), text=f"Word {number}")
    front = front_compose(front_page=front_page)
    assert [(card.pk, card.comment_count) for card in front.most_discussed] == [(loud.pk, 2)]
    assert loud.thread.surrogate_key in {key for card in front.cards for key in card.surrogate_keys}
    assert quiet.pk in {card.pk for card in front.cards}


def test_empty_front_page(client: Client, front_page: FrontPage) -> None:
    assert client.get("/").status_code == 200


# --- queries: as many for one article as for many ---------------------------------------------------


def _town(articles: int) -> None:
    image = make.picture()
    for number in range(articles):
        make.article(
            within=make.section(("Town", "Harbour")[number % 2]),
            authors=[make.AuthorFactory()],
            topics=["Bridges"],
            lead_image=image,
        )


def test_front_page_takes_a_bounded_number_of_queries(
    front_page: FrontPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _town(16)
    fresh = FrontPage.objects.get()
    with django_assert_max_num_queries(FRONT_QUERIES + 2):
        front_compose(front_page=fresh)


# Beside the cards: site, page by page of the path, restrictions, publication, menus, count, list.
LIST_QUERIES = {
    "/town/": 16 + CARD_QUERIES,
    "/topics/bridges/": 9 + CARD_QUERIES,
    "/archive/": 7,
    "/feed.rss": 5 + CARD_QUERIES,
    "/sitemap.xml": 9,
    "/news-sitemap.xml": 5 + CARD_QUERIES,
    "/search/?q=bridge": 9 + CARD_QUERIES,
}


def test_lists_take_a_bounded_number_of_queries(
    client: Client, front_page: FrontPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _town(12)
    for path, queries in LIST_QUERIES.items():
        client.get(path)  # makes the renditions
        with django_assert_max_num_queries(queries, info=path):
            client.get(path)


def test_article_takes_a_bounded_number_of_queries(
    client: Client, front_page: FrontPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _town(8)
    article = make.article(authors=[make.AuthorFactory(), make.AuthorFactory()], topics=["A", "B"])
    for number in range(40):  # every other one a reply
        author = GuestAuthor(name="Ada", guest_key="")
        comment_post(
            thread=article.thread,
            author=author,
            text=f"Word {number}",
            parent_number=number if number % 2 else None,
        )
    client.get(article.path_url)
    with django_assert_max_num_queries(31):
        assert (
            client.get(article.path_url).text.count("Word ") >= 80
        )  # in the thread and in the structured data


# --- comments follow the article ----------------------------------------------------------------------


def test_cache_ends_when_the_comments_close(client: Client, front_page: FrontPage) -> None:
    published = now() - timedelta(days=3) + timedelta(hours=1)
    article = make.article(published_at=published, options={"comments_close_days": 3})
    seconds = int(client.get(article.path_url)["Cache-Control"].rpartition("=")[2])
    assert 0 < seconds <= 3600


def test_hidden_comments_are_nowhere(client: Client, front_page: FrontPage) -> None:
    article = make.article()
    author = GuestAuthor(name="Ada Lovelace", guest_key="")
    comment_post(thread=article.thread, author=author, text="A word about the piers")
    assert "A word about the piers" in client.get(article.path_url).text
    article.comments_state = Thread.State.HIDDEN
    article.save_revision().publish()
    shown = client.get(article.path_url).text
    assert "piers" not in shown
    assert "commentCount" not in shown
    assert 'id="comments"' not in shown


def test_closed_comments_are_shown_without_a_form(client: Client, front_page: FrontPage) -> None:
    article = make.article(options={"comments_state": "closed"})
    document = BeautifulSoup(client.get(article.path_url).text, "html.parser")
    assert document.select_one("#comments") is not None
    assert document.select_one("form[method=post]") is None
