"""Whatever bytes come: a result, or an ImportProblem with a sentence; never anything else."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parley.importers.html_blocks import html_to_blocks
from parley.importers.html_text import html_to_text
from parley.importers.page_text import page_read
from parley.importers.problems import ImportProblem
from parley.importers.quotations import blocks_read
from parley.importers.records import ImportedArticle, Notes, block_text
from tests.importers import wxr

PIECES = [
    *(
        "\n",
        "\n\n",
        "  ",
        "    ",
        "\t",
        "\xa0",
        "1. ",
        "2. ",
        "10. ",
        "0. ",
        "99999999. ",
        "Enter comments here:",
    ),
    *(
        "“",
        "”",
        "„",
        "«",
        "»",
        '"',
        "’",
        ",",
        ".",
        " said",
        " Anna Berg",
        " said.",
        ", the mayor, ",
        " (x – ed.)",
    ),
    *(
        "(",
        "[",
        "– ed.)",
        "* ",
        "\x00",
        "\x1b",
        "\ufeff",
        "\u2028",
        "\r",
        "🦭",
        "é",
        "a",
        "B",
        "Comments",
        ":",
    ),
]
TAGS = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href='http://x.example'>",
    "</a>",
    "<blockquote>",
    "</blockquote>",
    "<ul>",
    "<li>",
]
TAGS += [
    "</ul>",
    "<cite>",
    "</cite>",
    "<img src=x>",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<table>",
    "<td>",
    "<!--",
    "-->",
]
TAGS += [
    "[caption]",
    "[/caption]",
    "[gallery ids='1']",
    "[embed]http://x[/embed]",
    "<![",
    "<!DOCTYPE",
    "&",
    "&#0;",
    "<pre>",
]
TAGS += [
    "<script>",
    "</script>",
    "<svg>",
    "<math>",
    "<iframe src=x>",
    "<!-- wp:x -->",
    "\n",
    "\n\n",
    "w",
    "<",
    ">",
    "=",
    '"',
]
QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _problem_or(data: bytes) -> ImportedArticle | None:
    try:
        return page_read(data, notes=Notes())
    except ImportProblem:
        return None


@QUICK
@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00\xd8")
@example(b"\xff\xfe\x00\x00\x00\x00\x11\x00")
def test_any_bytes_as_a_page(data: bytes) -> None:
    _problem_or(data)


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_mixture_of_a_page_s_marks(text: str) -> None:
    article = _problem_or(text.encode())
    if article is not None:
        assert article.headline
        numbers = [comment.number for comment in article.comments]
        assert numbers == sorted(set(numbers))
        assert len({comment.import_key for comment in article.comments}) == len(numbers)


@QUICK
@given(st.lists(st.lists(st.sampled_from(PIECES[12:]), max_size=12).map("".join), max_size=4))
def test_any_prose_keeps_its_letters(paragraphs: list[str]) -> None:
    shown = "".join(block_text(block) + getattr(block, "speaker", "") for block in blocks_read(paragraphs))
    assert shown.count("🦭") == "".join(paragraphs).count("🦭")
    assert shown.count("é") == "".join(paragraphs).count("é")


@QUICK
@given(st.one_of(st.text(), st.lists(st.sampled_from(TAGS), max_size=50).map("".join)))
@example("<IFRAME><![")
@example("<iframe><script>x</script></iframe>")
def test_any_html(html: str) -> None:
    text = html_to_text(html)
    assert "\n\n\n" not in text
    for block in html_to_blocks(html):
        stored = repr(block).lower()
        assert "<script" not in stored
        assert "<iframe" not in stored


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_as_an_export(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ImportProblem):
        wxr.read(tmp_path / "e.xml", data)


@QUICK
@given(st.data())
def test_any_damage_to_an_export(tmp_path: Path, data: st.DataObject) -> None:
    good = wxr.FIXTURE.read_bytes()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 400)))
    damaged = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    try:
        articles = wxr.read(tmp_path / "e.xml", damaged)
    except ImportProblem:
        return
    assert all(article.headline and article.import_key for article in articles)


@QUICK
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3", "4", "", "x", "²"]),
            st.sampled_from(["0", "1", "2", "3", "4", "9", ""]),
        )
    )
)
def test_any_tangle_of_answers(tmp_path: Path, comments: list[tuple[str, str]]) -> None:
    inner = "".join(wxr.comment(number, parent) for number, parent in comments)
    (article,) = wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(inner=inner)))
    seen = {None}
    for comment in article.comments:
        assert comment.parent_key in seen  # what is answered comes first
        assert comment.import_key not in seen
        seen.add(comment.import_key)
