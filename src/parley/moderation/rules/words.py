"""Finds the entries of all rules' `words` in a text, in one pass over its spellings."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from parley.moderation.rules.entries import EntryWord, Fit
from parley.moderation.rules.letters import SIGNS
from parley.moderation.rules.spellings import Spelling, spellings, without_marks
from parley.moderation.rules.vocabulary import Vocabulary
from parley.toxicity.text.mapped import Mapped

#: Words this long are found inside a row of single letters; shorter ones lie in others by accident.
ROW_WORD_MIN: Final = 5
#: Signs between the words of a phrase; `clean` has made one space of many.
_GAP_MAX: Final = 4
GAP: Final = frozenset(" \n'-_*~")
#: Spellings of which it is kept which words they are: some megabyte.
_KNOWN_MAX: Final = 8192
_FIRST_READING: Final = str.maketrans({sign: letters[0] for sign, letters in SIGNS.items()})

Entry = tuple[EntryWord, ...]


class Place(NamedTuple):
    """Where an entry was found, in code points of the text as typed; `entry` is its number."""

    entry: int
    begin: int
    end: int


class _State(NamedTuple):
    """The words of an entry up to `node` were found, from `begin` on."""

    node: int
    begin: int


class WordSearch:
    """Finds entries, each named by its place in the sequence that was handed in.

    Work is linear in the text: each spelling costs some 20 look-ups, whatever the number of entries, and one for each
    beginning of a phrase that stands before it. An entry has six words and a spelling is a form of few, so those are
    bounded.
    """

    def __init__(self, entries: Sequence[Entry], *, gap: frozenset[str] = GAP) -> None:
        """`gap`: the signs that may stand between the words of a phrase."""
        self._gap = gap
        self.vocabulary = Vocabulary(word for entry in entries for word in entry)
        # A tree of words, its nodes numbered from the root, which is 0.
        self._after: dict[tuple[int, int], int] = {}
        self._ends: dict[int, list[int]] = {}
        for place, entry in enumerate(entries):
            node = 0
            for word in entry:
                step = node, self.vocabulary.numbers[word]
                node = self._after.setdefault(step, len(self._after) + 1)
            self._ends.setdefault(node, []).append(place)
        self._has_phrases = any(len(entry) > 1 for entry in entries)
        single = (entry[0] for entry in entries if len(entry) == 1)
        inside = {word for word in single if len(word.key) >= ROW_WORD_MIN and word.fit is not Fit.ALONE}
        self._known: dict[tuple[str, bool], tuple[int, ...]] = {}
        self._inside_rows = {word.key: self.vocabulary.numbers[word] for word in inside}
        self._row_lengths = sorted({len(key) for key in self._inside_rows})

    def search(self, form: Mapped) -> Iterator[Place]:
        """Every place of every entry, in no order."""
        form = without_marks(form)
        found: list[tuple[Spelling, tuple[int, ...]]] = []
        for spelling in spellings(form.text):
            if numbers := self._numbers(spelling):
                found.append((spelling, numbers))
            if spelling.step:
                found.extend(self._inside(spelling))
        for entry, begin, end in self._walk(form.text, found):
            yield Place(entry, *form.original_span(begin, end))

    def _numbers(self, spelling: Spelling) -> tuple[int, ...]:
        """Which words it is. Kept, for the same words come again and again."""
        key = spelling.letters, spelling.is_disguised
        if (known := self._known.get(key)) is not None:
            return known
        numbers = [*self.vocabulary.find(spelling.letters)]
        if spelling.is_disguised:
            numbers.extend(self.vocabulary.find_disguised(spelling.letters))
        if len(self._known) >= _KNOWN_MAX:
            self._known.clear()
        found = self._known[key] = tuple(numbers)
        return found

    def _inside(self, row: Spelling) -> Iterator[tuple[Spelling, tuple[int, ...]]]:
        letters = row.letters.translate(_FIRST_READING)
        for begin in range(len(letters) - ROW_WORD_MIN + 1):
            for length in self._row_lengths:
                number = self._inside_rows.get(letters[begin : begin + length])
                if number is not None:
                    first = row.begin + begin * row.step
                    last = first + (length - 1) * row.step
                    yield Spelling(first, last + 1, letters[begin : begin + length]), (number,)
                if begin + length >= len(letters):
                    break

    def _walk(self, text: str, found: Iterable[tuple[Spelling, tuple[int, ...]]]) -> Iterator[Place]:
        """Follow the tree from each spelling that holds a word, and from what ended before it."""
        waiting: dict[int, set[_State]] = {}
        for spelling, numbers in sorted(found):
            before = waiting.get(self._gap_begin(text, spelling.begin), ()) if self._has_phrases else ()
            for state in (_State(0, spelling.begin), *before):
                for number in numbers:
                    node = self._after.get((state.node, number))
                    if node is not None:
                        yield from (
                            Place(entry, state.begin, spelling.end) for entry in self._ends.get(node, ())
                        )
                        waiting.setdefault(spelling.end, set()).add(_State(node, state.begin))

    def _gap_begin(self, text: str, end: int) -> int:
        """Where the gap before a word begins; -1 where none stands before it, or a longer one."""
        begin = end
        while begin and text[begin - 1] in self._gap and end - begin <= _GAP_MAX:
            begin -= 1
        return begin if 0 < end - begin <= _GAP_MAX else -1
