"""The newsroom's form for an article, over HTTP: what it refuses and what it publishes."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from parley.accounts.models import Person
from parley.publishing.actions import publication_create, section_create, site_address_sync
from parley.publishing.models import Article, FrontPage, Section
from tests.factories import publishing as make
from tests.publishing.article_forms import article_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: Person) -> Client:
    editor.groups.add(Group.objects.get(name="Moderators"))  # may publish
    client.force_login(editor)
    return client


def _add(section: Section) -> str:
    return reverse("wagtailadmin_pages:add", args=("publishing", "article", section.pk))


def test_editor_writes_and_publishes(desk: Client, front_page: FrontPage) -> None:
    section = make.section()
    assert desk.get(_add(section)).status_code == 200
    response = desk.post(_add(section), article_form())
    assert response.status_code == 302, response.context["form"].errors
    article = Article.objects.get()
    assert article.live
    assert {topic.name for topic in article.topics.all()} == {"Bridges", "Boats"}
    assert desk.get(article.path_url).status_code == 200
    assert desk.get(reverse("wagtailadmin_pages:edit", args=(article.pk,))).status_code == 200


def test_form_refuses_what_readers_should_not_see(desk: Client, front_page: FrontPage) -> None:
    image = make.picture()
    wrong = {
        "title": {"title": "x" * 151},
        "standfirst": {"standfirst": "x" * 401},
        "lead_image_alt": {"lead_image": str(image.pk), "lead_image_alt": ""},
        "published_at": {"published_at": "2999-01-01 12:00"},
    }
    for field, values in wrong.items():
        response = desk.post(_add(make.section()), article_form(**values))
        assert response.status_code == 200, field
        assert field in response.context["form"].errors, field
    assert not Article.objects.exists()


def test_preview_shows_a_draft_in_a_frame_of_our_own(desk: Client, front_page: FrontPage) -> None:
    draft = make.article(headline="Not yet", options={"publish": False})
    response = desk.get(reverse("wagtailadmin_pages:view_draft", args=(draft.pk,)))
    assert response.status_code == 200
    assert "Not yet" in response.text
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "public" not in response["Cache-Control"]
    assert "Surrogate-Key" not in response


def test_address_of_a_room_can_not_be_taken(front_page: FrontPage) -> None:
    for slug in ("admin", "archive", "search", "topics"):
        with pytest.raises(ValidationError):
            section_create(front_page=front_page, title="A section", slug=slug)


def test_second_publication_is_refused(front_page: FrontPage) -> None:
    with pytest.raises(ValueError, match="already"):
        publication_create(name="Another", tagline="", base_url="https://news.example")


@pytest.mark.parametrize(
    ("base_url", "root_url"),
    [("https://news.example", "https://news.example"), ("http://127.0.0.1:9000", "http://127.0.0.1:9000")],
)
def test_site_follows_its_address(front_page: FrontPage, base_url: str, root_url: str) -> None:
    site_address_sync(base_url=base_url)
    assert FrontPage.objects.get().get_site().root_url == root_url
