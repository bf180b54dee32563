"""A comment's text with passages marked, as HTML for the newsroom: for eyes by a line below, for ears by a word."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parley.discussion.notes import Mark

BEFORE = 40  # characters of an excerpt that stand before the first mark


def text_marked(*, text: str, marks: Sequence[Mark]) -> SafeString:
    """Return `text`, escaped, with <mark> around what `marks` name; marks that overlap or lie outside are cut."""
    pieces: list[tuple[SafeString | str]] = []
    place = 0
    for mark in sorted(marks, key=lambda one: (one.begin, one.end)):
        begin, end = max(place, mark.begin), min(len(text), mark.end)
        if begin >= end:
            continue
        pieces.append((text[place:begin],))
        pieces.append(
            (
                format_html(
                    '<mark title="{}"><span class="w-sr-only">{}</span>{}<span class="w-sr-only">{}</span></mark>',
                    mark.words,
                    # Translators: read aloud before a passage that is underlined; a word, a colon and a space.
                    _("marked: "),
                    text[begin:end],
                    # Translators: read aloud after a passage that is underlined.
                    _(" (end of mark)"),
                ),
            )
        )
        place = end
    pieces.append((text[place:],))
    return format_html_join("", "{}", pieces)


def text_excerpt(*, text: str, marks: Sequence[Mark], length: int) -> SafeString:
    """Return at most `length` characters of `text` on one line, with the first mark in them if there is one."""
    words, places = _one_line(text)
    moved = [Mark(places[one.begin], places[one.end], one.words) for one in marks if one.end <= len(text)]
    first = min((one.begin for one in moved), default=0)
    start = 0
    if first > length - BEFORE:
        start = words.rfind(" ", 0, max(0, first - BEFORE)) + 1
    rest = words[start:]
    shown = rest if len(rest) <= length else rest[: length - 1]
    shifted = [Mark(one.begin - start, one.end - start, one.words) for one in moved if one.end > start]
    marked = text_marked(text=shown, marks=shifted)
    return format_html("{}{}{}", "…" if start else "", marked, "…" if len(shown) < len(rest) else "")


def _one_line(text: str) -> tuple[str, list[int]]:
    """Return `text` with every run of white space as one space, and for each place in `text` its place there."""
    kept: list[str] = []
    places: list[int] = []
    for character in text:
        places.append(len(kept))
        if not character.isspace():
            kept.append(character)
        elif kept and kept[-1] != " ":
            kept.append(" ")
    places.append(len(kept))
    return "".join(kept).rstrip(), places
