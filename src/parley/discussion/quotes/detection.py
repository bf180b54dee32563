"""Finds which passage a quotation is of. A false link is worse than a missing one: the words must be the same.

Nothing fuzzy here. What may differ is quote style, punctuation, white space, case and invisible characters, and what
an ellipsis or brackets say was left out or put in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from parley.discussion.quotes.commonplaces import EDITORS_NOTE, is_title, says_enough
from parley.discussion.quotes.guards import is_negation
from parley.discussion.quotes.quotations import MARKS, WORDS_MIN, Quotation, quotations_read
from parley.discussion.quotes.selector import AFFIX_LENGTH, EXACT_MAX, QuoteSelector
from parley.discussion.quotes.words import Words, text_plain, words_read

# One comment is linked to at most this many passages by itself.
LINKS_MAX = 20
# Of a quotation in pieces: words in all, in the longest, in each, and words left out between two.
PIECES_WORDS_MIN = 6
PIECE_LONGEST_MIN = 3
PIECE_WORDS_MIN = 2
GAP_MAX = 80
# What was left out may not be just a "not".
GAP_TELLING = 3
_STARTS_TRIED = 20
_BEFORE = 40  # characters in which the word before a passage stands
ENDS = frozenset(".!?…")
# Fewer words than this that stand in a text more often than twice are a phrase of that text.
_PHRASE_WORDS = 8
_PHRASE_TIMES = 2


@dataclass(frozen=True)
class Source:
    """A text that may have been quoted: the page (`number` None) or an earlier comment.

    `key` is the comment's primary key, None for the page. `far`: the comment that quotes does not answer it.
    """

    text: str
    key: int | None = None
    number: int | None = None
    far: bool = False

    @cached_property
    def plain(self) -> str:
        return text_plain(self.text)

    @cached_property
    def words(self) -> Words:
        return words_read(self.text)

    @cached_property
    def words_without_notes(self) -> Words | None:
        """The words without what the desk put in, "(… – ed.)", which a reader may leave out; None if there is none."""
        if not EDITORS_NOTE.search(self.text):
            return None
        return words_read(self.text, leave_out=EDITORS_NOTE)

    def is_quoted(self, start: int, end: int) -> bool:
        """Tell whether the words there stand in quotation marks."""
        return any(one.start <= start and end <= one.end for one in self.quotations)

    @cached_property
    def quotations(self) -> list[Quotation]:
        return quotations_read(self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation that was found, and where: offsets into the text of its source."""

    source: Source
    start: int
    end: int

    @property
    def selector(self) -> QuoteSelector:
        """The passage in the words of its source."""
        return selector_at(self.source.text, self.start, self.end, target_number=self.source.number)


def selector_at(text: str, start: int, end: int, *, target_number: int | None = None) -> QuoteSelector:
    """Return the selector of a place in a text."""
    return QuoteSelector(
        exact=text[start:end],
        prefix=text[max(0, start - AFFIX_LENGTH) : start],
        suffix=text[end : end + AFFIX_LENGTH],
        target_number=target_number,
    )


def quotations_find(
    quotations: Iterable[Quotation], sources: Iterable[Callable[[], Iterable[Source]]]
) -> list[Found]:
    """Return the passages that quotations are of, from the first source that has each.

    `sources` are asked one after the other, and only while something is left to be found. A comment in which the words
    stand in quotation marks comes last: there they are most likely somebody else's.
    """
    left = list(quotations)
    found: list[Found] = []
    repeated: list[tuple[Quotation, Found]] = []
    for group in sources:
        if not left or len(found) >= LINKS_MAX:
            break
        for source in group():
            left = _look(left, source, found, repeated)
            if not left or len(found) >= LINKS_MAX:
                break
    for quotation, one in repeated:
        if quotation in left:
            found.append(one)
            left = _without(left, [quotation])
    return found[:LINKS_MAX]


