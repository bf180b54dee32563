"""Reads a news page saved as plain text: headline, standfirst, paragraphs, numbered comments, the form's line."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from django.utils.translation import gettext as _

from parley.importers.problems import ImportProblem
from parley.importers.quotations import blocks_read
from parley.importers.records import Block, ImportedArticle, ImportedCommentRecord, Items, Notes
from parley.importers.text_file import text_decode

HEADLINE_MAX = 150
STANDFIRST_MAX = 400
COMMENTS_MAX = 50_000

_BLANKS = " \t\xa0"
_NUMBERED = re.compile(rf"(?P<indent>[{_BLANKS}]*)(?P<number>\d{{1,7}})[.)](?:[{_BLANKS}]+(?P<text>.*))?$")
_BULLET = re.compile(rf"[{_BLANKS}]+[*•‣◦][{_BLANKS}]+(?P<text>\S.*)$")
# The form under the comments, as the common systems title it; any short line ending in a colon that stands last and
# after comments is taken for it too, whatever its language.
_FORM = re.compile(
    r"(enter (your )?comments? here|leave a (reply|comment)|(post|add|write) (a|your) comment|(your )?comment)\s*[:…]?",
    re.IGNORECASE,
)
_FORM_MAX = 60
# A title over the comments, such as "2 Comments".
_COMMENTS_TITLE = re.compile(r"(\d{1,7}\s+)?(comments?|replies)(\s*\(\d{1,7}\))?\s*:?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    raw: str

    @property
    def text(self) -> str:
        return self.raw.strip()

    @property
    def indent(self) -> int:
        """How many blanks it begins with; a tab counts up to the next multiple of 8."""
        expanded = self.raw.replace("\xa0", " ").expandtabs(8)
        return len(expanded) - len(expanded.lstrip(" "))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines with no empty line between them."""

    lines: tuple[_Line, ...]

    @property
    def line(self) -> int:
        return self.lines[0].number

    @property
    def indented(self) -> bool:
        return self.lines[0].indent > 0

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def marker(self) -> "_Marker | None":
        return _marker(self.lines[0])


@dataclass(frozen=True, slots=True)
class _Marker:
    """A number at the start of a line, with the columns of its first digit and of its dot."""

    number: int
    indent: int
    dot: int
    text: str


def page_read(data: bytes, *, notes: Notes, published_at: datetime | None = None) -> ImportedArticle:
    """Return the article with its comments; `notes` gathers what the person should know. The page tells no times.

    Raises ImportProblem, and nothing else, for whatever can't be read.
    """
    source = text_decode(data, notes=notes)
    paragraphs = _paragraphs(source.lines)
    article, comments = _split(paragraphs, notes=notes)
    if not article:
        raise ImportProblem(
            _("There is no headline before the comments."),
            line=paragraphs[0].line,
            advice=_("Put the article's headline on the first line."),
        )
    read = _article(article, comments=_comments(comments, notes=notes), notes=notes)
    return replace(read, published_at=published_at)


# --- the parts of the page --------------------------------------------------------------------------


def _paragraphs(lines: Sequence[str]) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    gathered: list[_Line] = []

    def close() -> None:
        if gathered:
            found.append(_Paragraph(tuple(gathered)))
            gathered.clear()

    for number, raw in enumerate(lines, 1):
        line = _Line(number, raw)
        text = line.text
        if not text:
            close()
        elif len(text) <= _FORM_MAX and line.indent == 0 and _FORM.fullmatch(text):
            close()
            found.append(_Paragraph((line,)))  # also when it follows the last comment without an empty line
        else:
            gathered.append(line)
    close()
    return found


def _split(paragraphs: list[_Paragraph], *, notes: Notes) -> tuple[list[_Paragraph], list[_Paragraph]]:
    """Return the article's paragraphs and the comments'; the form's line, and what follows it, goes."""
    body, form = _form_cut(paragraphs, notes=notes)
    start = _comments_start(body, form=form)
    article, comments = body[:start], body[start:]
    if not comments:
        if form:
            _warn_unread_numbers(article, notes=notes)
        return article, comments
    _refuse_torn_comments(article, first=comments[0])
    if len(article) > 1 and not article[-1].indented and _COMMENTS_TITLE.fullmatch(article[-1].text):
        article = article[:-1]
    return article, comments


