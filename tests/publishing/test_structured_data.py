import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from parley.discussion.actions import GuestAuthor, comment_post
from parley.publishing.models import Article, FrontPage
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 “q”"


def _data(client: Client, article: Article) -> dict[str, object]:
    html = client.get(article.path_url).text
    document = BeautifulSoup(html, "html.parser")
    (block,) = document.select('script[type="application/ld+json"]')
    assert not [
        script
        for script in document.select("script")
        if "alert" in (script.string or "") and script is not block
    ]
    data: dict[str, object] = json.loads(block.string or "")
    return data


def test_article_as_schema_org(client: Client, front_page: FrontPage) -> None:
    author = make.AuthorFactory(name="Nora Quist", slug="nora")
    article = make.article(
        headline="The bridge closes",
        authors=[author],
        topics=["Bridges"],
        lead_image=make.picture(),
        lead_image_alt="A bridge",
        corrections=[(date(2026, 3, 1), "It was a Monday.")],
    )
    data = _data(client, article)
    assert data["@type"] == "NewsArticle"
    assert data["mainEntityOfPage"] == article.canonical_url
    assert data["author"] == [
        {"@type": "Person", "name": "Nora Quist", "url": f"{settings.PARLEY_URL}/authors/nora/"}
    ]
    assert data["keywords"] == ["Bridges"]
    assert data["articleSection"] == "Town"
    assert data["commentCount"] == 0
    assert len(data["image"]) == 3  # type: ignore[arg-type]
    assert data["correction"] == [
        {"@type": "CorrectionComment", "text": "It was a Monday.", "datePublished": "2026-03-01"}
    ]


def test_nothing_ends_the_data_block(client: Client, front_page: FrontPage) -> None:
    article = make.article(
        headline=HOSTILE, standfirst=HOSTILE, authors=[make.AuthorFactory(name=HOSTILE[:120])]
    )
    comment_post(thread=article.thread, author=GuestAuthor(name="Eve", guest_key=""), text=HOSTILE)
    data = _data(client, article)
    assert data["headline"] == HOSTILE
    assert data["comment"][0]["author"]["name"] == "Eve"  # type: ignore[index]
    assert data["commentCount"] == 1
    assert "alert(1)" in data["comment"][0]["text"]  # type: ignore[index]


def test_missing_picture_does_not_take_the_article_down(client: Client, front_page: FrontPage) -> None:
    image = make.picture(colour="crimson")  # its own, so that no rendition of it is remembered
    article = make.article(lead_image=image, lead_image_alt="Gone")
    image.file.storage.delete(image.file.name)
    assert "image" not in _data(client, article)
