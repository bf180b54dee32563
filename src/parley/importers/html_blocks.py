"""An article's HTML as the blocks a body is made of. Every word that the page showed stays."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import chain

import nh3

from parley.importers.html_tree import Node, html_tree
from parley.importers.quotations import SPEAKER_MAX, notes_marked
from parley.importers.records import (
    Block,
    Gallery,
    Heading,
    ImageReference,
    Items,
    Paragraph,
    Quotation,
    plain_text,
)

HEADING_MAX = 150
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MEDIA = frozenset({"video", "audio", "embed"})

# WordPress's own shorthand in brackets. Others, which plugins define, stay as they are: only the plugin knows them.
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\](?P<inner>.{0,5000}?)\[/caption\]", re.DOTALL)
_CAPTION_IMAGE = re.compile(
    r"(?:<a\b[^>]{0,2000}>\s{0,9})?<img\b[^>]{0,5000}>(?:\s{0,9}</a>)?", re.IGNORECASE
)
_GALLERY = re.compile(r"\[gallery\b(?P<attributes>[^\]]{0,2000})\]")
_GALLERY_IDS = re.compile(r"\bids\s*=\s*[\"'”″]?(?P<ids>[\d,\s]+)")
_EMBED = re.compile(
    r"\[(?:embed|youtube|vimeo)\b[^\]]{0,200}\]\s{0,9}(?P<url>https?://[^\s\[]{1,2000})\s{0,9}\[/\w{1,9}\]"
)
_LONE_URL = re.compile(r"https?://[^\s<>\"]{1,2000}")
_PARAGRAPH_GAP = re.compile(r"(?:\n[ \t]*){2,}")
# The block editor writes its own paragraphs; without it, WordPress makes them of empty lines when it shows the text.
_BLOCK_EDITOR = "<!-- wp:"

# Balances what the splitting at empty lines tore apart, and is the last gate before the text is stored.
_rich_text = nh3.Cleaner(
    tags={"a", "b", "br", "i", "span"},
    attributes={"a": {"href"}, "span": {"data-editors-note"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def html_to_blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of a post's or page's content, with the block editor's comments or with implicit paragraphs."""
    implicit = _BLOCK_EDITOR not in html
    html = _CAPTION.sub(_caption_figure, html)
    html = _GALLERY.sub(_gallery_figure, html)
    html = _EMBED.sub(
        lambda match: f'<p><a href="{escape(match["url"])}">{escape(match["url"])}</a></p>', html
    )
    return tuple(_walk(html_tree(html), implicit=implicit))


def _caption_figure(match: re.Match[str]) -> str:
    image = _CAPTION_IMAGE.search(match["inner"])
    if image is None:
        return match["inner"]
    caption = match["inner"][: image.start()] + match["inner"][image.end() :]
    return f"<figure>{image.group()}<figcaption>{caption.strip()}</figcaption></figure>"


def _gallery_figure(match: re.Match[str]) -> str:
    ids = _GALLERY_IDS.search(match["attributes"])
    return f'<figure data-gallery="{"".join(ids["ids"].split())}"></figure>' if ids else match.group()


# --- blocks -----------------------------------------------------------------------------------------


def _walk(node: Node, *, implicit: bool) -> Iterator[Block]:
    """Yield the blocks within an element: runs of words become paragraphs, block elements speak for themselves."""
    run: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str) or not child.has_block:
            run.append(child)
            continue
        yield from _paragraphs(run, implicit=implicit)
        run = []
        yield from _block(child, implicit=implicit)
    yield from _paragraphs(run, implicit=implicit)


def _block(node: Node, *, implicit: bool) -> Iterator[Block]:
    tag = node.tag
    if tag in _HEADINGS:
        yield from _heading(node)
    elif tag == "blockquote":
        yield from _quotation(node)
    elif tag in {"ul", "ol"}:
        yield from _items(node)
    elif tag == "figure":
        yield from _figure(node, implicit=implicit)
    elif tag == "img":
        yield from _images([node])
    elif tag in _MEDIA:
        yield from _media(node)
    elif tag == "table":
        yield from _rows(node)
    elif tag == "pre":
        yield from _preformatted(node)
    elif tag != "hr":
        yield from _walk(node, implicit=implicit and tag not in {"p", "li"})


def _paragraphs(run: Iterable[Node | str], *, implicit: bool) -> Iterator[Paragraph]:
    html = "".join(_inline(child, breaks=implicit) for child in run)
    for part in _PARAGRAPH_GAP.split(html) if implicit else [html]:
        lines = part.strip().replace("\n", "<br/>")
        if paragraph := _clean(lines):
            words = plain_text(paragraph).strip()
            if _LONE_URL.fullmatch(words):  # an address on a line of its own: WordPress shows what is there
                paragraph = f'<a href="{escape(words)}">{escape(words)}</a>'
            if words:
                yield Paragraph(f"<p>{paragraph}</p>")


def _heading(node: Node) -> Iterator[Block]:
    words = node.text()
    if len(words) > HEADING_MAX:
        yield Paragraph(f"<p><b>{escape(words, quote=False)}</b></p>")
    elif words:
        yield Heading(words)
    yield from _attachments(node)


