"""What readers see of a comment's Markdown, at the same places: each mark of the markup becomes a space."""

import re

# As discussion.markup reads them. All lengths are bounded, so the cost is linear.
_QUOTE_MARKS = re.compile(r"^ {0,3}(?:> {0,3}){1,8}", re.MULTILINE)
_NAMED_LINK = re.compile(
    r"(\[)([^\[\]]{1,500})(\]\(https?://(?:[^\s()<>\"\\]|\([^\s()<>\"\\]{0,500}\)){1,2000}\))", re.IGNORECASE
)
# Only pairs of equal length that hug words: in "f*** that" and "5 * 3" nothing is a mark.
_EMPHASIS = (
    re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])(.{1,300}?)(?<=[^\s*])\1(?![\w*])"),
    re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.{1,300}?)(?<=[^\s_])\1(?!\w)"),
)
_NESTED = 2  # **_words_**


def marks_blank(text: str) -> str:
    """Return `text` with spaces for the marks of quotation, emphasis and named links, and for the links' addresses.

    Every other character keeps its place, so offsets into the result are offsets into `text`. What stands behind ">"
    stays: the mark proves no quotation, and whoever is scored by it wrote it or chose to repeat it.
    """
    text = _QUOTE_MARKS.sub(lambda found: " " * len(found[0]), text)
    text = _NAMED_LINK.sub(lambda found: f" {found[2]}{' ' * len(found[3])}", text)
    for pattern in _EMPHASIS * _NESTED:
        text = pattern.sub(lambda found: f"{' ' * len(found[1])}{found[2]}{' ' * len(found[1])}", text)
    return text
