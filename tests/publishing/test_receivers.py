"""What follows a change in the newsroom: the thread keeps step, and the cached answers that are stale are named."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from parley.publishing.actions import section_create
from parley.publishing.models import Article, FrontPage, Publication, Topic
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db

Announced = Callable[[], dict[str, set[str]]]


@pytest.fixture
def announced(front_page: FrontPage) -> Announced:
    """Return a function that gives the kinds announced since it was last called, with the keys each made stale."""
    seen = 0

    def since() -> dict[str, set[str]]:
        nonlocal seen
        found: dict[str, set[str]] = {}
        for row in OutboxRow.objects.filter(sequence__gt=seen).order_by("sequence"):
            found.setdefault(row.kind, set()).update(row.surrogate_keys)
            seen = row.sequence
        return found

    since()
    return since


def _thread(article: Article) -> Thread:
    return Thread.objects.get(key=article.thread_key)


def test_publishing_an_article(announced: Announced) -> None:
    article = make.article()
    thread = _thread(article)
    assert (thread.title, thread.url, thread.state) == (article.title, article.path_url, "open")
    stale = announced()
    assert {article.surrogate_key, "lists", f"section:{article.section.pk}"} <= stale["page.published"]
    assert stale["thread.changed"] == {thread.surrogate_key}


def test_changing_an_article_changes_its_thread(announced: Announced) -> None:
    article = make.article()
    article.title, article.comments_state = "Another headline", "closed"
    article.comments_close_days = 5
    article.save_revision().publish()
    thread = _thread(article)
    assert (thread.title, thread.state) == ("Another headline", "closed")
    assert thread.closes_at == article.shown_at + timedelta(days=5)


def test_site_default_for_closing(settings: object, front_page: FrontPage) -> None:
    settings.PARLEY_COMMENTS_CLOSE_DAYS = 14  # type: ignore[attr-defined]
    by_default = make.article(published_at=now() - timedelta(days=1))
    never = make.article(options={"comments_close_days": 0})
    assert _thread(by_default).closes_at == by_default.shown_at + timedelta(days=14)
    assert _thread(never).closes_at is None


def test_unpublishing_hides_the_thread_and_publishing_brings_it_back(
    client: Client, announced: Announced
) -> None:
    article = make.article()
    feed = f"/threads/{_thread(article).public_id}/feed.rss"
    assert client.get(feed).status_code == 200
    announced()
    article.unpublish()
    assert _thread(article).state == "hidden"
    assert article.surrogate_key in announced()["page.unpublished"]
    assert client.get(feed).status_code == 404
    article.save_revision().publish()
    assert _thread(article).state == "open"


def test_deleting_keeps_the_comments_but_hides_them(announced: Announced) -> None:
    article = make.article()
    key = article.thread_key
    Article.objects.get(pk=article.pk).delete()
    assert Thread.objects.get(key=key).state == "hidden"
    assert "site" in announced()["site.changed"]


def test_moving_a_section_moves_its_threads(
    announced: Announced, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    article = make.article()
    section = article.section
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        section.slug = "city"
        section.save_revision().publish()
    assert _thread(article).url == f"/city/{article.slug}/"
    assert announced()["page.moved"] == {"site"}


def test_moving_an_article_to_another_section(announced: Announced, front_page: FrontPage) -> None:
    article = make.article()
    other = section_create(front_page=front_page, title="Harbour")
    article.move(other, pos="last-child")
    assert _thread(article).url == f"/harbour/{article.slug}/"
    assert announced()["page.moved"] == {"site"}


def test_what_stands_on_every_page(announced: Announced, front_page: FrontPage) -> None:
    article = make.article(topics=["Bridges"])
    announced()
    Publication.objects.get().save()
    assert announced() == {"site.changed": {"site"}}
    section_create(front_page=front_page, title="Culture")
    assert announced() == {"page.published": {"site"}}
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert announced() == {"site.changed": {"site"}}
    topic = Topic.objects.get()
    topic.save()
    assert announced() == {"site.changed": {topic.surrogate_key, "lists"}}
    author = make.AuthorFactory()
    assert announced() == {"site.changed": {author.surrogate_key, "lists"}}
    image = make.picture()
    assert announced() == {}, "a new picture stands nowhere yet"
    image.save()
    assert announced() == {"site.changed": {"site"}}


def test_scheduled_article_appears_when_its_time_comes(client: Client, announced: Announced) -> None:
    article = make.article(options={"publish": False})
    announced()
    article.go_live_at = now() + timedelta(hours=1)
    article.save_revision().publish()
    assert client.get(article.path_url).status_code == 404
    assert not Thread.objects.filter(key=article.thread_key).exists()
    assert announced() == {}

    # An hour later: what was approved for then is due now.
    due = now() - timedelta(minutes=1)
    revision = Article.objects.get(pk=article.pk).scheduled_revision
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert client.get(article.path_url).status_code == 200
    assert _thread(article).state == "open"
    assert "lists" in announced()["page.published"]


def test_time_of_publication_is_kept_when_published_again(front_page: FrontPage) -> None:
    article = make.article()
    first = Article.objects.get(pk=article.pk).published_at
    assert first is not None
    again = Article.objects.get(pk=article.pk)
    again.title = "Changed"
    again.save_revision().publish()
    assert Article.objects.get(pk=article.pk).published_at == first
