"""HTML from outside as a small tree: cleaned through an allow-list first, so that the tree is balanced and harmless."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import nh3

from parley.kernel.text import plain_text_clean

# Deeper elements are opened, in name only: their words go to the element at this depth. People nest five deep; what
# nests hundreds deep was made to exhaust a recursive reader.
DEPTH_MAX = 40
# The cleaner's cost grows with the square of the nesting and of the character references in one run: a megabyte of
# either takes it minutes. Markup beyond these limits was made for that; its words are read without it.
NESTING_MAX = 500
REFERENCES_MAX = 50_000
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,20})\b", re.IGNORECASE)
# What stands in an iframe is raw text to the cleaner, so it would come out unescaped; an embed has no content.
_IFRAME = re.compile(r"<iframe\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,5000}>?")

BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "audio",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "embed",
    }
    | {
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
    }
    | {
        "iframe",
        "img",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
    }
    | {"th", "thead", "tr", "ul", "video"}
)
_INLINE = frozenset({"a", "b", "br", "cite", "code", "em", "i", "strong"})
_VOID = frozenset({"br", "hr", "img", "embed"})
# Elements that end by themselves: old pages leave out their end tags, so that counting those tells nothing.
_NOT_NESTING = _VOID | {
    "p",
    "li",
    "tr",
    "td",
    "th",
    "dd",
    "dt",
    "option",
    "input",
    "link",
    "meta",
    "source",
    "param",
    "wbr",
}
_cleaner = nh3.Cleaner(
    tags=set(BLOCKS | _INLINE),
    attributes={
        "a": {"href"},
        "img": {"src", "alt"},
        "video": {"src"},
        "audio": {"src"},
        "embed": {"src"},
        "figure": {"data-gallery"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


@dataclass(slots=True)
class Node:
    """An element with its attributes and, in order, its texts and elements."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    # Whether it is or holds a block: an inline element that does is read as a container.
    has_block: bool = False

    def elements(self, *tags: str) -> "Iterator[Node]":
        """Yield the elements within it, at any depth, that have one of these names; not within one another."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                else:
                    yield from child.elements(*tags)

    def text(self) -> str:
        """Return its words, with single spaces."""
        return " ".join("".join(self.texts()).split())

    def texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield " " if child.tag in BLOCKS or child.tag == "br" else ""
                yield from child.texts()
                yield " " if child.tag in BLOCKS else ""


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open: list[Node] = [self.root]
        self._too_deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self._open) > DEPTH_MAX:
            self._too_deep += tag not in _VOID
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag in BLOCKS:
            for ancestor in [node, *reversed(self._open)]:
                if ancestor.has_block:
                    break
                ancestor.has_block = True
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._too_deep:
            self._too_deep -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def html_tree(html: str) -> Node:
    """Return the tree of any string. Scripts, styles, comments and unknown elements go; the words of the last stay."""
    html = plain_text_clean(html)
    if _is_tangled(html):
        return Node("", children=[unescape(_ANY_TAG.sub(" ", html))])
    builder = _Builder()
    builder.feed(_cleaner.clean(_IFRAME.sub("<embed", html)))
    builder.close()
    return builder.root


def _is_tangled(html: str) -> bool:
    if html.count("&") > REFERENCES_MAX:
        return True
    depth = deepest = 0
    for match in _TAG.finditer(html):
        if match["name"].lower() in _NOT_NESTING:
            continue
        depth = max(0, depth - 1) if match["end"] else depth + 1
        deepest = max(deepest, depth)
    return deepest > NESTING_MAX
