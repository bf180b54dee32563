"""Finds a passage in a text again: as it stands, then as the same words, then nearly the same.

Each step is taken only when the one before found nothing.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from parley.discussion.quotes.guards import says_the_same
from parley.discussion.quotes.selector import QuoteSelector
from parley.discussion.quotes.words import Words, words_read

# Nearly the same: at most this share of the passage's characters differs, by Levenshtein distance over the length of
# the passage, and the length changed by no more than a quarter. Chosen by measuring; see docs/reference/quotes.md.
DISTANCE_MAX = 0.15
LENGTH_CHANGE_MAX = 0.25
# Of a passage shorter than this many words, "nearly the same" says nothing.
FUZZY_WORDS_MIN = 5
# Places at which the same words are weighed against each other by what stands around them.
PLACES_MAX = 100
# A word that stands in the text more often than this says nothing of where the passage is.
_SEEDS_MAX = 60
_WINDOWS = 3
_STOPS = frozenset(".!?…")
# What all fuzzy searches in one text may cost together: characters read, by the length of the passage in steps of 250.
# About a second. What it does not suffice for counts as gone.
STEPS_MAX = 1_000_000


class PassageFinder:
    """Finds passages in one text. What it may spend on fuzzy searches is for all of them together.

    `steps`: what is left to spend; see STEPS_MAX.
    """

    def __init__(self, text: str, *, steps: int = STEPS_MAX) -> None:
        self.words = words_read(text)
        self.steps = steps

    def find(self, selector: QuoteSelector) -> tuple[int, int] | None:
        """Return where a passage stands, as offsets in characters; None when it is gone."""
        return self.find_same(selector) or self._fuzzy(selector)

    def find_same(self, selector: QuoteSelector) -> tuple[int, int] | None:
        """Return where the very words of a passage stand."""
        return _exact(selector, self.words.text) or _same_words(selector, self.words)

    def _fuzzy(self, selector: QuoteSelector) -> tuple[int, int] | None:
        needle = words_read(selector.exact)
        if len(needle) < FUZZY_WORDS_MIN:
            return None
        text = self.words
        pattern = needle.joined.strip()
        bound = int(len(pattern) * DISTANCE_MAX)
        best: tuple[int, int, int] | None = None  # distance, first word, last word + 1
        for low, high in _windows(needle, self._places):
            begin, end = text.places[low], text.places[high - 1] + len(text.words[high - 1])
            window = text.joined[begin:end]
            if not self._spend(len(window) * (1 + len(pattern) // 250)):
                break
            distance, stop = nearest(pattern, window)
            if distance > bound or (best and distance >= best[0]):
                continue
            back = window[:stop][::-1][: len(pattern) + bound]
            _same, back_stop = nearest(pattern[::-1], back)
            first, last = _words_between(text, begin + stop - back_stop, begin + stop)
            if _is_it(needle, text.words[first:last]):
                best = distance, first, last
        if best is None:
            return None
        return _punctuated(selector.exact, text.text, text.starts[best[1]], text.ends[best[2] - 1])

    def _spend(self, steps: int) -> bool:
        if steps > self.steps:
            return False
        self.steps -= steps
        return True

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """At which words each word stands."""
        places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words.words):
            places.setdefault(word, []).append(index)
        return places


def is_near(quoted: str, found: str) -> bool:
    """Tell whether words are still those that were quoted, within the bounds of a fuzzy search."""
    if quoted == found:
        return True
    one, other = words_read(quoted), words_read(found)
    pattern = one.joined.strip()
    distance, _stop = nearest(pattern, other.joined.strip())
    return distance <= int(len(pattern) * DISTANCE_MAX) and _is_it(one, other.words)


def _exact(selector: QuoteSelector, text: str) -> tuple[int, int] | None:
    places: list[int] = []
    place = text.find(selector.exact)
    while place >= 0 and len(places) < PLACES_MAX:
        places.append(place)
        place = text.find(selector.exact, place + 1)
    if not places:
        return None
    length = len(selector.exact)

    def likeness(place: int) -> int:
        before = text[max(0, place - len(selector.prefix)) : place]
        after = text[place + length : place + length + len(selector.suffix)]
        return _alike(before[::-1], selector.prefix[::-1]) + _alike(after, selector.suffix)

    best = max(places, key=likeness)  # of equals the first
    return best, best + length


def _same_words(selector: QuoteSelector, text: Words) -> tuple[int, int] | None:
    words = words_read(selector.exact)
    if not words:
        return None
    places = list(text.find_all(words.joined, PLACES_MAX))
    if not places:
        return None
    prefix = words_read(selector.prefix).joined
    suffix = words_read(selector.suffix).joined

    def likeness(word: int) -> int:
        begin = text.places[word]
        end = begin + len(words.joined) - 2
        before, after = text.joined[max(0, begin - len(prefix)) : begin], text.joined[end : end + len(suffix)]
        return _alike(before[::-1], prefix[::-1]) + _alike(after, suffix)

    best = max(places, key=likeness)
    return _punctuated(selector.exact, text.text, *text.span(best, len(words)))


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _punctuated(exact: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the full stop behind the passage, if the passage had one."""
    stop = text[end : end + 1]
    return start, end + (stop in _STOPS and stop in exact[-2:])


