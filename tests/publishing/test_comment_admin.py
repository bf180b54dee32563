"""The newsroom's list of comments: who may use it, what it finds, and that each decision leaves a row."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parley.accounts.models import Person
from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set, thread_upsert
from parley.discussion.actions.edits import comment_edit
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment, Report, Site, StatusChange
from parley.publishing.models import Article, FrontPage
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/"


@pytest.fixture
def article(front_page: FrontPage) -> Article:
    return make.article(headline="The bridge closes")


@pytest.fixture
def desk(client: Client, editor: Person) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(editor)
    return client


def _comment(
    article: Article, text: str = "A word", *, status: str = "published", name: str = "Ada"
) -> Comment:
    comment = comment_post(
        thread=article.thread, author=GuestAuthor(name=name, guest_key=""), text=text
    ).comment
    comment_status_set(comment=comment, status=status, decided_by="test")
    return comment


def _address(action: str, *comments: Comment) -> str:
    ids = "&".join(f"id={comment.pk}" for comment in comments)
    return f"{reverse('wagtail_bulk_action', args=('discussion', 'comment', action))}?{ids}&next={LIST}"


def _texts(response: Any) -> list[str]:
    return [comment.text for comment in response.context["object_list"]]


def test_list_shows_searches_and_filters(desk: Client, article: Article) -> None:
    other = make.article(headline="The market moves")
    _comment(article, "About the <b>piers</b>", name="Ada")
    _comment(article, "Held for now", status="held", name="Zeno")
    _comment(other, "About the stalls", name="Cy")
    everything = desk.get(LIST)
    assert _texts(everything) == ["About the stalls", "Held for now", "About the <b>piers</b>"]
    assert "<b>piers" not in everything.text
    assert _texts(desk.get(LIST, {"q": "stalls"})) == ["About the stalls"]
    assert _texts(desk.get(LIST, {"q": "zeno"})) == ["Held for now"]
    assert _texts(desk.get(LIST, {"status": "held"})) == ["Held for now"]
    assert _texts(desk.get(LIST, {"article": "market"})) == ["About the stalls"]


def test_list_takes_a_bounded_number_of_queries(
    desk: Client, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        _comment(article, f"Word {number}")
    desk.get(LIST)
    with django_assert_max_num_queries(14):
        assert len(_texts(desk.get(LIST))) == 30


@pytest.mark.parametrize(
    ("action", "status"),
    [("publish", "published"), ("hold", "held"), ("reject", "rejected"), ("remove", "removed")],
)
def test_each_decision_leaves_a_row(
    desk: Client, editor: Person, article: Article, action: str, status: str
) -> None:
    comment = _comment(article, status="held" if status == "published" else "published")
    before = comment.status
    assert desk.get(_address(action, comment)).status_code == 200
    comment.refresh_from_db()
    assert comment.status == before, "asking for the page changes nothing"
    response = desk.post(_address(action, comment), {"reason": "Seen by the desk"})
    assert response["Location"] == LIST
    comment.refresh_from_db()
    assert comment.status == status
    change = StatusChange.objects.latest("pk")
    assert (change.comment, change.from_status, change.to_status) == (comment, before, status)
    assert (change.person, change.reason) == (editor, "Seen by the desk")


def test_many_at_once_and_the_way_back(desk: Client, article: Article) -> None:
    published, held = _comment(article, "One"), _comment(article, "Two", status="held")
    rows = StatusChange.objects.count()
    page = desk.post(_address("remove", published, held), {"reason": ""}, follow=True)
    assert set(Comment.objects.values_list("status", flat=True)) == {"removed"}
    assert StatusChange.objects.count() == rows + 2
    back = [
        link["href"]
        for link in BeautifulSoup(page.text, "html.parser").select("a[href*='/bulk/']")
        if "Undo" in link.get_text()
    ]
    assert len(back) == 2
    for address in back:
        assert parse_qs(urlsplit(str(address)).query)["next"] == [LIST]
        desk.post(str(address))
    published.refresh_from_db()
    held.refresh_from_db()
    assert (published.status, held.status) == ("published", "held")
    assert StatusChange.objects.count() == rows + 4


def _report(comment: Comment, *, guest: str = "g:2", reason: str = "spam", text: str = "") -> None:
    comment_report(
        thread=comment.thread,
        number=comment.number,
        guest_key=guest,
        network_key=f"of {guest}",
        reason_code=reason,
        text=text,
    )


def test_reported_comments_are_found_and_their_reports_shown(desk: Client, article: Article) -> None:
    reported, settled, other = (_comment(article, text) for text in ("Bad", "Fine", "Unseen"))
    _report(reported, text="It is <b>bad</b>", reason="false")
    _report(reported, guest="g:3")
    Report.objects.filter(guest_key="g:3").update(reason_code="gone_from_the_settings")
    _report(settled)
    desk.post(_address("dismiss_reports", settled), {"reason": ""})
    assert _texts(desk.get(LIST, {"reported": "open"})) == ["Bad"]
    assert set(_texts(desk.get(LIST, {"reported": "ever"}))) == {"Bad", "Fine"}
    assert set(_texts(desk.get(LIST))) == {"Bad", "Fine", "Unseen"}
    shown = desk.get(f"{LIST}{reported.pk}/").text
    assert "It is &lt;b&gt;bad&lt;/b&gt;" in shown
    assert "states something false" in shown
    assert "dismiss_reports" in shown
    assert "dismiss_reports" not in desk.get(f"{LIST}{other.pk}/").text


def test_earlier_versions_are_shown(desk: Client, article: Article) -> None:
    comment = comment_post(
        thread=article.thread, author=GuestAuthor(name="Ada", guest_key="g:ada"), text="Frist <i>"
    ).comment
    comment_edit(thread=article.thread, number=comment.number, guest_key="g:ada", text="First")
    shown = desk.get(f"{LIST}{comment.pk}/").text
    assert "Frist &lt;i&gt;" in shown
    assert "Earlier versions" in shown


@pytest.mark.parametrize(
    ("action", "state", "status", "count"),
    [("dismiss_reports", "dismissed", "published", 0), ("uphold_reports", "upheld", "removed", 1)],
)
def test_reports_are_decided_with_a_way_back(
    desk: Client, editor: Person, article: Article, action: str, state: str, status: str, count: int
) -> None:
    comment = _comment(article)
    _report(comment)
    assert desk.get(_address(action, comment)).status_code == 200
    assert Report.objects.get().state == "open", "asking for the page changes nothing"
    page = desk.post(_address(action, comment), {"reason": "Seen"}, follow=True)
    comment.refresh_from_db()
    assert (comment.status, comment.report_count) == (status, count)
    report = Report.objects.get()
    assert (report.state, report.decided_by) == (state, editor)
    if status == "removed":
        change = comment.status_changes.latest("pk")
        assert (change.person, change.reason) == (editor, "Seen")
    back = [
        str(link["href"])
        for link in BeautifulSoup(page.text, "html.parser").select("a[href*='/bulk/']")
        if "Undo" in link.get_text()
    ]
    assert len(back) == 1
    desk.post(back[0], {"reason": ""})
    comment.refresh_from_db()
    assert (comment.status, comment.report_count) == ("published", 1)
    assert Report.objects.get().state == "open"


def test_deciding_where_there_is_no_report_changes_nothing(desk: Client, article: Article) -> None:
    comment = _comment(article)
    page = desk.post(_address("uphold_reports", comment), {"reason": ""}, follow=True)
    assert "reopen_reports/?id=" not in page.text
    comment.refresh_from_db()
    assert comment.status == "published"


def test_comments_of_other_sites_are_there_too(desk: Client, article: Article) -> None:
    site = Site.objects.create(slug="blog", name="A blog")
    thread = thread_upsert(site=site, key="/a/", title="A post", url="https://blog.example/a/")
    comment_post(thread=thread, author=GuestAuthor(name="Ada", guest_key=""), text="From outside")
    _comment(article, "From here")
    assert set(_texts(desk.get(LIST))) == {"From outside", "From here"}


def test_nothing_is_decided_about_all_there_is(desk: Client, article: Article) -> None:
    comment = _comment(article)
    address = reverse("wagtail_bulk_action", args=("discussion", "comment", "remove"))
    desk.post(f"{address}?id=all&next={LIST}")
    desk.post(f"{address}?id=1%27--&id=%C2%B2&next={LIST}")
    comment.refresh_from_db()
    assert comment.status == "published"


def test_one_comment_with_its_history(desk: Client, article: Article) -> None:
    comment = _comment(article, "First line\n\n<script>alert(1)</script>")
    comment_status_set(comment=comment, status="held", decided_by="test", reason="Needs a look")
    shown = desk.get(f"{LIST}{comment.pk}/")
    assert "<script>alert(1)" not in shown.text
    assert "Needs a look" in shown.text
    assert len(shown.context["changes"]) == 2
    assert desk.get(f"{LIST}999999/").status_code == 404


def test_nothing_is_added_edited_or_deleted(desk: Client, article: Article) -> None:
    comment = _comment(article)
    for path in ("new/", f"edit/{comment.pk}/", f"delete/{comment.pk}/", f"copy/{comment.pk}/"):
        assert desk.get(f"{LIST}{path}").status_code == 404, path


def test_others_are_kept_out(client: Client, article: Article) -> None:
    comment = _comment(article)
    staff = Person.objects.create_user(username="designer", password="a long password")
    staff.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for person in (None, staff):
        if person:
            client.force_login(person)
        for path in (LIST, f"{LIST}{comment.pk}/", _address("remove", comment)):
            assert client.get(path).status_code == 302, path
        assert client.post(_address("remove", comment), {"reason": "x"}).status_code == 302
    comment.refresh_from_db()
    assert comment.status == "published"


def test_forged_post_is_refused(editor: Person, article: Article) -> None:
    comment = _comment(article)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(_address("remove", comment), {"reason": "x"}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == "published"


def test_admin_has_a_policy_of_its_own(desk: Client, client: Client) -> None:
    policy = desk.get(LIST)["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in desk.get("/")["Content-Security-Policy"]