def _form_cut(paragraphs: list[_Paragraph], *, notes: Notes) -> tuple[list[_Paragraph], bool]:
    places = [
        place
        for place, one in enumerate(paragraphs)
        if place and not one.indented and _FORM.fullmatch(one.text)
    ]
    if places:
        before, after = paragraphs[: places[-1]], paragraphs[places[-1] + 1 :]
        if any(one.marker and one.indented for one in after):
            return before + after, True  # the form stands above the comments
        if after:
            notes.add(
                _("What stands after the form's line is left out."),
                line=after[0].line,
                count=sum(len(one.lines) for one in after),
            )
        return before, True
    last = paragraphs[-1]
    after_comment = (
        len(paragraphs) > 1 and paragraphs[-2].indented and _comments_start(paragraphs[:-1], form=True)
    )
    if after_comment and not last.indented and len(last.text) <= _FORM_MAX and last.text.endswith(":"):
        return paragraphs[:-1], True
    return paragraphs, False


def _comments_start(paragraphs: Sequence[_Paragraph], *, form: bool) -> int:
    """Return where the comments begin: the first numbered one of the indented paragraphs at the end of the page.

    Numbers at the margin count only when the form's line follows: without it they may be a list that ends the article.
    """
    start = len(paragraphs)
    while start > 0 and (paragraphs[start - 1].indented or (form and paragraphs[start - 1].marker)):
        start -= 1
    return next(
        (place for place in range(start, len(paragraphs)) if paragraphs[place].marker), len(paragraphs)
    )


def _refuse_torn_comments(article: Sequence[_Paragraph], *, first: _Paragraph) -> None:
    """A comment whose later paragraphs lost their indentation would end up in the article: ask instead."""
    marker = first.marker
    for place, paragraph in enumerate(article):
        before = paragraph.marker
        if not (marker and before and paragraph.indented and before.indent == marker.indent):
            continue
        if before.number < marker.number and place + 1 < len(article):
            raise ImportProblem(
                _("This paragraph stands between the comments %(first)d and %(second)d but is not indented.")
                % {"first": before.number, "second": marker.number},
                line=next((one.line for one in article[place + 1 :] if not one.indented), first.line),
                advice=_("Indent it like the rest of its comment, or remove it."),
            )


def _warn_unread_numbers(article: Sequence[_Paragraph], *, notes: Notes) -> None:
    for paragraph in article:
        if paragraph.indented and paragraph.marker:
            notes.add(
                _(
                    "A numbered paragraph is taken for part of the article: text that is not indented follows it."
                ),
                line=paragraph.line,
            )


# --- the article ------------------------------------------------------------------------------------


def _article(
    paragraphs: list[_Paragraph], *, comments: tuple[ImportedCommentRecord, ...], notes: Notes
) -> ImportedArticle:
    head, *rest = paragraphs
    headline = " ".join(head.text.split())
    if len(headline) > HEADLINE_MAX:
        raise ImportProblem(
            _("The headline has %(length)d characters; at most %(limit)d fit.")
            % {"length": len(headline), "limit": HEADLINE_MAX},
            line=head.line,
            advice=_("Put an empty line after the headline, or shorten it."),
        )
    standfirst = ""
    # A single paragraph is the article itself; so is one too long to stand under a headline.
    if len(rest) > 1 and not rest[0].indented:
        if len(rest[0].text) <= STANDFIRST_MAX:
            standfirst = rest.pop(0).text
        else:
            notes.add(
                _("The first paragraph is too long for a standfirst and begins the text."), line=rest[0].line
            )
    return ImportedArticle(
        import_key=f"page:{_digest(_identity(headline))}",
        headline_key=True,
        headline=headline,
        standfirst=standfirst,
        body=tuple(_body(rest)),
        comments=comments,
        line=head.line,
    )


def _body(paragraphs: Sequence[_Paragraph]) -> list[Block]:
    blocks: list[Block] = []
    prose: list[str] = []
    place = 0
    while place < len(paragraphs):
        items, ordered, used = _list_read(paragraphs, place)
        if items:
            blocks += [
                *blocks_read(prose),
                Items(tuple(escape(item, quote=False) for item in items), ordered=ordered),
            ]
            prose.clear()
            place += used
        else:
            prose.append(paragraphs[place].text)
            place += 1
    return [*blocks, *blocks_read(prose)]


