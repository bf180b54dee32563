"""Blocks: what they accept, and what they show."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks.struct_block import StructBlockValidationError

from parley.publishing.blocks import QUOTATION_FEATURES, EmbedBlock, ImageBlock
from parley.publishing.editors_notes import editors_notes_show
from parley.publishing.embeds import embed_parse
from parley.publishing.models import FrontPage
from tests.factories import publishing as make

YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", YOUTUBE),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1",
        ),
        ("https://example.org/watch?v=dQw4w9WgXcQ", None),
        ("https://youtube.com.example.org/watch?v=dQw4w9WgXcQ", None),
        ("https://evil@example.org/?u=youtube.com", None),
        ("javascript:alert(1)//youtube.com/watch?v=dQw4w9WgXcQ", None),
        ("https://www.youtube.com/watch?v=%22%3E%3Cscript%3E", None),
        ("https://www.youtube.com/feed/trending", None),
        ("https://vimeo.com/about", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_embed_addresses(address: str, frame: str | None) -> None:
    found = embed_parse(address)
    assert (found.frame_url if found else None) == frame


def test_embed_refused_names_what_is_allowed() -> None:
    with pytest.raises(StructBlockValidationError) as caught:
        EmbedBlock().clean({"url": "https://example.org/film", "title": "A film"})
    assert "YouTube, Vimeo" in str(caught.value.block_errors["url"])


@pytest.mark.django_db
def test_picture_is_described_or_decorative(front_page: FrontPage) -> None:
    value = {"image": make.picture(), "alt": " ", "decorative": False, "caption": "", "credit": ""}
    with pytest.raises(StructBlockValidationError) as caught:
        ImageBlock().clean(value)
    assert set(caught.value.block_errors) == {"alt"}
    assert ImageBlock().clean(value | {"decorative": True})["decorative"]
    assert ImageBlock().clean(value | {"alt": "A bridge"})["alt"] == "A bridge"


@pytest.mark.django_db
def test_editors_note_survives_the_editor() -> None:
    """Database → Draftail's content state → database: what an editor opens and saves comes back the same."""
    stored = (
        '<p data-block-key="a1">“He <span data-editors-note="">Russian Defence Minister</span> '
        "told <b>us</b>.”</p>"
    )
    converter = ContentstateConverter(QUOTATION_FEATURES)
    state = converter.from_database_format(stored)
    assert '"style": "EDITORSNOTE"' in state
    assert converter.to_database_format(state) == stored


def test_editors_note_is_shown_in_words() -> None:
    shown = editors_notes_show('<p>He <span data-editors-note="">the <b>minister</b></span> left.</p>')
    assert BeautifulSoup(shown, "html.parser").get_text() == "He (the minister – ed.) left."
    assert '<abbr title="editor’s note">ed.</abbr>' in shown


@pytest.mark.django_db
def test_every_block_on_a_page(client: Client, front_page: FrontPage) -> None:
    image = make.picture()
    body: list[dict[str, Any]] = [
        {"type": "paragraph", "value": '<p>One <b>bold</b> <a href="https://example.org/">link</a>.</p>'},
        {"type": "heading", "value": "A heading <i>as text</i>"},
        {
            "type": "quotation",
            "value": {
                "text": '<p>We will <span data-editors-note="">the town</span> see.</p>',
                "speaker": "Ada Larsen",
                "role": "mayor",
                "occasion": "in the town hall",
            },
        },
        {"type": "pull_quote", "value": {"text": "We will see.", "speaker": ""}},
        {"type": "list", "value": {"ordered": True, "items": ["<p>first</p>", "<p>second</p>"]}},
        {
            "type": "image",
            "value": {
                "image": image.pk,
                "alt": "",
                "decorative": True,
                "caption": "The pier",
                "credit": "N. Quist",
            },
        },
        {"type": "fact_box", "value": {"title": "In short", "text": "<ul><li>short</li></ul>"}},
        {"type": "embed", "value": {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "The opening"}},
    ]
    document = BeautifulSoup(client.get(make.article(body=body).path_url).text, "html.parser")
    main = document.select_one("main")
    assert main is not None
    text = main.get_text(" ", strip=True)
    for words in (
        "(the town",
        "Ada Larsen",
        "in the town hall",
        "We will see.",
        "The pier",
        "In short",
        "The opening",
    ):
        assert words.replace("(the town", "the town") in text, words
    assert "A heading <i>as text</i>" in main.get_text()
    assert main.select_one("ol li") is not None
    picture = main.select_one("figure img")
    assert picture is not None
    assert picture["alt"] == ""
    assert picture["width"]
    assert picture["height"]
    assert main.select_one("iframe") is None, "nothing of another site is loaded before the reader asks"
