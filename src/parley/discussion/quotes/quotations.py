"""Reads the quotations out of a comment: what stands in quotation marks of any style, and what is marked by "> ".

Marks are forgotten, doubled and mixed, so each opening mark is read in more ways than one: up to the mark that balances
it, up to the next that could close it, up to the last of its paragraph, or up to the paragraph's end. What was read
wrongly is found nowhere and does no harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from parley.discussion.quotes.selector import EXACT_MAX
from parley.discussion.quotes.words import Words, words_read

WORDS_MIN = 5
# What is read of one comment, at most.
QUOTATIONS_MAX = 60
_OPENERS_MAX = 40
# A quotation with its insertions may be longer than the passage it is of.
_LENGTH_MAX = 2 * EXACT_MAX
_CLOSERS_TRIED = 3

_CLOSERS = {
    "“": '”“"',
    "„": '“”"',
    "‟": "”",
    "«": "»",
    "»": "«»",
    '"': '"”',
    "＂": "＂",
    "‘": "’",
    "‚": "‘’",
    "'": "'’",
    "‹": "›",
    "›": "‹›",
    "”": "”",
    "’": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〟",
}
MARKS = frozenset("".join(_CLOSERS) + "".join(_CLOSERS.values()))
# These also stand within words, or close what another opened: they open only before a word and after none.
_TWO_FACED = frozenset("\"'”’»›＂")
_ANY_MARK = re.compile("[" + "".join(_CLOSERS) + "]|^ {0,3}>", re.MULTILINE)
_QUOTED_LINE = re.compile(r" {0,3}((?:> {0,3})+)(.*)")
_ATTRIBUTION = re.compile(r"\s*[-–—―~].{1,80}")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\(https?://[^\s()]{1,2000}\)")
# What was left out or put in: "…", "...", "[…]", "(...)", "[the mayor]", "[sic]", "(snip)".
ELLIPSIS = re.compile(
    r"\[[^\[\]]{0,60}\]|\(\s*(?:\.{2,4}|…|snip|sic)\s*\)|<\s*snip\s*>|…|\.{3,}|(?:\.\s){2,3}\.", re.IGNORECASE
)


@dataclass(frozen=True)
class Quotation:
    """One reading of a quotation: its text, and where it stands in the comment.

    `beyond`: it goes on beyond the mark that balances its first, so that not all of it is quoted unless the passage
    has such marks as well: “Wait,” she said, “the boat is old.”
    """

    text: str
    start: int
    end: int
    beyond: bool = False

    @cached_property
    def words(self) -> Words:
        """All words, what was put in as well."""
        return words_read(self.text)

    @cached_property
    def pieces(self) -> tuple[Words, ...]:
        """What stands between the ellipses; one piece for most quotations."""
        read = (words_read(piece) for piece in ELLIPSIS.split(self.text))
        return tuple(piece for piece in read if piece)


def quotations_read(text: str) -> list[Quotation]:
    """Return the readings of a comment's quotations that have at least WORDS_MIN words, the longest first."""
    if not _ANY_MARK.search(text):
        return []
    # Of a link in Markdown only its words are said. As long as before, so that places stay.
    text = _LINK.sub(lambda match: f" {match[1]} ".ljust(len(match.group())), text)
    spans = dict.fromkeys(_lines_quoted(text), False)
    for start, end, beyond in _marks_quoted(text):
        spans[start, end] = spans.get((start, end), True) and beyond
    found = [
        Quotation(text[start:end], start, end, beyond)
        for (start, end), beyond in spans.items()
        if end - start <= _LENGTH_MAX
    ]
    # The cheap test first: five words have four gaps between them, or are written without.
    long_enough = [one for one in found if one.end - one.start >= WORDS_MIN and one.words.weight >= WORDS_MIN]
    return sorted(long_enough, key=lambda one: (one.start - one.end, one.start))[:QUOTATIONS_MAX]


def _lines_quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield each run of lines marked by ">", each paragraph in it, and it without who is named above or below it."""
    for run in _runs(text):
        paragraphs: list[list[tuple[int, int]]] = [[]]
        for start, end in run:
            if text[start:end].strip():
                paragraphs[-1].append((start, end))
            elif paragraphs[-1]:
                paragraphs.append([])
        lines = [line for paragraph in paragraphs for line in paragraph]
        if not lines:
            continue
        first, last = lines[0], lines[-1]
        yield first[0], last[1]
        if len(lines) > 1 and text[slice(*first)].rstrip().endswith(":"):
            yield lines[1][0], last[1]
        if len(lines) > 1 and _ATTRIBUTION.fullmatch(text[slice(*last)]):
            yield first[0], lines[-2][1]
        for paragraph in paragraphs:
            if paragraph:
                yield paragraph[0][0], paragraph[-1][1]


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines quoted equally deep, each line by where its words begin and end."""
    run: list[tuple[int, int]] = []
    depth = 0
    place = 0
    for line in text.split("\n"):
        match = _QUOTED_LINE.fullmatch(line)
        line_depth = match[1].count(">") if match else 0
        if run and line_depth != depth:
            yield run
            run = []
        depth = line_depth
        if match:
            run.append((place + match.start(2), place + match.end(2)))
        place += len(line) + 1
    if run:
        yield run


def _marks_quoted(text: str) -> Iterator[tuple[int, int, bool]]:
    openers = 0
    for match in _ANY_MARK.finditer(text):
        mark, place = match.group(), match.start()
        if mark not in _CLOSERS or not _opens(text, mark, place):
            continue
        openers += 1
        if openers > _OPENERS_MAX:
            return
        start = place + 1
        yield from ((start, end, beyond) for end, beyond in _ends(text, mark, start))


def _ends(text: str, mark: str, start: int) -> Iterator[tuple[int, bool]]:
    """Yield where a quotation that begins at `start` may end, and whether that is beyond the mark that balances it."""
    limit = min(len(text), start + _LENGTH_MAX)
    paragraph = text.find("\n\n", start, limit)
    paragraph_end = paragraph if paragraph >= 0 else limit
    depth, tried, last, balanced = 1, 0, -1, False
    for place in range(start, limit):
        character = text[place]
        if character == mark and _opens(text, mark, place):
            depth += 1
        elif character in _CLOSERS[mark] and _closes(text, character, place):
            depth -= 1
            tried += 1
            if depth == 0 or tried <= _CLOSERS_TRIED:
                yield place, balanced
            balanced = balanced or depth == 0
            if place < paragraph_end:
                last = place
    if last >= 0:
        yield last, balanced
    yield paragraph_end, balanced


def _opens(text: str, mark: str, place: int) -> bool:
    if mark not in _TWO_FACED:
        return True
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not before.isalnum() and before not in {".", ",", "!", "?", "…"} and bool(after.strip())


def _closes(text: str, mark: str, place: int) -> bool:
    if mark not in _TWO_FACED:
        return True
    return not text[place + 1 : place + 2].isalnum() and bool(text[place - 1 : place].strip() or mark in "»›")
