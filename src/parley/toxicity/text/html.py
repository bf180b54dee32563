"""The words of a comment in HTML, each with its place in the HTML.

The standard library's HTMLParser is not used: it takes quadratic time on unclosed tags, and tells lines and columns
where we need offsets. This reads from left to right once, knows no nesting (so no depth to exhaust), and takes anything
for text that is no tag, as browsers do.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from parley.toxicity.text.mapped import Edit, Mapped

#: Attributes and all: a longer "tag" is text with a "<" in it. Also what makes the search for ">" take bounded time.
_LONGEST_TAG: Final = 4096

_MARKUP: Final = re.compile(
    r"<(?:!--|/?([A-Za-z][A-Za-z0-9:-]{0,31})|[!?])|&(?:#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?"
)
_UNREAD: Final = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "head", "title", "svg", "math"}
)
_LINES: Final = frozenset(
    str.split(
        "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form "
        "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
_ENDS: Final = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in _UNREAD}


def html_to_plain(source: str) -> Mapped:
    """Tags dropped, entities decoded, block elements and <br> as line ends, scripts and the like left out with their
    content. Linear in the length of the source; never raises.
    """
    if "<" not in source and "&" not in source:
        return Mapped.identity(source)
    return Mapped.identity(source).rewrite(_edits(source))


def _edits(source: str) -> Iterator[Edit]:
    at = 0
    missing: set[str] = set()  # what was searched to the end in vain, so that nobody searches for it again
    while match := _MARKUP.search(source, at):
        begin = match.start()
        if source[begin] == "&":
            at = match.end()
            text = html.unescape(match.group())
            if text != match.group():
                yield begin, at, _visible(text)
            continue
        name = (match.group(1) or "").lower()
        end = _tag_end(source, match, missing)
        if end is None:
            at = match.end()
            continue
        at = end
        new = "\n" if name in _LINES else ""
        if name in _UNREAD and source[begin + 1] != "/" and source[end - 2] != "/" and name not in missing:
            closing = _ENDS[name].search(source, end)
            if closing:
                at = closing.start()
            else:
                missing.add(name)
        yield begin, at, new


def _tag_end(source: str, match: re.Match[str], missing: set[str]) -> int | None:
    """Where the tag or comment ends, or None if it is none."""
    if match.group() == "<!--":
        if "-->" in missing:
            return None
        end = source.find("-->", match.end())
        if end < 0:
            missing.add("-->")
            return None
        return end + 3
    limit = min(len(source), match.start() + _LONGEST_TAG)
    at = match.end()
    while True:
        close = source.find(">", at, limit)
        if close < 0:
            return None
        quote = _first_quote(source, at, close)
        if quote < 0:
            return close + 1
        after = source.find(source[quote], quote + 1, limit)
        if after < 0:
            return close + 1  # an unclosed quote: the tag ends where it looks as if
        at = after + 1


def _first_quote(source: str, begin: int, end: int) -> int:
    """The first quotation mark that opens an attribute's value (one after "="), or -1."""
    at = begin
    while (equals := source.find("=", at, end)) >= 0:
        at = equals + 1
        while at < end and source[at].isspace():
            at += 1
        if at < end and source[at] in "\"'":
            return at
    return -1


def _visible(text: str) -> str:
    """What an entity stands for, less what no text may hold (numbers of surrogates and of no character give U+FFFD)."""
    return "".join(letter for letter in text if letter in "\n\t" or letter >= " ")
