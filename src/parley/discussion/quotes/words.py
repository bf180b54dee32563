"""Text read as words, so that two texts can be compared without their punctuation, quote style, white space and case.

A word is compared in NFKC, case folded, without invisible characters; each keeps where it stands in the text it came
from. Punctuation is left out: dashes, ellipses, quotation marks and Markdown's marks are typed in a dozen ways and
get lost in copying. What changes a number stays: currency signs, percent signs, a minus sign before a digit.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# Soft hyphen, zero-width characters, directional marks, joiners, variation selectors: typed or pasted, never read.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLES = re.compile(f"[{_INVISIBLE}]+")
_APOSTROPHES = "'’‘ʼ′`´\uff07"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
# Written without spaces between words; every character counts as half a word.
_UNSPACED = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_SIGNS = "%‰°$€£¥₴₽₹¢§\uff05\uff04"
SPACED_OUT = 2  # characters of such writing that count as one word


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text. `joined` is " word word word ", in which a run of words can be looked for as a string.

    `places[i]` is where word i begins in `joined`; `starts[i]` and `ends[i]` where it stands in `text`.
    """

    text: str
    words: tuple[str, ...]
    joined: str
    places: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def weight(self) -> int:
        """How many words a reader would count, where writing without spaces counts by SPACED_OUT characters."""
        unspaced = sum(bool(_unspaced().match(word)) for word in self.words)
        return len(self.words) - unspaced + unspaced // SPACED_OUT

    def find(self, needle: str, start: int = 0) -> int:
        """Return at which word the words of `needle` (joined as here) stand, from word `start` on; -1 for nowhere."""
        if start >= len(self.words) or not needle.strip():
            return -1
        place = self.joined.find(needle, self.places[start] - 1)
        return -1 if place < 0 else bisect_left(self.places, place + 1)

    def find_all(self, needle: str, limit: int) -> Iterator[int]:
        """Yield up to `limit` words at which `needle` stands."""
        word = self.find(needle)
        while word >= 0 and limit > 0:
            yield word
            limit -= 1
            word = self.find(needle, word + 1)

    def span(self, first: int, count: int) -> tuple[int, int]:
        """Return where `count` words from word `first` on stand in the text."""
        return self.starts[first], self.ends[first + count - 1]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Return the words that stand wholly between two places in the text, as first and last + 1."""
        return bisect_left(self.starts, start), bisect_right(self.ends, end)


def words_read(text: str, *, leave_out: re.Pattern[str] | None = None) -> Words:
    """Read a text as words, as if what `leave_out` finds were not there. Linear in the length."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0
    gaps = [match.span() for match in leave_out.finditer(text)] if leave_out else []
    for gap_start, gap_end in [*gaps, (len(text), len(text))]:
        for match in _word().finditer(text, begin, gap_start):
            word = word_plain(match.group())
            if word:
                words.append(word)
                starts.append(match.start())
                ends.append(match.end())
        begin = gap_end
    places: list[int] = []
    place = 1
    for word in words:
        places.append(place)
        place += len(word) + 1
    return Words(
        text=text,
        words=tuple(words),
        joined=f" {' '.join(words)} ",
        places=tuple(places),
        starts=tuple(starts),
        ends=tuple(ends),
    )


def word_plain(word: str) -> str:
    """Return one word as it is compared."""
    if word.isascii():
        return word.lower().replace("`", "'")
    word = _APOSTROPHE.sub("'", _INVISIBLES.sub("", word))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()).strip("'")


def text_plain(text: str) -> str:
    """Return a text in which a word of `Words.words` can be looked for, as a test that costs next to nothing."""
    return unicodedata.normalize("NFKC", _APOSTROPHE.sub("'", _INVISIBLES.sub("", text))).casefold()


@cache
def _word() -> re.Pattern[str]:
    letter = rf"[^\W_{_UNSPACED}]"
    inner = rf"(?:{letter}|[{_marks()}{_INVISIBLE}])"
    number = r"\d+(?:[.,:\u066b\u066c]\d+)+"
    sign = rf"[{_SIGNS}]|[-\u2212](?=\d)"
    return re.compile(
        rf"{number}|{letter}{inner}*(?:[{_APOSTROPHES}]{inner}+)*|[{_UNSPACED}]|(?<!\w)(?:{sign})|[{_SIGNS}]"
    )


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


@cache
def _marks() -> str:
    """Return the combining marks as a character class. Python's leaves them out, and Hindi would fall apart."""
    marks = [code for code in range(0x300, 0xFE30) if unicodedata.category(chr(code)).startswith("M")]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)
