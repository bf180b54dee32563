"""The command `parley import wordpress`, from the file to what readers find."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from parley.discussion.models import Comment, Thread
from parley.importers.cli import import_group
from parley.publishing.models import Article, Author, FrontPage, PlainPage
from tests.factories import publishing as make
from tests.importers import wxr

RowCounts = Callable[[], dict[str, int]]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_group, ["wordpress", *map(str, arguments)], catch_exceptions=False)


def test_articles_pages_and_comments_stand_on_the_site(front_page: FrontPage, client: Client) -> None:
    result = run(wxr.FIXTURE, "--section", "Old")
    assert result.exit_code == 0, result.output
    article = Article.objects.get(title="Seals & ships")
    assert article.live
    assert article.get_parent().title == "Harbour"
    assert article.byline_text == "Nora Feld"
    assert {topic.name for topic in article.topics.all()} == {"Animals & plants", "seal"}
    page = client.get(article.path_url).content.decode()
    assert "They lie on the slipway." in page
    assert "https://quay.example/lead.jpg" in page
    assert "https://quay.example/seal-20.jpg" in page
    assert "alert(1)" not in page
    comments = list(Comment.objects.filter(thread=article.thread).order_by("number"))
    assert [(one.number, one.author_name, one.status, one.depth) for one in comments] == [
        (1, "Per", "published", 0),
        (2, "Unnamed reader", "held", 1),
        (3, "Ida", "published", 1),
        (4, "Shop", "rejected", 0),
        (5, "Per", "removed", 0),
    ]
    assert "Buy seals" not in page
    assert "<em>do</em>" in page


def test_drafts_wait_and_their_comments_with_them(front_page: FrontPage) -> None:
    run(wxr.FIXTURE, "--section", "Old")
    draft = Article.objects.get(title="Not ready.")
    assert not draft.live
    assert draft.get_parent().title == "Old"
    assert draft.thread is not None
    assert draft.thread.state == Thread.State.HIDDEN
    draft.latest_revision.publish()
    assert Thread.objects.get(pk=draft.thread.pk).state == Thread.State.OPEN
    assert Comment.objects.get(thread=draft.thread).text == "Soon?"


def test_old_addresses_lead_to_the_new_pages(front_page: FrontPage, client: Client) -> None:
    run(wxr.FIXTURE)
    article = Article.objects.get(title="Seals & ships")
    answer = client.get("/2019/04/seals-and-ships/")
    assert answer.status_code == 301
    assert answer["Location"].endswith(article.path_url)
    # The page's own short name, "search", is an address of the site's own.
    page = PlainPage.objects.get()
    assert page.slug == "search-2"
    assert client.get("/about/")["Location"].endswith(page.path_url)
    assert Redirect.objects.count() == 2


def test_nobodys_mail_or_network_address_is_stored(front_page: FrontPage) -> None:
    run(wxr.FIXTURE)
    stored = repr(list(Comment.objects.values())) + repr(list(Author.objects.values()))
    assert "mail.example" not in stored
    assert "203.0.113.7" not in stored
    assert "nora@" not in stored


def test_a_dry_run_writes_nothing_and_tells_all(row_counts: RowCounts) -> None:
    before = row_counts()
    output = run(wxr.FIXTURE, "--dry-run").output
    assert row_counts() == before
    for words in (
        "2 new, 0 changed",
        "1 new, 0 changed",
        "Harbour, News",
        "Nora Feld, ghost",
        "3, as links; none is fetched",
        "https://quay.example/seal-20.jpg",
        "6 new",
        "Pingbacks and trackbacks are left out.",
        "A picture of a gallery is not in the file.",
    ):
        assert words in output


def test_a_second_run_changes_nothing(row_counts: RowCounts) -> None:
    run(wxr.FIXTURE)
    before = row_counts()
    output = run(wxr.FIXTURE).output
    assert "Nothing to do" in output
    assert row_counts() == before


def test_a_later_export_brings_what_is_new(front_page: FrontPage, tmp_path: Path) -> None:
    path = tmp_path / "e.xml"
    path.write_text(wxr.export(wxr.item(1, wxr.comment(1))), encoding="utf-8")
    run(path)
    path.write_text(
        wxr.export(wxr.item(1, wxr.comment(1) + wxr.comment(2, 1), content__encoded="New."), wxr.item(2)),
        encoding="utf-8",
    )
    assert "1 page made, 1 brought up to date, 1 comment" in run(path).output
    assert "New." in str(Article.objects.get(title="Post 1").body)
    assert Comment.objects.get(number=2).parent == Comment.objects.get(number=1)


@pytest.mark.parametrize(
    ("keep", "words"),
    [(-40, "cut off"), (None, "broken")],
)
def test_a_broken_end_leaves_nothing(
    row_counts: RowCounts, tmp_path: Path, keep: int | None, words: str
) -> None:
    before = row_counts()
    path = tmp_path / "e.xml"
    data = wxr.FIXTURE.read_bytes()
    path.write_bytes(data[:keep] if keep else data.replace(b"</channel>", b"\xff\xfe</channel>"))
    result = run(path)
    assert result.exit_code == 1
    assert "Line 1" in result.output
    assert words in result.output
    assert row_counts() == before


def test_a_failure_in_the_last_article_takes_back_the_first(
    row_counts: RowCounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = row_counts()
    path = tmp_path / "e.xml"
    path.write_text(wxr.export(wxr.item(1), wxr.item(2, wxr.comment(1))), encoding="utf-8")

    def fail(**_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("parley.importers.write.comments_import", fail)
    with pytest.raises(RuntimeError):
        run(path)
    assert row_counts() == before


def test_same_short_names_and_long_ones(front_page: FrontPage, tmp_path: Path) -> None:
    path = tmp_path / "e.xml"
    name = "%D0%BC%D0%BE%D1%80%D0%B5"
    path.write_text(
        wxr.export(
            wxr.item(1, wp__post_name=name),
            wxr.item(2, wp__post_name=name),
            wxr.item(3, wp__post_name="a" * 300),
        ),
        encoding="utf-8",
    )
    assert run(path).exit_code == 0
    slugs = list(Article.objects.order_by("path").values_list("slug", flat=True))
    assert slugs[:2] == ["море", "море-2"]
    assert len(slugs[2]) == 200


def test_times_in_the_future_are_now(front_page: FrontPage, tmp_path: Path) -> None:
    path = tmp_path / "e.xml"
    late = "2999-01-01 00:00:00"
    inner = wxr.comment(1, date_gmt=late)
    path.write_text(
        wxr.export(wxr.item(1, inner, wp__post_date_gmt=late, wp__post_modified_gmt=late)), encoding="utf-8"
    )
    assert run(path).exit_code == 0
    assert Article.objects.get().published_at.year < 2999
    assert Comment.objects.get().created_at.year < 2999


def test_a_section_that_is_there_is_used(front_page: FrontPage, tmp_path: Path) -> None:
    town = make.section("Town")
    path = tmp_path / "e.xml"
    term = "<category domain='category' nicename='town'>town</category>"
    path.write_text(wxr.export(wxr.item(1, term)), encoding="utf-8")
    run(path)
    assert Article.objects.get().get_parent().pk == town.pk
