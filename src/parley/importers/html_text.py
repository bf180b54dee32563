"""A comment's HTML as plain text with the small Markdown that comments have (parley.discussion.markup)."""

import re

from parley.importers.html_tree import BLOCKS, Node, html_tree

_GAPS = re.compile(r"\n{3,}")
_LIST_GAPS = re.compile(r"(?<=\n)\n+(?=- )")
# What a Markdown link can't hold is written as its percent code.
_LINK_CODES = {
    ord(" "): "%20",
    ord("("): "%28",
    ord(")"): "%29",
    ord("<"): "%3C",
    ord(">"): "%3E",
    ord('"'): "%22",
}
_EMPTY = frozenset({"br", "img", "video", "audio", "embed"})
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
# What stands before and after an element that neither begins a paragraph nor runs on with the words.
_AROUND = {"li": ("\n- ", "\n"), "tr": ("\n", "\n"), "td": ("", " "), "th": ("", " ")}


def html_to_text(html: str) -> str:
    """Return the text of a comment; line breaks in the source are line breaks, as WordPress shows them."""
    return _LIST_GAPS.sub("", _tidy(_children(html_tree(html))))


def _children(node: Node) -> str:
    return "".join(child if isinstance(child, str) else _element(child) for child in node.children)


def _element(node: Node) -> str:
    tag = node.tag
    if tag in _EMPTY:
        return "\n" if tag == "br" else _link(node.attributes.get("alt", ""), node.attributes.get("src", ""))
    words = _children(node)
    if tag in _MARKS:
        return _marked(words, _MARKS[tag])
    if tag == "a":
        return _link(_tidy(words), node.attributes.get("href", ""))
    if tag == "blockquote":
        words = "\n".join(f"> {line}".rstrip() for line in _tidy(words).split("\n"))
    before, after = _AROUND.get(tag, ("\n\n", "\n\n") if tag in BLOCKS else ("", ""))
    return f"{before}{_tidy(words) if before else words}{after}"


def _marked(text: str, mark: str) -> str:
    """Put marks right against the words; leave them out where they would be shown instead of read."""
    words = text.strip()
    if not words or "\n" in words or "*" in words:
        return text
    start = text.index(words)
    return f"{text[:start]}{mark}{words}{mark}{text[start + len(words) :]}"


def _link(words: str, address: str) -> str:
    address = address.strip()
    if not address.lower().startswith(("http://", "https://")):
        return (
            f"{words} ({address.removeprefix('mailto:')})"
            if words and address.startswith("mailto:")
            else words
        )
    if not words or words == address:
        return address
    if "\n" in words or "[" in words or "]" in words:
        return f"{words} ({address})"
    return f"[{words}]({address.translate(_LINK_CODES)})"


def _tidy(text: str) -> str:
    return _GAPS.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()