def _list_read(paragraphs: Sequence[_Paragraph], start: int) -> tuple[list[str], bool, int]:
    """Return a list's items, whether they are numbered, and how many paragraphs they take up; no items: no list.

    Numbers must run 1, 2, 3 …: the page counts by itself, and any other number would be lost.
    """
    for ordered in (True, False):
        items: list[str] = []
        used = 0
        for paragraph in paragraphs[start:]:
            read = [
                _item(line, ordered=ordered, number=len(items) + place)
                for place, line in enumerate(paragraph.lines, 1)
            ]
            if not paragraph.indented or None in read:
                break
            items += [item for item in read if item]
            used += 1
        if len(items) > 1:
            return items, ordered, used
    return [], False, 0


def _item(line: _Line, *, ordered: bool, number: int) -> str | None:
    if ordered:
        marker = _marker(line)
        return marker.text if marker and marker.number == number and marker.text else None
    bullet = _BULLET.match(line.raw)
    return bullet["text"].strip() if bullet else None


# --- the comments -----------------------------------------------------------------------------------


def _comments(paragraphs: Sequence[_Paragraph], *, notes: Notes) -> tuple[ImportedCommentRecord, ...]:
    first = paragraphs[0].marker if paragraphs else None
    if first is None:
        return ()
    read: list[tuple[_Line, int, list[list[str]]]] = []
    for paragraph in paragraphs:
        for place, line in enumerate(paragraph.lines):
            marker = _marker(line)
            if marker and _opens_comment(marker, first=first, first_line=place == 0):
                _check_number(
                    marker.number, line=line, before=[number for _line, number, _parts in read[-2:]]
                )
                if len(read) >= COMMENTS_MAX:
                    raise ImportProblem(
                        _("There are more than %(limit)d comments.") % {"limit": COMMENTS_MAX},
                        line=line.number,
                    )
                read.append((line, marker.number, [[marker.text]]))
            elif place == 0:
                read[-1][2].append([line.text])
            else:
                read[-1][2][-1].append(line.text)
    return _records(read, notes=notes)


def _opens_comment(marker: _Marker, *, first: _Marker, first_line: bool) -> bool:
    """Numbers stand in one column, by their first digit or, right-aligned, by their dot; deeper ones are a list."""
    if first.indent == 0 and not first_line:
        return False  # at the margin a number may also be the turn of a line: "… in\n2022. It was"
    return marker.indent <= first.indent or marker.dot == first.dot


def _check_number(number: int, *, line: _Line, before: Sequence[int]) -> None:
    """Numbers go up, or down throughout (newest first); gaps are removed comments and stay."""
    if number == 0:
        raise ImportProblem(_("Comments are numbered from 1."), line=line.number)
    if not before:
        return
    if number == before[-1]:
        raise ImportProblem(
            _("There is a second comment with the number %(number)d.") % {"number": number},
            line=line.number,
            advice=_("Give each comment its own number, or indent what belongs to the comment before."),
        )
    if len(before) > 1 and (before[-1] > before[-2]) != (number > before[-1]):
        raise ImportProblem(
            _("The comment with the number %(number)d is out of order after %(before)d.")
            % {"number": number, "before": before[-1]},
            line=line.number,
            advice=_(
                "Put the comments in the order of their numbers, or indent what belongs to the comment before."
            ),
        )


def _records(
    read: Iterable[tuple[_Line, int, list[list[str]]]], *, notes: Notes
) -> tuple[ImportedCommentRecord, ...]:
    records: list[ImportedCommentRecord] = []
    for line, number, parts in read:
        text = "\n\n".join("\n".join(filter(None, part)) for part in parts if any(part))
        if text:
            records.append(ImportedCommentRecord(import_key="", text=text, number=number, line=line.number))
        else:
            notes.add(_("A comment without words is left out; its number stays free."), line=line.number)
    records.sort(key=lambda record: record.number or 0)
    # A comment is known again by its words, not by its number: a page saved later may count differently.
    seen: Counter[str] = Counter()
    keyed: list[ImportedCommentRecord] = []
    for record in records:
        digest = _digest(_identity(record.text))
        seen[digest] += 1
        keyed.append(replace(record, import_key=f"page:{digest}:{seen[digest]}"))
    return tuple(keyed)


# --- small things -----------------------------------------------------------------------------------


def _marker(line: _Line) -> _Marker | None:
    match = _NUMBERED.match(line.raw)
    if match is None:
        return None
    indent = line.indent
    return _Marker(int(match["number"]), indent, indent + len(match["number"]), (match["text"] or "").strip())


def _identity(text: str) -> str:
    """Return what stays the same when a page is saved again by another program: the words, not the spacing."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
