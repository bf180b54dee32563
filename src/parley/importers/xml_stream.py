"""Reads a large XML file element by element. Document types, and with them entities of its own, are refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # only the exception: parsing goes through defusedxml
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from parley.importers.problems import ImportProblem

CHUNK = 64 * 1024
FILE_MAX = 2 * 1024 * 1024 * 1024
# One element of the channel, such as an article with its comments, is held in memory; the file never is.
ELEMENT_MAX = 32 * 1024 * 1024
DEPTH_MAX = 16

_CUT_OFF = {
    errors.codes[name]
    for name in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
}
_ARCHIVES = {b"PK\x03\x04": "ZIP", b"\x1f\x8b": "gzip"}

# bytes read, bytes in all
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Element:
    """One element; `tag` is "{namespace}name" or a name without namespace. `text` is what stands in it directly."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    children: "list[Element]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Target:
    """Gathers the elements at `depth`; what encloses them is only named in `path`."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.path: list[str] = []
        self.complete: list[tuple[tuple[str, ...], Element]] = []
        self._open: list[Element] = []
        self._size = 0
        self.line: Callable[[], int] = lambda: 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.path.append(tag)
        if len(self.path) > DEPTH_MAX:
            raise ImportProblem(_("The elements are nested too deep for an export."), line=self.line())
        if len(self.path) >= self.depth:
            element = Element(tag, self.line(), dict(attributes))
            self._grow(200 + sum(map(len, attributes.values())))
            if self._open:
                self._open[-1].children.append(element)
            self._open.append(element)

    def data(self, text: str) -> None:
        if self._open:
            self._grow(len(text))
            self._open[-1].parts.append(text)

    def end(self, tag: str) -> None:
        del tag
        self.path.pop()
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.complete.append((tuple(self.path), element))
                self._size = 0

    def close(self) -> None:
        """Needed by the parser's interface."""

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > ELEMENT_MAX:
            raise ImportProblem(
                _("One entry is larger than %(size)d MiB.") % {"size": ELEMENT_MAX // (1024 * 1024)},
                line=self._open[0].line if self._open else self.line(),
            )


def elements_read(path: Path, *, depth: int, progress: Progress) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Yield each element that stands `depth` deep (1 is the root), with the tags of what encloses it.

    Raises ImportProblem, and nothing else, for a file that can't be read or is no well-formed XML; what was yielded
    before has then to be dropped by the caller. Memory: one such element and CHUNK bytes.
    """
    target = _Target(depth)
    parser: Any = DefusedXMLParser(target=target, forbid_dtd=True)
    offset = 0
    target.line = lambda: int(parser.parser.CurrentLineNumber) + offset
    try:
        total = path.stat().st_size
        if total > FILE_MAX:
            raise ImportProblem(
                _("The file is larger than %(size)d MiB.") % {"size": FILE_MAX // (1024 * 1024)}
            )
        read = 0
        with path.open("rb") as file:
            chunk = file.read(CHUNK)
            _refuse_archives(chunk)
            # Plugins print empty lines before the XML declaration, where the standard allows nothing.
            stripped = chunk.lstrip(b" \t\r\n") if chunk[:1] in b" \t\r\n" else chunk
            offset = chunk[: len(chunk) - len(stripped)].count(b"\n")
            read += len(chunk)
            chunk = stripped
            while chunk:
                _feed(parser, chunk, offset=offset)
                yield from _complete(target)
                progress(read, total)
                chunk = file.read(CHUNK)
                read += len(chunk)
        _feed(parser, None, offset=offset)
        yield from _complete(target)
    except OSError as error:
        raise ImportProblem(
            _("The file can't be read: %(reason)s.") % {"reason": error.strerror or error}
        ) from error


def _complete(target: _Target) -> Iterator[tuple[tuple[str, ...], Element]]:
    complete, target.complete = target.complete, []
    yield from complete


def _refuse_archives(chunk: bytes) -> None:
    if not chunk.strip():
        raise ImportProblem(_("The file is empty."))
    for magic, kind in _ARCHIVES.items():
        if chunk.startswith(magic):
            raise ImportProblem(
                _("This is a %(kind)s archive.") % {"kind": kind},
                advice=_("Unpack it and import each XML file in it."),
            )


def _feed(parser: Any, chunk: bytes | None, *, offset: int) -> None:
    """Give the parser one piece, or None for the end of the file."""
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except ParseError as error:
        raise _not_well_formed(error, at_end=chunk is None, offset=offset) from error
    except DefusedXmlException as error:
        raise ImportProblem(
            _(
                "The file declares a document type or entities, which an export never does; it may be an attack."
            ),
            line=int(parser.parser.CurrentLineNumber) + offset,
            advice=_("Do not import files whose origin you do not know."),
        ) from error
    except (LookupError, ValueError) as error:
        raise ImportProblem(
            _("The encoding that the file declares can't be read."),
            line=1 + offset,
            advice=_("Convert the file to UTF-8 and correct its first line."),
        ) from error


def _not_well_formed(error: ParseError, *, at_end: bool, offset: int) -> ImportProblem:
    line = error.position[0] + offset
    if at_end or error.code in _CUT_OFF:
        return ImportProblem(
            _("The file ends in the middle: it is cut off."),
            line=line,
            advice=_("Make or download the export again."),
        )
    codes = errors.codes
    if error.code == codes[errors.XML_ERROR_INVALID_TOKEN]:
        advice = _(
            "A character does not belong there; often the file is not in the encoding that its first line declares."
        )
    elif error.code in {codes[errors.XML_ERROR_UNKNOWN_ENCODING], codes[errors.XML_ERROR_INCORRECT_ENCODING]}:
        advice = _("Convert the file to UTF-8 and correct its first line.")
    elif error.code == codes[errors.XML_ERROR_MISPLACED_XML_PI]:
        advice = _("Something stands before the XML declaration: remove it.")
    else:
        advice = _("Correct this line, or make the export again.")
    reason = str(error).split(":", 1)[0]
    return ImportProblem(_("The XML is broken (%(reason)s).") % {"reason": reason}, line=line, advice=advice)
