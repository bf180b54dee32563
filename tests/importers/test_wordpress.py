"""A WordPress export becomes articles, pages and comments."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parley.importers.records import (
    CommentStatus,
    Gallery,
    Heading,
    ImageReference,
    ImportedArticle,
    Items,
    Notes,
    PageKind,
    Paragraph,
    Quotation,
)
from parley.importers.wordpress import WordpressExport, wordpress_read
from tests.importers import wxr


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def export() -> WordpressExport:
    return WordpressExport()


@pytest.fixture
def articles(export: WordpressExport, notes: Notes) -> list[ImportedArticle]:
    return list(wordpress_read(wxr.FIXTURE, export=export, notes=notes))


def test_an_article_with_all_its_fields(articles: list[ImportedArticle]) -> None:
    article = articles[0]
    assert article.headline == "Seals & ships"
    assert article.standfirst == "They came at night."
    assert article.kind == PageKind.ARTICLE
    assert (article.section, article.topics) == ("Harbour", ("Animals & plants", "seal"))
    assert article.published_at == datetime(2019, 4, 2, 8, 30, tzinfo=UTC)
    assert article.updated_at == datetime(2019, 4, 3, 8, 30, tzinfo=UTC)
    assert (article.slug, article.old_path) == ("seals-and-ships", "/2019/04/seals-and-ships/")
    assert article.import_key == "wordpress:quay.example/blog:12"
    assert (article.draft, article.comments_open, article.lead_image_id) == (False, True, "21")
    assert article.body == (
        Paragraph("<p>The seals are back.<br/>They lie on the slipway.</p>"),
        Paragraph(
            '<p>"Let them lie," says nobody. <a href="https://seals.example/a?b=1&amp;c=2">More</a> '
            "and <b>more</b>.</p>"
        ),
        ImageReference("https://quay.example/seal.jpg", alt="A seal", caption="The largest seal"),
        Quotation("<p>They eat <span data-editors-note>the fish</span> all.</p>", speaker="Ola Rund"),
        Heading("What now?"),
        Items(("wait", "see")),
        Gallery(("20", "21", "99")),
        Paragraph('<p>[poll id="3"]</p>'),
        Paragraph('<p><a href="https://films.example/seal">https://films.example/seal</a></p>'),
    )


def test_comments_with_status_order_and_parents(articles: list[ImportedArticle], notes: Notes) -> None:
    comments = articles[0].comments
    assert list(wxr.order_and_parents(articles[0])) == [
        ("101", ""),
        ("105", "101"),  # it answered a pingback, which answered 101; without a time it comes first
        ("103", "101"),
        ("106", ""),  # what it answered is missing
        ("107", ""),
    ]
    assert [comment.status for comment in comments] == [
        CommentStatus.PUBLISHED,
        CommentStatus.HELD,
        CommentStatus.PUBLISHED,
        CommentStatus.REJECTED,
        CommentStatus.REMOVED,
    ]
    assert comments[2].text == (
        "Good.\n\n> They lie on the slipway.\n\nSo they *do*, see [here](https://seals.example/)."
    )
    assert comments[2].created_at == datetime(2019, 4, 2, 10, tzinfo=UTC)
    assert comments[1].created_at is None
    assert comments[0].text == "First! 🦭"
    assert notes.counts["Pingbacks and trackbacks are left out."] == 1
    assert notes.counts["A comment answers one that is missing; it stands by itself."] == 1


def test_mail_and_network_addresses_are_left_in_the_file(
    articles: list[ImportedArticle], export: WordpressExport
) -> None:
    everything = repr(articles) + repr(export)
    assert "Ida" in everything
    assert "@mail.example" not in everything
    assert "nora@" not in everything
    assert "203.0.113.7" not in everything


def test_pages_drafts_authors_and_pictures(
    articles: list[ImportedArticle], export: WordpressExport, notes: Notes
) -> None:
    page, draft = articles[1:]
    assert (page.kind, page.headline, page.body) == (
        PageKind.PAGE,
        "About us",
        (Paragraph("<p>We write about ships.</p>"),),
    )
    assert (draft.draft, draft.headline, draft.section) == (True, "Not ready.", "")
    assert draft.published_at == datetime(2019, 5, 1, 10, tzinfo=UTC)  # only local time is known
    assert {key: author.name for key, author in export.authors.items()} == {
        "nora": "Nora Feld",
        "tide": "Ali Tide",
    }
    assert export.attachments["21"] == ImageReference("https://quay.example/lead.jpg", alt="The slipway")
    assert notes.counts["Entries of other kinds are left out (nav_menu_item)."] == 1


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_is_read_alike(tmp_path: Path, version: str, articles: list[ImportedArticle]) -> None:
    text = wxr.FIXTURE.read_text(encoding="utf-8").replace("export/1.2", f"export/{version}")
    text = text.replace("<wp:wxr_version>1.2", f"<wp:wxr_version>{version}")
    assert wxr.read(tmp_path / "e.xml", text) == articles


def test_the_categories_of_version_1_0(tmp_path: Path) -> None:
    """It lists each once with and once without its domain."""
    terms = (
        "<category>Harbour</category><category domain='category' nicename='harbour'>Harbour</category>"
        "<category>seal</category><category domain='tag' nicename='seal'>seal</category>"
        "<category domain='nonsense'>x</category>"
    )
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=terms), version="1.0"))
    assert (article.section, article.topics) == ("Harbour", ("seal",))


def test_an_export_without_a_head_is_known_by_its_namespace(tmp_path: Path) -> None:
    text = wxr.export(wxr.item(5, link="http://old.example/2014/test/"), version="1.0")
    start, end = text.index("<wp:wxr_version>"), text.index("<item>")
    (article,) = wxr.read(tmp_path / "e.xml", text[:start] + text[end:])
    assert article.import_key == "wordpress:old.example:5"


@pytest.mark.parametrize(
    ("values", "draft"),
    [
        ({}, False),
        ({"wp__status": "draft"}, True),
        ({"wp__status": "private"}, True),
        ({"wp__status": "pending"}, True),
        ({"wp__status": "future"}, True),
        ({"wp__status": "something"}, True),
        ({"wp__post_password": "x"}, True),
    ],
)
def test_what_was_not_public_becomes_a_draft(tmp_path: Path, values: dict[str, str], draft: bool) -> None:  # noqa: FBT001
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(**values)))
    assert article.draft == draft


@pytest.mark.parametrize(
    ("title", "content", "headline"),
    [
        ("", "Only words.", "Only words."),
        ("", "", "Untitled"),
        ("  <b>Bold</b> &amp;  wide ", "x", "Bold & wide"),
        ("word " * 40, "x", "word " * 29 + "word…"),
    ],
)
def test_headlines(tmp_path: Path, title: str, content: str, headline: str) -> None:
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(title=title, content__encoded=content)))
    assert article.headline == headline
    assert len(article.headline) <= 150
    if len(title) > 150:
        assert article.body[0] == Paragraph(f"<p>{title.strip()}</p>")  # no word is lost


@pytest.mark.parametrize(
    ("comments", "expected", "note"),
    [
        ([(2, 1), (1, 0)], [("1", ""), ("2", "1")], None),
        ([(1, 0), (1, 0)], [("1", "")], "A comment's number comes twice; the first comment is taken."),
        ([(1, 1)], [("1", "")], "Comments answer one another in a circle; the first stands by itself."),
        (
            [(1, 3), (2, 1), (3, 2), (4, 3)],
            [("1", ""), ("2", "1"), ("3", "2"), ("4", "3")],
            "Comments answer one another in a circle; the first stands by itself.",
        ),
        ([(1, 7)], [("1", "")], "A comment answers one that is missing; it stands by itself."),
    ],
)
def test_comments_that_hang_together_badly(
    tmp_path: Path, comments: list[tuple[int, int]], expected: list[tuple[str, str]], note: str | None
) -> None:
    notes = Notes()
    inner = "".join(wxr.comment(number, parent) for number, parent in comments)
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=inner)), notes)
    assert list(wxr.order_and_parents(article)) == expected
    assert dict(notes.counts) == ({note: 1} if note else {})


def test_an_answer_older_than_its_comment_still_comes_after_it(tmp_path: Path) -> None:
    inner = wxr.comment(1, date_gmt="2020-01-01 00:00:00") + wxr.comment(2, 1, date_gmt="2019-01-01 00:00:00")
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=inner)))
    assert list(wxr.order_and_parents(article)) == [("1", ""), ("2", "1")]


def test_a_deep_chain_of_answers(tmp_path: Path) -> None:
    inner = "".join(wxr.comment(number, number - 1) for number in range(3000, 0, -1))
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=inner)))
    assert [number for number, _parent in wxr.order_and_parents(article)] == [str(n) for n in range(1, 3001)]


@pytest.mark.parametrize("kind", ["pingback", "trackback", "order_note"])
def test_what_no_reader_wrote_is_left_out_and_counted(tmp_path: Path, kind: str) -> None:
    notes = Notes()
    inner = wxr.comment(1, type=kind) + wxr.comment(2, content=" <p> </p> ")
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=inner)), notes)
    assert article.comments == ()
    assert sum(notes.counts.values()) == 2


@pytest.mark.parametrize("status", ["nonsense", ""])
def test_a_status_that_is_not_known_waits_for_a_moderator(tmp_path: Path, status: str) -> None:
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=wxr.comment(1, approved=status))))
    assert article.comments[0].status == CommentStatus.HELD


def test_an_article_that_comes_twice_is_taken_once(tmp_path: Path) -> None:
    notes = Notes()
    assert len(wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(1), wxr.item(1), wxr.item(2)), notes)) == 2
    assert dict(notes.counts) == {"An article comes twice; the first is taken.": 1}


@pytest.mark.parametrize(
    ("gmt", "local", "expected"),
    [
        ("2019-04-02 08:30:00", "2019-04-02 10:30:00", datetime(2019, 4, 2, 8, 30, tzinfo=UTC)),
        ("0000-00-00 00:00:00", "2019-04-02 10:30:00", datetime(2019, 4, 2, 10, 30, tzinfo=UTC)),
        ("rubbish", "2019-13-45 10:30:00", None),
        ("", "", None),
    ],
)
def test_times(tmp_path: Path, gmt: str, local: str, expected: datetime | None) -> None:
    item = wxr.item(wp__post_date_gmt=gmt, wp__post_date=local)
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(item))
    assert article.published_at == expected