def _quotation(node: Node) -> Iterator[Block]:
    cites = [cite.text() for cite in node.elements("cite")]
    # One name is the speaker. More, or a whole sentence, is part of what the page showed.
    speaker = cites[0].strip("—–- ") if len(cites) == 1 and len(cites[0]) <= SPEAKER_MAX else ""
    inner = list(_walk(_without(node, "cite") if speaker else node, implicit=True))
    html = "".join(_rich_paragraphs(inner))
    if plain_text(html).strip():
        yield Quotation(html=html, speaker=speaker)
    elif speaker:
        yield Paragraph(f"<p>{escape(speaker, quote=False)}</p>")
    yield from (block for block in inner if isinstance(block, ImageReference | Gallery))


def _rich_paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Quotation():
                yield _notes_in(block.html)
                if isinstance(block, Quotation) and block.speaker:
                    yield f"<p>{escape(block.speaker, quote=False)}</p>"
            case Heading():
                yield f"<p><b>{escape(block.text, quote=False)}</b></p>"
            case Items():
                yield from (f"<p>{item}</p>" for item in block.items)


def _notes_in(html: str) -> str:
    """Mark the desk's notes in the text between tags; a note that a tag interrupts stays as it is."""
    return "".join(
        part if part.startswith("<") else notes_marked(unescape(part))
        for part in re.split(r"(<[^>]*>)", html)
    )


def _items(node: Node) -> Iterator[Block]:
    items: list[str] = []
    for item in node.elements("li"):
        inner, nested = _without(item, "ul", "ol"), list(item.elements("ul", "ol"))
        lines = _rich_paragraphs(_walk(inner, implicit=False))
        items.append("<br/>".join(line.removeprefix("<p>").removesuffix("</p>") for line in lines))
        for below in chain.from_iterable(_items(one) for one in nested):
            items += below.items if isinstance(below, Items) else ()
    kept = tuple(item for item in items if plain_text(item).strip())
    if kept:
        yield Items(kept, ordered=node.tag == "ol")
    yield from _walk(_without(node, "li"), implicit=False)
    yield from _attachments(node)


def _figure(node: Node, *, implicit: bool) -> Iterator[Block]:
    if ids := node.attributes.get("data-gallery"):
        yield Gallery(tuple(part for part in ids.split(",") if part.isdigit()))
        return
    images = list(node.elements("img"))
    caption = " ".join(one.text() for one in node.elements("figcaption"))
    if len(images) == 1 and not _without(node, "figcaption", "img").text():
        yield from _images(images, caption=caption)
        return
    yield from _walk(_without(node, "figcaption"), implicit=implicit)
    if caption:
        yield Paragraph(f"<p>{escape(caption, quote=False)}</p>")


def _attachments(node: Node) -> Iterator[Block]:
    """Yield the pictures and films within an element that can hold only words."""
    yield from _images(node.elements("img"))
    for one in node.elements(*_MEDIA):
        yield from _media(one)


def _images(nodes: Iterable[Node], *, caption: str = "") -> Iterator[Block]:
    for node in nodes:
        alt = " ".join(node.attributes.get("alt", "").split())
        if address := node.attributes.get("src", "").strip():
            yield ImageReference(url=address, alt=alt, caption=caption)
        elif words := caption or alt:
            yield Paragraph(f"<p>{escape(words, quote=False)}</p>")


def _media(node: Node) -> Iterator[Block]:
    if address := node.attributes.get("src", "").strip():
        yield Paragraph(f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>')
    yield from _walk(node, implicit=False)


def _rows(node: Node) -> Iterator[Block]:
    """A table has no block of its own: each row becomes a line."""
    for row in node.elements("tr"):
        cells = [cell.text() for cell in row.elements("td", "th")]
        if any(cells):
            yield Paragraph(f"<p>{escape(' | '.join(cells), quote=False)}</p>")
    yield from _walk(_without(node, "tr"), implicit=False)
    yield from _attachments(node)


def _preformatted(node: Node) -> Iterator[Block]:
    html = "".join(_inline(child, breaks=True) for child in node.children)
    if plain_text(html).strip():
        yield Paragraph(f"<p>{_clean(html.strip(chr(10)).replace(chr(10), '<br/>'))}</p>")


# --- words ------------------------------------------------------------------------------------------


def _inline(child: Node | str, *, breaks: bool) -> str:
    """Return rich text; line feeds stay line feeds where they are breaks, and are spaces elsewhere."""
    if isinstance(child, str):
        return escape(child if breaks else " ".join(child.split("\n")), quote=False)
    inner = "".join(_inline(one, breaks=breaks) for one in child.children)
    match child.tag:
        case "br":
            return "<br/>"
        case "b" | "strong":
            return f"<b>{inner}</b>"
        case "i" | "em" | "cite":
            return f"<i>{inner}</i>"
        case "a" if address := child.attributes.get("href", "").strip():
            return f'<a href="{escape(address)}">{inner or escape(address)}</a>'
        case _:
            return inner


def _clean(html: str) -> str:
    if "<" not in html:
        return html.strip()  # nothing to balance, and the cleaner is slow on a long run of references
    return _rich_text.clean(html).replace("<br>", "<br/>").strip()


def _without(node: Node, *tags: str) -> Node:
    """Return the element without those of these names within it."""
    kept: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            kept.append(child)
        elif child.tag not in tags:
            kept.append(_without(child, *tags))
    return Node(node.tag, node.attributes, kept, node.has_block)
