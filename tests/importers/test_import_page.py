"""The command `parley import page`, from the file to the page a reader sees."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.actions import ImportedComment, comments_import
from parley.discussion.models import Comment, StatusChange
from parley.importers.cli import import_group
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from parley.publishing.models import Article, FrontPage, Section
from tests.factories import publishing as make

FIXTURE = Path(__file__).parent / "fixtures" / "page.txt"
RowCounts = Callable[[], dict[str, int]]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_group, ["page", *map(str, arguments)], catch_exceptions=False)


def run_text(tmp_path: Path, text: str, *arguments: object) -> Result:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    return run(path, *arguments)


def test_the_article_and_its_thread_stand_on_the_site(front_page: FrontPage, client: Client) -> None:
    result = run(FIXTURE)
    assert result.exit_code == 0, result.output
    article = Article.objects.get()
    assert article.live
    assert article.title == "Harbour Council Sends Letter To Ferry Company"
    assert article.get_parent().title == "News"
    assert result.output.splitlines()[-1].endswith(article.path_url)
    comments = Comment.objects.filter(thread=article.thread)
    assert list(comments.values_list("number", "status")) == [
        (1, "published"),
        (2, "published"),
        (5, "published"),
    ]
    assert comments.get(number=2).text.endswith("Long live the harbour!!!🌊⚓️❤️‍🔥")
    assert {comment.author_name for comment in comments} == {"Unnamed reader"}

    page = client.get(article.path_url).content.decode()
    assert "The town wants “a clear answer” before winter." in page
    assert "Marta Lindqvist" in page
    assert "the chair of the harbour committee" in page
    assert "the evening boat" in page
    assert "WHO believes that? Not me." in page
    assert "Numbers three and four were rude &amp; are &lt;gone&gt;." in page
    assert "🌊⚓️❤️‍🔥" in page


def test_comments_follow_the_article_and_are_not_in_the_future(front_page: FrontPage) -> None:
    run(FIXTURE)
    article = Article.objects.get()
    times = list(Comment.objects.order_by("number").values_list("created_at", flat=True))
    assert article.published_at is not None
    assert times == [article.published_at + timedelta(minutes=minute) for minute in (1, 2, 3)]
    assert times[-1] <= now()


def test_the_time_of_publication_can_be_given(front_page: FrontPage) -> None:
    run(FIXTURE, "--published", "2022-08-18 09:30")
    assert Article.objects.get().published_at == datetime(2022, 8, 18, 9, 30, tzinfo=UTC)
    assert Comment.objects.get(number=1).created_at == datetime(2022, 8, 18, 9, 31, tzinfo=UTC)


def test_a_dry_run_writes_nothing(row_counts: RowCounts) -> None:
    before = row_counts()
    result = run(FIXTURE, "--dry-run")
    assert result.exit_code == 0
    assert "Speaker: Marta Lindqvist" in result.output
    assert "Editor’s notes: the committee; the evening boat; Mr. Oduya" in result.output
    assert "#5" in result.output
    assert "A new article with 3 comments." in result.output
    assert row_counts() == before


def test_a_second_run_changes_nothing(row_counts: RowCounts) -> None:
    run(FIXTURE)
    before = row_counts()
    result = run(FIXTURE)
    assert result.exit_code == 0
    assert "Nothing to do" in result.output
    assert row_counts() == before


def test_a_page_saved_later_brings_what_is_new(front_page: FrontPage, tmp_path: Path) -> None:
    run(FIXTURE)
    text = FIXTURE.read_text(encoding="utf-8")
    later = text.replace("in May.", "in June.").replace("Enter comments", "  6. Six.\n\nEnter comments")
    assert "brought up to date" in run_text(tmp_path, later).output
    article = Article.objects.get()
    assert "in June." in str(article.body)
    assert list(Comment.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 5, 6]


def test_comments_that_were_renumbered_are_known_again(front_page: FrontPage, tmp_path: Path) -> None:
    run(FIXTURE)
    text = FIXTURE.read_text(encoding="utf-8")
    run_text(
        tmp_path,
        text.replace("  5. Num", "  3. Num").replace(
            "Enter comments", "  4. Four.\n\n  5. Five.\n\nEnter comments"
        ),
    )
    comments = {comment.text.split(".")[0]: comment.number for comment in Comment.objects.all()}
    assert len(comments) == 5
    assert comments["Numbers three and four were rude & are <gone>"] == 5  # numbers never change
    assert comments["Four"] == 4
    assert comments["Five"] == 6  # 5 is taken


def test_a_readers_comment_keeps_its_number(front_page: FrontPage, tmp_path: Path) -> None:
    run(FIXTURE)
    thread = Article.objects.get().thread
    assert thread is not None
    reader = ImportedComment(import_key="reader", author_name="Ida", created_at=now(), text="I was here.")
    comments_import(thread=thread, comments=[reader])
    text = FIXTURE.read_text(encoding="utf-8").replace("Enter comments", "  6. Six.\n\nEnter comments")
    assert "number is taken" in run_text(tmp_path, text).output
    assert Comment.objects.get(text="I was here.").number == 6
    assert Comment.objects.get(text="Six.").number == 7


def test_a_comment_changed_at_the_source_is_not_doubled(front_page: FrontPage, tmp_path: Path) -> None:
    run(FIXTURE)
    text = FIXTURE.read_text(encoding="utf-8").replace("will learn to swim", "will learn to dive")
    result = run_text(tmp_path, text)
    assert "changed at the source" in result.output
    assert Comment.objects.count() == 3


def test_what_the_newsroom_edited_is_left_alone(front_page: FrontPage, tmp_path: Path) -> None:
    run(FIXTURE)
    article = Article.objects.get()
    article.title = "Our own headline"
    article.save_revision(
        user=Person.objects.create_user(username="editor", password="a long password")
    ).publish()
    result = run_text(tmp_path, FIXTURE.read_text(encoding="utf-8").replace("in May.", "in June."))
    assert "edited in the newsroom" in result.output
    assert Article.objects.get().title == "Our own headline"


def test_another_article_under_the_same_headline_is_its_own(front_page: FrontPage, tmp_path: Path) -> None:
    for text in ("Sun today.", "Rain today.", "Sun today."):
        run_text(tmp_path, f"Weather\n\nFor {text}\n\n{text}\n\nMore {text}\n")
    assert Article.objects.filter(title="Weather").count() == 2


@pytest.mark.parametrize(
    ("section", "titles"), [("Town", ["Town"]), ("town", ["Town"]), ("Search", ["Town", "Search"])]
)
def test_the_section(front_page: FrontPage, section: str, titles: list[str], client: Client) -> None:
    make.section("Town")
    run(FIXTURE, "--section", section)
    assert list(Section.objects.order_by("path").values_list("title", flat=True)) == titles
    article = Article.objects.get()
    assert article.get_parent().title == titles[-1]
    assert client.get(article.get_parent().specific.path_url).context["page"].title == titles[-1]


def test_the_first_section_is_taken_by_default(front_page: FrontPage) -> None:
    make.section("Town")
    make.section("Sport")
    run(FIXTURE)
    assert Article.objects.get().get_parent().title == "Town"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("Title\n\nText.\n\n  1. One.\n\n  1. Two.\n", "Line 7: There is a second comment with the number 1"),
    ],
)
def test_an_error_leaves_nothing(row_counts: RowCounts, tmp_path: Path, text: str, words: str) -> None:
    before = row_counts()
    result = run_text(tmp_path, text)
    assert result.exit_code == 1
    assert words in result.output
    assert row_counts() == before


def test_a_failure_while_writing_leaves_nothing(
    row_counts: RowCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = row_counts()

    def fail(**_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("parley.importers.write.comments_import", fail)
    with pytest.raises(RuntimeError):
        run(FIXTURE)
    assert row_counts() == before


def test_without_a_site_the_person_is_told(db: None) -> None:
    result = run(FIXTURE)
    assert result.exit_code == 1
    assert "parley serve" in result.output


@pytest.mark.parametrize(("answer", "articles"), [("y\n", 1), ("n\n", 0)])
def test_at_a_terminal_the_person_is_asked(
    front_page: FrontPage, monkeypatch: pytest.MonkeyPatch, answer: str, articles: int
) -> None:
    monkeypatch.setattr("parley.importers.cli.at_terminal", lambda: True)
    result = CliRunner().invoke(import_group, ["page", str(FIXTURE)], input=answer)
    assert result.exit_code == 0
    assert "Publish this?" in result.output
    assert Article.objects.count() == articles


def test_yes_does_not_ask(front_page: FrontPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.importers.cli.at_terminal", lambda: True)
    assert "Publish this?" not in run(FIXTURE, "--yes").output
    assert Article.objects.count() == 1


def test_each_comment_has_its_status_change_and_the_site_is_told(front_page: FrontPage) -> None:
    run(FIXTURE)
    assert StatusChange.objects.filter(decided_by="import", to_status="published").count() == 3
    article = Article.objects.get()
    keys = {key for row in OutboxRow.objects.all() for key in row.surrogate_keys}
    assert {f"page:{article.pk}", "lists", article.thread.surrogate_key} <= keys
