"""HTML of ours as plain text, close to what a browser calls its textContent."""

import re
from html import unescape

_QUOTED = re.compile(r"(</?blockquote>)")
_BREAK = re.compile(r"<br\s*/?>|</p>|</li>|</h\d>")
_TAG = re.compile(r"<[^>]*>")


def comment_plain(html: str, *, own: bool = False) -> str:
    """Return the words of a comment's HTML (which came through the allow-list), a line for each paragraph or break.

    `own`: with a blank of the same length for what it quotes by "> ", for those are another's words.
    """
    if "<blockquote>" not in html:
        return html_plain(html)
    pieces: list[str] = []
    depth = 0
    for part in _QUOTED.split(html):
        if part.startswith(("<blockquote>", "</blockquote>")):
            depth = max(0, depth + (-1 if part[1] == "/" else 1))
            continue
        words = html_plain(part)
        pieces += ["\n" * len(words) if own and depth else words, "\n"]
    return "".join(pieces)


def html_plain(html: str) -> str:
    """Return the words of HTML that came through an allow-list, a line for each paragraph, item or break."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))
