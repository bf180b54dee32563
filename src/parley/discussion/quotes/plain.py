"""Comments as plain text, close to what a browser calls their textContent."""

import re
from html import unescape

_QUOTED = re.compile(r"(</?blockquote>)")
_BREAK = re.compile(r"<br>|</p>|</li>")
_TAG = re.compile(r"<[^>]*>")


def comment_plain(html: str, *, own: bool = False) -> str:
    """Return the words of a comment's HTML (which came through the allow-list), a line for each paragraph or break.

    `own`: with a blank of the same length for what it quotes by "> ", for those are another's words.
    """
    if "<blockquote>" not in html:
        return _words(html)
    pieces: list[str] = []
    depth = 0
    for part in _QUOTED.split(html):
        if part.startswith(("<blockquote>", "</blockquote>")):
            depth = max(0, depth + (-1 if part[1] == "/" else 1))
            continue
        words = _words(part)
        pieces += ["\n" * len(words) if own and depth else words, "\n"]
    return "".join(pieces)


def _words(html: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))
