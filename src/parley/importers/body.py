"""Blocks as plain records, turned into what a page's body stores."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from parley.importers.records import (
    Block,
    Gallery,
    Heading,
    ImageReference,
    ImportedArticle,
    Items,
    Notes,
    Paragraph,
    Quotation,
)


def body_resolve(
    article: ImportedArticle, *, attachments: Mapping[str, ImageReference], notes: Notes
) -> tuple[Block, ...]:
    """Return the body with galleries replaced by their pictures, and the lead picture on top if the text lacks it."""
    body = list(_galleries_open(article, attachments=attachments, notes=notes))
    if article.lead_image_id:
        lead = attachments.get(article.lead_image_id)
        if lead is None:
            notes.add(_("A lead picture is not in the file."), line=article.line)
        elif all(not isinstance(block, ImageReference) or block.url != lead.url for block in body):
            body.insert(0, lead)
    return tuple(body)


def _galleries_open(
    article: ImportedArticle, *, attachments: Mapping[str, ImageReference], notes: Notes
) -> Iterator[Block]:
    for block in article.body:
        if not isinstance(block, Gallery):
            yield block
            continue
        for number in block.attachment_ids:
            if number in attachments:
                yield attachments[number]
            else:
                notes.add(_("A picture of a gallery is not in the file."), line=article.line)


def body_images(body: Sequence[Block]) -> list[str]:
    """Return the addresses of the pictures that are only referred to."""
    return [block.url for block in body if isinstance(block, ImageReference)]


def body_data(body: Sequence[Block]) -> list[dict[str, Any]]:
    """Return what a StreamField stores (parley.publishing.blocks)."""
    return [{"type": kind, "value": value} for kind, value in map(_stored, body)]


def _stored(block: Block) -> tuple[str, Any]:
    match block:
        case Heading():
            return "heading", block.text
        case Quotation():
            source = {"speaker": block.speaker, "role": block.role, "occasion": block.occasion}
            return "quotation", {"text": block.html, **source}
        case Items():
            return "list", {
                "items": [{"type": "item", "value": item, "id": None} for item in block.items],
                "ordered": block.ordered,
            }
        case ImageReference():
            return "paragraph", _image_link(block)
        case Paragraph():
            return "paragraph", block.html
        case Gallery():  # resolved before; an empty paragraph would be the least harm
            return "paragraph", ""


def _image_link(image: ImageReference) -> str:
    """A picture that was not fetched stands as a link to where it is, under its caption."""
    words = image.caption or image.alt or _file_name(image.url) or image.url
    shown = _("Picture: %(words)s") % {"words": words}
    return f'<p><a href="{escape(image.url)}">{escape(shown, quote=False)}</a></p>'


def _file_name(url: str) -> str:
    try:
        return unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    except ValueError:
        return ""


def same_data(one: Any, other: Any) -> bool:
    """Tell whether two bodies say the same, apart from the ids that the editor gives to blocks."""
    return bool(_without_ids(one) == _without_ids(other))


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(inner) for key, inner in value.items() if key != "id"}
    return [_without_ids(inner) for inner in value] if isinstance(value, list) else value
