"""Turns a file's bytes into lines of text, or says in which line and why that can't be done."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from parley.importers.problems import ImportProblem
from parley.importers.records import Notes

MAX_BYTES = 20 * 1024 * 1024
# One line of this length is no paragraph anybody wrote: more likely a data file or a page saved as one string.
MAX_LINE = 100_000
# A file that fails as UTF-8 while having at least this many good multi-byte characters for each bad one is damaged
# UTF-8; read as another encoding all the good ones would turn to rubbish.
_GOOD_FOR_EACH_BAD = 4

_BOMS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP, DOCX, ODT"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_HTML = re.compile(rb"\s*<(!doctype\s+html|html|head|\?xml|rss)", re.IGNORECASE)
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# C0 and C1 controls but tab and line ends, and a byte-order mark in the middle of a text: none is seen, none is meant.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")


@dataclass(frozen=True, slots=True)
class SourceText:
    """The lines of a file without their ends; line n of the file is lines[n - 1]."""

    lines: tuple[str, ...]
    encoding: str


def file_read(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Return the file's bytes; raise ImportProblem when it can't be read or is larger than `limit` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ImportProblem(
            _("The file can't be read: %(reason)s.") % {"reason": error.strerror or error}
        ) from error
    if len(data) > limit:
        raise ImportProblem(
            _("The file is larger than %(size)d MiB.") % {"size": limit // (1024 * 1024)},
            advice=_("A page of text is far smaller: check that this is the right file."),
        )
    return data


def text_decode(data: bytes, *, notes: Notes) -> SourceText:
    """Decode UTF-8 (with or without mark), UTF-16 and UTF-32 with mark, and, with a note, Windows-1252.

    Raises ImportProblem for an empty file, for one that is no plain text, and for a line longer than MAX_LINE.
    """
    _refuse_other_kinds(data)
    text, encoding = _decode(data, notes=notes)
    lines = _LINE_END.split(text)
    for number, line in enumerate(lines, 1):
        if "\x00" in line:
            raise ImportProblem(
                _("There is a zero byte: this is no text file."),
                line=number,
                advice=_("Save the page as plain text."),
            )
        if len(line) > MAX_LINE:
            raise ImportProblem(
                _("The line has %(length)d characters; at most %(limit)d are read.")
                % {"length": len(line), "limit": MAX_LINE},
                line=number,
                advice=_("Check that this is a page saved as text, with a line or more for each paragraph."),
            )
    cleaned = [_CONTROLS.sub("", line) for line in lines]
    dropped = sum(len(line) for line in lines) - sum(len(line) for line in cleaned)
    if dropped:
        notes.add(_("Invisible control characters are left out."), count=dropped)
    if not any(line.strip() for line in cleaned):
        raise ImportProblem(_("The file is empty."))
    return SourceText(lines=tuple(cleaned), encoding=encoding)


def _refuse_other_kinds(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ImportProblem(
                _("This is no text file but another kind (%(kind)s).") % {"kind": name},
                advice=_("Save the page as plain text."),
            )
    if _HTML.match(data[:1000].removeprefix(codecs.BOM_UTF8)):
        raise ImportProblem(
            _("This is a page in HTML or XML, not one saved as text."),
            line=1,
            advice=_(
                "In the browser choose “Save page as … text”; for a WordPress export use “parley import wordpress”."
            ),
        )


def _decode(data: bytes, *, notes: Notes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_strictly(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = _line_of(data, error.start)
    if b"\x00" in data:
        raise ImportProblem(
            _("There is a zero byte: this is no text file."),
            line=_line_of(data, data.index(b"\x00")),
            advice=_("Save the page as plain text, in UTF-8."),
        )
    replaced = data.decode("utf-8", errors="replace")
    bad = replaced.count("\ufffd")
    good = sum(character > "\x7f" for character in replaced) - bad
    if good >= _GOOD_FOR_EACH_BAD * bad:
        raise ImportProblem(
            _("The text is UTF-8 but damaged here."),
            line=line,
            advice=_("Save it again, or correct this line."),
        )
    text = _decode_strictly(data, "cp1252")
    notes.add(_("The text is not UTF-8; it was read as Windows-1252 (Western European)."), line=line)
    return text, "cp1252"


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportProblem(
            _("The text can't be read as %(encoding)s.") % {"encoding": encoding.upper()},
            line=_line_of(data, error.start),
            advice=_("Save it again as plain text, in UTF-8."),
        ) from error


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
