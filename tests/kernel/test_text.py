"""What people type comes through unchanged, and what deceives does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kernel.text import name_clean, plain_text_clean, text_is_blank

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

UNCHANGED = {
    "capitals and curly quotes": "“WHAT?” she said – it’s…",
    "runs of spaces": "a  b   c\tend",
    "indentation of the first line": "   indented",
    "a family joined by ZWJ": "👩‍👩‍👧‍👦 👍🏽 ❤️",
    "the flag of Scotland, spelt with tags": f"{SCOTLAND} {SCOTLAND}",
    "Persian with ZWNJ": "می‌خواهم",
    "Hebrew with its mark": "שלום!\u200f C++",
    "an ideograph with its variation": "葛\U000e0100城",
    "zalgo": "Z̷̢͈͑a̴l̵͝g̶ǫ",
    "Khmer with zero width space": "ភាសា\u200bខ្មែរ",
    "markup": "<b>&amp;</b> *x* \\",
    "two blank lines between": "a\n\n\nb",
}

CHANGED = {
    "NFD becomes NFC": ("Cafe\u0301", "Caf\xe9"),
    "every kind of line break": ("a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
    "control characters": ("a\x00b\x07c\x1b[31md\x7fe\x9b", "abc[31mde"),
    "bidirectional override": ("abc\u202edcba\u202c", "abcdcba"),
    "bidirectional isolates": ("\u2066a\u2069", "a"),
    "lone surrogates": ("a\ud800b\udfff", "ab"),
    "noncharacters": ("a\ufdd0b\uffffc\U0010fffe", "abc"),
    "hidden tags": ("hi\U000e0068\U000e0069", "hi"),
    "tags after a flag that say too much": (SCOTLAND[:-1] + "\U000e0061" * 9 + "\U000e007f", "\U0001f3f4"),
    "data hidden in variation selectors": ("a" + "\ufe00\U000e0100\ufe01" * 40, "a\ufe00"),
    "blank lines around": ("\n \t\n\n a\nb \n\n  \n", " a\nb "),
    "only blanks": (" \n\t\n ", ""),
}


@pytest.mark.parametrize("text", UNCHANGED.values(), ids=UNCHANGED)
def test_stays(text: str) -> None:
    assert plain_text_clean(text) == text


@pytest.mark.parametrize(("text", "expected"), CHANGED.values(), ids=CHANGED)
def test_changes(text: str, expected: str) -> None:
    assert plain_text_clean(text) == expected


anything = st.text(st.characters(exclude_categories=()), max_size=60)  # lone surrogates included


@given(anything)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = plain_text_clean(text)
    assert plain_text_clean(once) == once
    once.encode()
    assert unicodedata.is_normalized("NFC", once)
    assert not {char for char in once if unicodedata.category(char) in {"Cc", "Cs"}} - {"\n", "\t"}


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=60))
def test_letters_figures_punctuation_and_symbols_stay(text: str) -> None:
    assert plain_text_clean(f".{text}.") == unicodedata.normalize("NFC", f".{text}.")


NAMES = {
    "plain": ("Ada Lovelace", "Ada Lovelace"),
    "lines and runs of spaces": ("  Ada \n\t  Lovelace ", "Ada Lovelace"),
    "override": ("\u202eadA", "adA"),
    "nothing to see": ("\u200b\u200d \ufe0f", ""),
    "Hangul filler": ("\u3164\u3164", ""),
    "emoji": ("🦊", "🦊"),
}


@pytest.mark.parametrize(("name", "expected"), NAMES.values(), ids=NAMES)
def test_name_clean(name: str, expected: str) -> None:
    assert name_clean(name) == expected


@pytest.mark.parametrize(
    ("text", "blank"), [("", True), ("\u2800\n", True), ("\u0301", True), (".", False), ("👍", False)]
)
def test_text_is_blank(text: str, *, blank: bool) -> None:
    assert text_is_blank(text) is blank
