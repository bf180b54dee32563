"""Regular expressions by RE2: time linear in the text whatever the expression, and memory with a bound.

Which expressions can hit is found in one pass by RE2's filter (`FilteredRE2`): it knows letters that a text must hold
for an expression to match, and only the expressions whose letters are there are tried.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import re2  # type: ignore[import-untyped]

#: Bytes that one expression may take, its automaton included. What needs more does not compile, and the rest falls
#: back to a slower search when the automaton grows, never to a wrong answer.
MEMORY_MAX: Final = 512 * 1024
#: Places of one expression that are looked for: each search may read the whole text again.
PLACES_MAX: Final = 5
#: Expressions in one filter: its automaton must fit into RE2's own bound of 8 MiB.
_FILTER_SIZE: Final = 250
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Matched by its own expression alone; shows that a filter works. U+E000 is for private use and in no other text.
_PROBE: Final = "\ue000probe"


#: In which an expression that asks for nothing shows itself: at an end, at a word's edge, inside a word.
_SAMPLES: Final = ("", "word .")


class ExpressionWrong(ValueError):  # noqa: N818 - says what it is
    """Says what is wrong with an expression and what to do."""


class Found(NamedTuple):
    """`expression`: its number. `begin`, `end`: code points of the text."""

    expression: int
    begin: int
    end: int


def expression_check(pattern: str) -> None:
    """Raises ExpressionWrong."""
    try:
        compiled = re2.compile(pattern, _options())
    except (re2.error, UnicodeEncodeError) as error:
        raise ExpressionWrong(
            f"is none that RE2 can run: {_text(error)}. Look-around and back-references do not exist there; see "
            "https://github.com/google/re2/wiki/Syntax."
        ) from error
    if any((found := compiled.search(text)) and found.start() == found.end() for text in _SAMPLES):
        raise ExpressionWrong("matches where nothing stands, so it says nothing. Say what must stand there.")


class ExpressionSearch:
    """Finds expressions, each named by its place in the sequence. They have passed `expression_check`.

    Work is one pass over the text for each 250 expressions, and one more for each whose letters are in the text or
    that asks for none, each linear in the text.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._filters = list(_filters(tuple(enumerate(patterns))))

    def search(self, text: str) -> Iterator[Found]:
        """The first places of each expression, in no order."""
        if not self._filters:
            return
        if not text.isascii():
            text = _SURROGATE.sub("\ufffd", text)  # they have no place in UTF-8
        encoded = text.encode()
        for filter_ in self._filters:
            for number, expression in filter_.candidates(encoded):
                for match in islice(expression.finditer(text), PLACES_MAX):
                    if match.start() < match.end():
                        yield Found(number, *match.span())


class _Filter:
    """Some expressions, and what tells quickly which of them a text may match."""

    __slots__ = ("_expressions", "_filter", "_numbers")

    def __init__(self, numbered: Sequence[tuple[int, str]]) -> None:
        """Raises re2.error where they are too many or too long for one filter."""
        self._filter = re2.Filter()
        for _number, pattern in (*numbered, (-1, _PROBE)):
            self._filter.Add(pattern, _options())
        self._filter.Compile()
        self._numbers = [number for number, _pattern in numbered]
        self._expressions = [self._filter.re(place) for place in range(len(numbered))]

    def works(self) -> bool:
        """Whether it finds the probe. Without memory for its automaton it finds nothing and does not say so."""
        return len(self._numbers) in (self._filter.Match(_PROBE, potential=True) or ())

    def candidates(self, encoded: bytes) -> Iterator[tuple[int, Any]]:
        for place in self._filter.Match(encoded, potential=True) or ():
            if place < len(self._numbers):
                yield self._numbers[place], self._expressions[place]


class _Unfiltered:
    """An expression that no filter holds: it is tried on every text."""

    def __init__(self, number: int, pattern: str) -> None:
        self._one = number, re2.compile(pattern, _options())

    def candidates(self, encoded: bytes) -> Iterator[tuple[int, Any]]:
        del encoded
        yield self._one


def _filters(numbered: Sequence[tuple[int, str]]) -> Iterator[_Filter | _Unfiltered]:
    """Filters for all, halved until each works."""
    if not numbered:
        return
    try:
        made = _Filter(numbered) if len(numbered) <= _FILTER_SIZE else None
    except re2.error:
        made = None
    if made and made.works():
        yield made
    elif len(numbered) == 1:
        yield _Unfiltered(*numbered[0])
    else:
        middle = len(numbered) // 2
        yield from _filters(numbered[:middle])
        yield from _filters(numbered[middle:])


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MEMORY_MAX
    options.log_errors = False  # they are told to the author
    return options


def _text(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
