"""What the transformer reads: the text without what nobody sees, in plain letters, emoji in words.

Every step looks at each character a bounded number of times, and what comes out is at most a bounded multiple of what
went in (see `MAX_EMOJI`, `_LONGEST_LETTER`), so hostile text costs no more for its length than honest text does.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from parley.toxicity.text.emoji_words import MAX_EMOJI, emoji_edits, might_be_emoji
from parley.toxicity.text.mapped import Edit, Mapped

__all__ = ["MAX_EMOJI", "clean"]

#: A letter is repeated for emphasis; past this nothing is added but cost.
_MOST_REPEATS: Final = 3
#: Marks on one letter. Two are enough for every orthography; "zalgo" text stacks dozens.
_MOST_MARKS: Final = 2
#: Code points that one code point may become. NFKC makes up to 18 of one (U+FDFA), a way to inflate a text.
_LONGEST_LETTER: Final = 6

# Drawn as nothing: format characters (zero-width, direction, soft hyphen), fillers, variation selectors, tags,
# interlinear marks, lone surrogates, private use and the control characters but for tab and the line ends. The
# zero-width joiner stays for a moment, since it holds emoji together.
_UNSEEN_BASE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
)
_UNSEEN: Final = re.compile(f"[{_UNSEEN_BASE}]+")
_JOINERS: Final = re.compile("\u200d+")
_REPEATED: Final = re.compile(r"(\S)\1\1\1+")
#: Spaces that change when collapsed: two or more, one that is no plain space, or at either end.
_UNTIDY_SPACE: Final = re.compile(r"\s{2,}|[^\S \n]|\A\s|\s\Z")
#: One ASCII letter, if any, with what follows outside ASCII: composed as one, "e" + U+0301 → "é".
_BEYOND_ASCII: Final = re.compile(r"[!-~]?[^\x00-\x7f]+")
_PLAIN: Final = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "′": "'", "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "*", "\x85": "\n",
    "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip


def clean(text: str) -> Mapped:
    """The text as the model reads it; upper and lower case stay. Linear in the length of the text."""
    if text.isascii() and not _needs_work(text):
        return Mapped.identity(text)
    mapped = Mapped.identity(text)
    if not text.isascii():
        mapped = _to_plain_letters(mapped)
    elif _UNSEEN.search(text):
        mapped = mapped.rewrite(_removals(_UNSEEN, text))
    if _REPEATED.search(mapped.text):
        mapped = mapped.rewrite(
            (match.start() + _MOST_REPEATS, match.end(), "") for match in _REPEATED.finditer(mapped.text)
        )
    if _UNTIDY_SPACE.search(mapped.text):
        mapped = mapped.rewrite(_space_edits(mapped.text))
    return mapped


def _needs_work(text: str) -> bool:
    """Whether anything in an ASCII text changes. isprintable() is the cheapest pass, and true for most comments."""
    if _REPEATED.search(text):
        return True
    if text.isprintable():
        return "  " in text or text[:1] == " " or text[-1:] == " "
    return _UNSEEN.search(text) is not None or _UNTIDY_SPACE.search(text) is not None


def _to_plain_letters(mapped: Mapped) -> Mapped:
    if _UNSEEN.search(mapped.text):
        mapped = mapped.rewrite(_removals(_UNSEEN, mapped.text))
    if might_be_emoji(mapped.text):
        mapped = mapped.rewrite(emoji_edits(mapped.text))
    if "\u200d" in mapped.text:
        mapped = mapped.rewrite(_removals(_JOINERS, mapped.text))
    if mapped.text.isascii():
        return mapped
    return mapped.rewrite(_letter_edits(mapped.text))


def _removals(pattern: re.Pattern[str], text: str) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        yield match.start(), match.end(), ""


def _letter_edits(text: str) -> Iterator[Edit]:
    """NFKC letter by letter with its marks, so that each result knows its origin; at most `_MOST_MARKS` marks each.

    Marks are counted before they are composed: normalising a long row of marks at once takes quadratic time.
    """
    for chunk in _BEYOND_ASCII.finditer(text):
        base, end = chunk.span()
        while base < end:
            after = base + 1
            while after < end and _is_mark(text[after]):
                after += 1
            letter = text[base:after]
            new = _plain(letter[: 1 + _MOST_MARKS])
            if new != letter:
                yield base, after, new
            base = after


@lru_cache(maxsize=4096)
def _is_mark(letter: str) -> bool:
    """Marks that stand on or around the letter before; those that take room of their own (Mc) are letters here."""
    return letter > "\x7f" and unicodedata.category(letter) in {"Mn", "Me"}


@lru_cache(maxsize=8192)
def _plain(letter: str) -> str:
    """The plain form of one letter and its marks."""
    if letter in _PLAIN:
        return _PLAIN[letter]
    boxed = _boxed(letter[0])
    if boxed:
        return boxed
    new = unicodedata.normalize("NFKC", letter)
    if len(new) > _LONGEST_LETTER or (
        new[0] == " " and len(new) > 1
    ):  # the latter: an accent that stands alone
        return letter[0]
    if letter[0] > "\x7f":
        # NFKC of a spacing accent is a space and a mark; of a ligature or fraction, several letters.
        new = "".join(_PLAIN.get(part, part) for part in new)
    enclosing = [part for part in new if unicodedata.category(part) != "Me"]
    return "".join(enclosing)


def _boxed(letter: str) -> str:
    """Letters in dark circles and squares and the halves of flags, for which NFKC knows no plain form."""
    point = ord(letter)
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        if first <= point < first + 26:
            return chr(ord("A") + point - first)
    return ""


def _space_edits(text: str) -> Iterator[Edit]:
    """One space for each run, one line end where the run holds any; none at the ends."""
    size = len(text)
    for match in _UNTIDY_SPACE.finditer(text):
        begin, end = match.span()
        run = match.group()
        if begin == 0 or end == size:
            new = ""
        elif any(mark in run for mark in "\n\r\u2028\u2029\x85"):
            new = "\n"
        else:
            new = " "
        if new != run:
            yield begin, end, new