def _is_it(needle: Words, words: Sequence[str]) -> bool:
    wanted, length = len(needle.joined) - 2, len(" ".join(words))
    return abs(length - wanted) <= LENGTH_CHANGE_MAX * wanted and says_the_same(needle.words, words)


def _words_between(text: Words, begin: int, end: int) -> tuple[int, int]:
    """Return the words of which `joined[begin:end]` holds at least half, as first and last + 1."""
    first = max(0, bisect_right(text.places, begin) - 1)
    last = bisect_right(text.places, end)
    if first < last and 2 * (begin - text.places[first]) > len(text.words[first]):
        first += 1
    if first < last and 2 * (end - text.places[last - 1]) < len(text.words[last - 1]):
        last -= 1
    return first, last


def _windows(needle: Words, places: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that share the most words with the passage, in its order, as words."""
    slack = len(needle) // 4 + 2
    total = sum(map(len, places.values()))
    votes: Counter[int] = Counter()
    for index, word in enumerate(needle.words):
        found = places.get(word, ())
        if len(found) <= _SEEDS_MAX:
            votes.update((place - index) // slack for place in found)
    # Beside each bin stands the half of its votes that an insertion pushed over the edge.
    scores = {part: count + votes.get(part + 1, 0) for part, count in votes.items()}
    for part, _score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_WINDOWS]:
        low = max(0, (part - 1) * slack)
        yield low, min(total, (part + 3) * slack + len(needle))


def nearest(pattern: str, text: str) -> tuple[int, int]:
    """Return the least Levenshtein distance of `pattern` to any part of `text`, and where that part ends (the first).

    Myers' bit-vectors (G. Myers, A fast bit-vector algorithm for approximate string matching, JACM 46, 1999), with one
    of Python's long integers as the vector: a handful of operations for each character of the text.
    """
    size = len(pattern)
    masks: dict[str, int] = {}
    for index, character in enumerate(pattern):
        masks[character] = masks.get(character, 0) | 1 << index
    full, top = (1 << size) - 1, 1 << (size - 1)
    plus, minus = full, 0
    distance = best = size
    stop = 0
    for place, character in enumerate(text, 1):
        match = masks.get(character, 0)
        down = match | minus
        across = (((match & plus) + plus) ^ plus) | match
        more = minus | (full & ~(across | plus))
        less = plus & across
        if more & top:
            distance += 1
        elif less & top:
            distance -= 1
        more = (more << 1) & full
        less = (less << 1) & full
        plus = less | (full & ~(down | more))
        minus = more & down
        if distance < best:
            best, stop = distance, place
    return best, stop
