"""What programs read: feeds, sitemaps, robots.txt. Each is parsed by an XML parser that refuses what is wrong."""

from datetime import timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client

from parley.kernel.clock import now
from parley.publishing.models import FrontPage
from parley.publishing.views import sitemaps
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOSTILE = "Mayor: <b>“No”</b> & 'never' ]]> \x0b 🦊"
CLEAN = HOSTILE.replace("\x0b", "")


def _xml(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Cache-Control"].startswith("public"), path
    assert "lists" in response["Surrogate-Key"].split(), path
    return ElementTree.fromstring(response.content)


def test_rss(client: Client, front_page: FrontPage) -> None:
    article = make.article(headline=HOSTILE, authors=[make.AuthorFactory(name="Nora & Co")])
    channel = _xml(client, "/feed.rss").find("channel")
    assert channel.findtext("title") == "The Tidewell Post"
    (item,) = channel.findall("item")
    assert item.findtext("title") == CLEAN
    assert item.findtext("link") == article.canonical_url
    assert item.findtext("pubDate")
    assert channel.find(f"{ATOM}link").attrib["href"] == f"{settings.PARLEY_URL}/feed.rss"


def test_atom_of_a_section_has_only_its_own(client: Client, front_page: FrontPage) -> None:
    mine = make.article(within=make.section("Harbour"), headline=HOSTILE)
    make.article(within=make.section("Town"))
    feed = _xml(client, "/harbour/feed.atom")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == CLEAN
    assert entry.findtext(f"{ATOM}id") == mine.canonical_url
    assert entry.findtext(f"{ATOM}updated")


def test_feed_of_no_section_is_missing(client: Client, front_page: FrontPage) -> None:
    assert client.get("/nowhere/feed.rss").status_code == 404


def test_sitemap_lists_every_public_page_once(client: Client, front_page: FrontPage) -> None:
    author = make.AuthorFactory()
    article = make.article(authors=[author])
    found = [entry.text for entry in _xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    base = settings.PARLEY_URL
    assert found == [f"{base}/", f"{base}/town/", article.canonical_url, author.canonical_url]


def test_large_sitemap_is_split(
    client: Client, front_page: FrontPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = make.AuthorFactory()
    article = make.article(authors=[author])
    monkeypatch.setattr(sitemaps, "SITEMAP_MAX", 3)
    index = _xml(client, "/sitemap.xml")
    assert index.tag == f"{MAP}sitemapindex"
    parts = [entry.text.removeprefix(settings.PARLEY_URL) for entry in index.iter(f"{MAP}loc")]
    assert parts == ["/sitemap-1.xml", "/sitemap-2.xml"]
    first, second = ([entry.text for entry in _xml(client, part).iter(f"{MAP}loc")] for part in parts)
    assert first[-1] == article.canonical_url
    assert second == [author.canonical_url]
    assert client.get("/sitemap-3.xml").status_code == 404


def test_news_sitemap_holds_two_days(client: Client, front_page: FrontPage) -> None:
    make.article(published_at=now() - timedelta(hours=49))
    fresh = make.article(headline=HOSTILE, published_at=now() - timedelta(hours=47))
    (entry,) = _xml(client, "/news-sitemap.xml").findall(f"{MAP}url")
    assert entry.findtext(f"{MAP}loc") == fresh.canonical_url
    assert entry.findtext(f".//{NEWS}title") == CLEAN
    assert entry.findtext(f".//{NEWS}name") == "The Tidewell Post"


def test_robots_and_favicon(client: Client, front_page: FrontPage) -> None:
    robots = client.get("/robots.txt").text
    assert f"Sitemap: {settings.PARLEY_URL}/sitemap.xml" in robots
    assert "Disallow: /admin/" in robots
    assert client.get("/favicon.ico")["Location"].endswith("publishing/favicon.svg")