def _look(
    quotations: list[Quotation], source: Source, found: list[Found], repeated: list[tuple[Quotation, Found]]
) -> list[Quotation]:
    """Add what stands in one source; return what is still to be found."""
    taken: list[Quotation] = []
    for quotation in quotations:
        if _overlaps(quotation, taken):
            continue  # a part of what was found already, or another reading of it
        place = quotation_place(quotation, source)
        if place is None:
            continue
        if source.key is not None and source.is_quoted(*place):
            repeated.append((quotation, Found(source, *place)))
            continue
        taken.append(quotation)
        found.append(Found(source, *place))
    return _without(quotations, taken)


def _without(quotations: list[Quotation], taken: list[Quotation]) -> list[Quotation]:
    return [quotation for quotation in quotations if not _overlaps(quotation, taken)] if taken else quotations


def _overlaps(quotation: Quotation, taken: list[Quotation]) -> bool:
    return any(quotation.start < other.end and other.start < quotation.end for other in taken)


def quotation_place(quotation: Quotation, source: Source) -> tuple[int, int] | None:
    """Return where a quotation stands in a source, as offsets; None if it does not, or need not be a quotation."""
    pieces = quotation.pieces
    # Before the text is read as words, which is the costly part: all that was not put in must occur in it.
    if not pieces or not all(word in source.plain for piece in pieces for word in piece.words):
        return None
    for words in filter(None, (source.words, source.words_without_notes)):
        place = _whole(quotation.words, words, far=source.far) or _pieced(pieces, words, far=source.far)
        if place is not None:
            start, end = place
            passage = source.text[start:end]
            if end - start > EXACT_MAX or is_title(quotation.text.strip(), passage):
                return None
            if quotation.beyond and MARKS.isdisjoint(passage):
                return None
            if _is_turned(source.text, start):
                return None
            return _sentence_end(quotation, source.text, start, end)
    return None


def _is_turned(text: str, start: int) -> bool:
    """Tell whether the word right before a passage turns it round: "not", with nothing between but a space."""
    before = text[max(0, start - _BEFORE) : start]
    words = words_read(before)
    if not words or before[words.ends[-1] :].strip():
        return False
    return is_negation(words.words[-1])


def _whole(quoted: Words, text: Words, *, far: bool) -> tuple[int, int] | None:
    weight = quoted.weight
    if weight < WORDS_MIN or not says_enough(quoted.joined, weight=weight, far=far):
        return None
    places = list(text.find_all(quoted.joined, _PHRASE_TIMES + 1))
    if not places or (weight < _PHRASE_WORDS and len(places) > _PHRASE_TIMES):
        return None
    return text.span(places[0], len(quoted))


def _pieced(pieces: tuple[Words, ...], text: Words, *, far: bool) -> tuple[int, int] | None:
    if len(pieces) == 1:  # an ellipsis before or after it
        return _whole(pieces[0], text, far=far)
    weights = [piece.weight for piece in pieces]
    if sum(weights) < PIECES_WORDS_MIN or max(weights) < PIECE_LONGEST_MIN or min(weights) < PIECE_WORDS_MIN:
        return None
    joined = " ".join(piece.joined.strip() for piece in pieces)
    if not says_enough(f" {joined} ", weight=sum(weights), far=far):
        return None
    for first in text.find_all(pieces[0].joined, _STARTS_TRIED):
        end = _pieces_follow(pieces[1:], text, first + len(pieces[0]))
        if end is not None:
            return text.starts[first], text.ends[end - 1]
    return None


def _pieces_follow(pieces: tuple[Words, ...], text: Words, end: int) -> int | None:
    """Return the word after the last piece, if all stand in this order and close enough."""
    for piece in pieces:
        place = text.find(piece.joined, end)
        if place < 0 or place - end > GAP_MAX:
            return None
        gap = text.words[end:place]
        if len(gap) <= GAP_TELLING and any(map(is_negation, gap)):
            return None
        end = place + len(piece)
    return end


def _sentence_end(quotation: Quotation, text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the full stop, if it stands in the quotation as well."""
    last = quotation.words.ends[-1]
    stop = quotation.text[last : last + 1]
    return start, end + (stop in ENDS and text[end : end + 1] == stop)
