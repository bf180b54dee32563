"""Which comments are read first, as the newsroom chooses it on an article's form."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from parley.accounts.models import Person
from parley.discussion.actions import thread_mode_set
from parley.discussion.models import Thread
from parley.publishing.actions import page_text_update
from parley.publishing.models import Article, FrontPage
from tests.factories import publishing as make
from tests.publishing.article_forms import article_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: Person, front_page: FrontPage) -> Client:
    editor.groups.add(Group.objects.get(name="Moderators"))  # may publish
    client.force_login(editor)
    return client


def _thread(article: Article) -> Thread:
    return Thread.objects.get(key=article.thread_key)


def _shown(desk: Client, article: Article) -> str:
    answer = desk.get(reverse("wagtailadmin_pages:edit", args=(article.pk,)))
    return str(answer.context["form"]["comments_mode"].value())


def _save(desk: Client, article: Article, *, publish: bool = True, **fields: str) -> None:
    form = article_form(title=article.title, slug=article.slug, **fields)
    if not publish:
        form.pop("action-publish")
    answer = desk.post(reverse("wagtailadmin_pages:edit", args=(article.pk,)), form)
    assert answer.status_code == 302, answer.context["form"].errors


def test_an_article_is_published_with_its_mode(desk: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=("publishing", "article", make.section().pk))
    form = article_form(comments_mode="hold_all")
    assert desk.post(address, form).status_code == 302
    article = Article.objects.get()
    assert (article.comments_mode, _thread(article).mode) == ("hold_all", "hold_all")
    assert "A moderator reads every comment here" in desk.get(article.path_url).content.decode()


def test_a_mode_that_is_none_is_refused(desk: Client) -> None:
    article = make.article()
    answer = desk.post(
        reverse("wagtailadmin_pages:edit", args=(article.pk,)), article_form(comments_mode="closed")
    )
    assert "comments_mode" in answer.context["form"].errors


def test_a_new_mode_counts_when_it_is_published(desk: Client) -> None:
    article = make.article()
    _save(desk, article, publish=False, comments_mode="hold_new")
    assert (_thread(article).mode, _shown(desk, article)) == ("open", "hold_new")
    _save(desk, article, comments_mode="hold_new")
    assert _thread(article).mode == "hold_new"


def test_what_the_moderators_set_is_shown_and_a_correction_keeps_it(desk: Client) -> None:
    article = make.article()
    thread_mode_set(thread=_thread(article), mode="hold_all")
    assert _shown(desk, article) == "hold_all"
    _save(desk, article, comments_mode="hold_all", standfirst="With the right number.")
    assert _thread(article).mode == "hold_all"
    _save(desk, article, comments_mode="open")
    assert _thread(article).mode == "open"


def test_a_change_of_text_that_knows_no_form_keeps_the_mode(front_page: FrontPage) -> None:
    article = make.article(options={"comments_mode": "hold_new"})
    thread_mode_set(thread=_thread(article), mode="open")
    page_text_update(page=article, headline="Another", standfirst="", body=[make.PARAGRAPH])
    assert (_thread(article).title, _thread(article).mode) == ("Another", "open")


def test_an_article_that_comes_back_has_the_mode_it_had(front_page: FrontPage) -> None:
    article = make.article()
    thread_mode_set(thread=_thread(article), mode="hold_all")
    article.unpublish()
    article.save_revision().publish()
    assert (_thread(article).state, _thread(article).mode) == ("open", "hold_all")
