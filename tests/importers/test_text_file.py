"""Bytes become lines, or a sentence that says where and why not."""

import codecs
from pathlib import Path

import pytest

from parley.importers.problems import ImportProblem
from parley.importers.records import Notes
from parley.importers.text_file import MAX_LINE, file_read, text_decode

WORDS = "Ebb und Flut\nzwölf Möwen – “schön”\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "utf-8-sig"),
        (WORDS.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "utf-16"),
        (WORDS.encode("utf-32"), "utf-32"),
        (WORDS.encode("cp1252"), "cp1252"),
        (WORDS.replace("\n", "\r\n").encode(), "utf-8"),
        (WORDS.replace("\n", "\r").encode(), "utf-8"),
    ],
)
def test_known_encodings_give_the_same_lines(data: bytes, encoding: str) -> None:
    notes = Notes()
    source = text_decode(data, notes=notes)
    assert source.lines == ("Ebb und Flut", "zwölf Möwen – “schön”", "")
    assert source.encoding == encoding
    assert bool(notes.counts) == (encoding == "cp1252")  # the guess is told, with the line that made it one
    if encoding == "cp1252":
        assert list(notes.first_line.values()) == [2]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", None, "empty"),
        (b" \r\n\t\n", None, "empty"),
        (codecs.BOM_UTF8, None, "empty"),
        (b"Title\n\nA\x00B\n", 3, "zero byte"),
        (b"\x7fELF\x02\x01\x01\x00\xff\xfe\xff", 1, "zero byte"),
        (b"%PDF-1.7\n", None, "PDF"),
        (b"PK\x03\x04rest", None, "ZIP"),
        (b"{\\rtf1 x}", None, "RTF"),
        (b"<!DOCTYPE html>\n<title>x</title>", 1, "HTML"),
        (codecs.BOM_UTF8 + b"<?xml version='1.0'?><rss/>", 1, "HTML"),
        ("gut\ngrün\nschön".encode() + b"\xc3\n" + "äöü ß".encode(), 3, "damaged"),
        (b"line\nwith \x81 byte\n", 2, "CP1252"),
        (codecs.BOM_UTF16_LE + b"a\x00b", 1, "UTF-16"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", 1, "UTF-16"),
        (b"Title\n\n" + b"x" * (MAX_LINE + 1), 3, "characters"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, line: int | None, words: str) -> None:
    with pytest.raises(ImportProblem) as caught:
        text_decode(data, notes=Notes())
    assert caught.value.line == line
    assert words in str(caught.value)


def test_control_characters_are_left_out_and_counted() -> None:
    notes = Notes()
    assert text_decode(b"Ti\x1b[31mtle\x07\n\nText\n", notes=notes).lines[0] == "Ti[31mtle"
    assert list(notes.counts.values()) == [2]


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"x" * 11)
    assert file_read(path, limit=11) == b"x" * 11
    with pytest.raises(ImportProblem, match="larger"):
        file_read(path, limit=10)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_what_can_not_be_opened_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportProblem, match="can't be read"):
        file_read(tmp_path / name)
