"""Reads the demonstration newspaper's files: TOML for what is known of a thing, Markdown for what it says.

A body becomes the blocks of parley.publishing.blocks. Markdown's own marks stand for paragraph, heading and list; a
quotation ends with a line "— speaker; role; occasion", and braces inside it mark an editor's note. What Markdown lacks
is a fence: ```pull [speaker]`, ```fact title` and ```image name` (caption on its first line, credit on its second).
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

HERE = Path(__file__).parent
CONTENT = HERE / "content"
PICTURES = HERE / "pictures"

Block = dict[str, Any]

_FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_NOTE = re.compile(r"\{([^{}]+)\}")
_ARTICLE_LINK = re.compile(r'<a href="article:([a-z-]+)">')
_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Lookup:
    """How a body finds what it names: a picture's primary key and alternative text, an article's primary key."""

    image: Callable[[str], tuple[int, str]]
    article: Callable[[str], int]


@dataclass(frozen=True)
class Document:
    """One file: its slug (the file's name), what is known of it, and its body in Markdown."""

    slug: str
    meta: dict[str, Any]
    body: str


def newspaper_read() -> dict[str, Any]:
    """Return newspaper.toml: the publication, its sections, authors and pictures."""
    return tomllib.loads((CONTENT / "newspaper.toml").read_text(encoding="utf-8"))


def documents_read(folder: str) -> list[Document]:
    """Return the documents of a folder of the content, by name of file."""
    return [_document(path) for path in sorted((CONTENT / folder).glob("*.md"))]


def thread_read(slug: str) -> list[dict[str, Any]]:
    """Return the comments under an article, in the order of their numbers; none where it has no file."""
    path = CONTENT / "threads" / f"{slug}.toml"
    if not path.exists():
        return []
    comments: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["comments"]
    return comments


def blocks_read(markdown: str, *, lookup: Lookup) -> list[Block]:
    """Return a body's blocks as StreamField stores them."""
    return list(_blocks(_markdown.parse(markdown), lookup))


def _document(path: Path) -> Document:
    match = _FRONT.fullmatch(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path.name} does not begin with a front matter between two lines of +++.")
    return Document(slug=path.stem, meta=tomllib.loads(match[1]), body=match[2])


def _blocks(tokens: Sequence[Token], lookup: Lookup) -> Iterator[Block]:
    for run in _runs(tokens):
        opening, inner = run[0], run[1:-1]
        match opening.type:
            case "paragraph_open":
                yield _block("paragraph", _html(run, lookup))
            case "heading_open":
                yield _block("heading", inner[0].content)
            case "blockquote_open":
                yield _quotation(inner, lookup)
            case "bullet_list_open" | "ordered_list_open":
                items = [_html(item[1:-1], lookup) for item in _runs(inner)]
                ordered = opening.type == "ordered_list_open"
                yield _block("list", {"items": items, "ordered": ordered})
            case "fence":
                yield _fence(opening, lookup)
            case other:
                raise ValueError(f"No block stands for {other}.")


def _runs(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut a list of tokens into its outermost elements, each from its opening to its closing."""
    depth = start = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def _block(kind: str, value: object) -> Block:
    return {"type": kind, "value": value}


def _html(tokens: Sequence[Token], lookup: Lookup) -> str:
    for token in tokens:
        token.hidden = False  # a tight list hides its paragraphs; rich text keeps them
    html = _markdown.renderer.render(tokens, _markdown.options, {}).strip()
    return _ARTICLE_LINK.sub(lambda link: f'<a linktype="page" id="{lookup.article(link[1])}">', html)


def _quotation(tokens: Sequence[Token], lookup: Lookup) -> Block:
    html = _NOTE.sub(r'<span data-editors-note="">\1</span>', _html(tokens, lookup))
    words, _, source = html.rpartition("\n— ")
    speaker, role, occasion = (part.strip() for part in source.removesuffix("</p>").split(";"))
    occasion = re.sub(r"</?em>", "", occasion)
    return _block(
        "quotation", {"text": f"{words}</p>", "speaker": speaker, "role": role, "occasion": occasion}
    )


def _fence(token: Token, lookup: Lookup) -> Block:
    kind, _, rest = token.info.strip().partition(" ")
    if kind == "pull":
        return _block("pull_quote", {"text": token.content.strip(), "speaker": rest})
    if kind == "fact":
        return _block("fact_box", {"title": rest, "text": _html(_markdown.parse(token.content), lookup)})
    if kind == "image":
        caption, credit = token.content.strip().split("\n")
        image, alt = lookup.image(rest)
        return _block(
            "image", {"image": image, "alt": alt, "caption": caption, "credit": credit, "decorative": False}
        )
    raise ValueError(f"No block stands for a fence called {kind}.")
