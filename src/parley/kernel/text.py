"""What people type, made safe to keep: characters that deceive are taken out, everything else stays as it was."""

import re
import unicodedata

# One line break for all. NEL, LS and PS are line breaks too (Unicode Standard, section 5.8).
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")

# Never shown, or shown only to deceive:
# - control characters, but for tab and line feed;
# - bidirectional embeddings, overrides and isolates (UAX 9): they reorder text past their own line and can turn a name
#   or an address round. The marks LRM, RLM and ALM stay: they touch only the neutral characters beside them, and people
#   who write Hebrew or Arabic need them to put a full stop at the right end;
# - the deprecated format characters U+206A to U+206F;
# - lone surrogates and noncharacters, which no text has and some databases refuse.
_PLANE_ENDS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ud800-\udfff\ufdd0-\ufdef"
    + _PLANE_ENDS
    + "]"
)

# Tag characters are invisible and carry hidden messages, but flags such as Scotland's are spelt with them: black flag,
# a region of two letters, a subdivision of one to three, the cancel tag (UTS 51, ED-14a and annex C.1.1).
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,3}\U000e007f)"
    "|[\U000e0000-\U000e007f]"
)
# A variation selector changes the character before it; a second one in a row changes nothing and only hides data.
_SELECTOR_RUNS = re.compile("([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")

# Letters by category, yet blank to the eye: the Hangul fillers and the empty Braille pattern.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})

NAME_MAX_LENGTH = 80


def plain_text_clean(text: str) -> str:
    """Return `text` in NFC with plain line feeds and without characters that are invisible and deceive.

    Joiners, variation selectors, capitals, curly quotes and runs of spaces stay. Blank lines before and after the text
    go. Cleaning twice changes nothing more. Takes time linear in the length.
    """
    text = _LINE_BREAKS.sub("\n", text)
    text = _REMOVED.sub("", text)
    text = _TAGS.sub(r"\1", text)
    text = _SELECTOR_RUNS.sub(r"\1", text)
    lines = unicodedata.normalize("NFC", text).split("\n")
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return "\n".join(lines[first:last])


def name_clean(name: str) -> str:
    """Return a name on one line, cleaned like any text, with single spaces and none at the ends.

    A name of which nothing can be seen comes back as ""; the caller checks that and the length (NAME_MAX_LENGTH).
    """
    name = " ".join(plain_text_clean(name).split())
    return "" if text_is_blank(name) else name


def text_is_blank(text: str) -> bool:
    """Tell whether nothing of `text` can be seen: only spaces, format characters, bare marks and fillers."""
    return all(char in _FILLERS or unicodedata.category(char) in _BLANK_CATEGORIES for char in text)
