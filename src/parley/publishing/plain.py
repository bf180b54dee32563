"""An article's body as plain text, as readers see it: what quotes are looked for in."""

from collections.abc import Callable
from typing import Any

from wagtail.rich_text import RichText

from parley.discussion.quotes.plain import html_plain
from parley.publishing.editors_notes import editors_notes_plain
from parley.publishing.models import Article


def article_plain(*, article: Article) -> str:
    """Return the words of the body, a blank line between blocks; editor's notes as shown, "(… – ed.)".

    Pictures, films and their captions are no passages to answer. Nor are pull quotes: their words stand in the text,
    and there is where a quotation of them belongs.
    """
    pieces = (
        _READERS[block.block_type](block.value) for block in article.body if block.block_type in _READERS
    )
    return "\n\n".join(filter(None, (piece.strip() for piece in pieces)))


def _rich(value: RichText | str) -> str:
    source: str = value.source if isinstance(value, RichText) else str(value)
    return html_plain(editors_notes_plain(source))


def _quotation(value: Any) -> str:
    told = " ".join(filter(None, (value["speaker"], value["role"], value["occasion"])))
    return f"{_rich(value['text']).strip()}\n{told}"


def _items(value: Any) -> str:
    return "\n".join(_rich(item).strip() for item in value["items"])


def _fact_box(value: Any) -> str:
    return f"{value['title']}\n{_rich(value['text'])}"


_READERS: dict[str, Callable[[Any], str]] = {
    "paragraph": _rich,
    "heading": str,
    "quotation": _quotation,
    "list": _items,
    "fact_box": _fact_box,
}
