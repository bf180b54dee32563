"""Emoji in words, from the `emoji` package's Unicode names: 🖕 reads " middle finger "."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from parley.toxicity.text.mapped import Edit

#: Emoji that are spelt out in one text; the rest become a space. One emoji can become thirty letters, so without a
#: limit 20 KB of them would be scored like a book.
MAX_EMOJI: Final = 256
#: The same emoji in a row, shortened to this before it is spelt out.
_MOST_REPEATS: Final = 3

# Where emoji begin. Those below U+2190 are letters and marks to us (©, ™, ‼); so are those in circles and squares.
_FIRST: Final = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2500-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_LETTERS: Final = re.compile("[\u24b6-\u24e9\U0001f110-\U0001f189]")
_SELECTORS: Final = re.compile("[\ufe0e\ufe0f]")
_NOT_WORDS: Final = re.compile(r"[^\w]+|_+")


def might_be_emoji(text: str) -> bool:
    return _FIRST.search(text) is not None


def emoji_edits(text: str) -> Iterator[Edit]:
    """One edit for each emoji of a text that holds no variation selectors, the longest sequence first."""
    names, lengths = _names()
    spelt = 0
    previous, previous_end, repeats = "", -1, 0
    end = 0
    for match in _FIRST.finditer(text):
        begin = match.start()
        if begin < end:
            continue
        found = ""
        for length in lengths.get(text[begin], ()):
            if text[begin : begin + length] in names:
                found = text[begin : begin + length]
                break
        if not found:
            continue
        end = begin + len(found)
        repeats = repeats + 1 if found == previous and begin == previous_end else 1
        previous, previous_end = found, end
        if repeats > _MOST_REPEATS:
            yield begin, end, ""
        elif spelt >= MAX_EMOJI:
            yield begin, end, " "
        else:
            spelt += 1
            yield begin, end, f" {names[found]} "


@cache
def _names() -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """Words for each emoji; for each first code point the lengths to try, longest first.

    Read at the first emoji: the package's table takes 10 MB and 50 ms, which a process that sees none saves.
    """
    from emoji import EMOJI_DATA  # noqa: PLC0415 - see above

    names: dict[str, str] = {}
    lengths: dict[str, set[int]] = {}
    for sequence, about in EMOJI_DATA.items():
        shape = _SELECTORS.sub("", sequence)
        if not _FIRST.match(shape) or _LETTERS.match(shape):
            continue
        names[shape] = _NOT_WORDS.sub(" ", about["en"]).strip()
        lengths.setdefault(shape[0], set()).add(len(shape))
    return names, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
