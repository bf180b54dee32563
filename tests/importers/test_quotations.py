"""Which paragraphs become quotations, and what is known of them."""

import pytest

from parley.importers.quotations import blocks_read
from parley.importers.records import Paragraph, Quotation, block_text

INTRODUCTION = "Anna Berg, the mayor of Haven, said this during a visit to the school."


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("“It rains,” Anna Berg said.", "It rains.", ("Anna Berg", "", "")),
        ("“It rains”, Anna Berg says", "It rains.", ("Anna Berg", "", "")),
        ("“It rains!” said Anna Berg.", "It rains!", ("Anna Berg", "", "")),
        ("„Es regnet“ – Jörg van der Au", "Es regnet", ("Jörg van der Au", "", "")),
        ("«It rains», said Dr. Li.", "It rains.", ("Dr. Li", "", "")),
        ('"It rains," Anna Berg said.', "It rains.", ("Anna Berg", "", "")),
        ('"He called it "fine" today," Anna Berg said.', 'He called it "fine" today.', ("Anna Berg", "", "")),
        (
            "“It rains,” said Anna Berg, the mayor of Haven.",
            "It rains.",
            ("Anna Berg", "the mayor of Haven", ""),
        ),
        (
            "“It rains,” Anna Berg, a teacher, said in an interview with the radio.",
            "It rains.",
            ("Anna Berg", "a teacher", "in an interview with the radio"),
        ),
        (
            "“They say: “It rains”. They say “it pours”,” Berg said.",
            "They say: “It rains”. They say “it pours”.",
            ("Berg", "", ""),
        ),
        # An inner mark was forgotten; the last one is still the end.
        ("“They say: “It rains. And so on,” Berg said.", "They say: “It rains. And so on.", ("Berg", "", "")),
        ("“It rains.”", "It rains.", ("", "", "")),
        ("“Does it rain”?", None, None),
    ],
)
def test_a_quotation_with_its_speaker(
    text: str, words: str | None, source: tuple[str, str, str] | None
) -> None:
    (block,) = blocks_read([text])
    if words is None:
        assert block == Paragraph(f"<p>{text}</p>")
        return
    assert isinstance(block, Quotation)
    assert block_text(block) == words
    assert (block.speaker, block.role, block.occasion) == source


@pytest.mark.parametrize(
    "text",
    [
        "It rains, Anna Berg said.",
        "Anna Berg said: “It rains.”",
        "“It rains,” she said.",
        "“It rains,” He said.",
        "“It rains,” the mayor said.",
        "“It rains,” officials said.",
        "“It rains,” Anna Berg warned.",  # "warned" would be lost
        "“It rains,” Anna Berg said, and left the room.",
        "“It rains,” Anna Berg said. “It pours.”",
        "“Rain” and “snow” are words, Anna Berg said.",
        "“Go” they say. And there is more,” Anna Berg said.",
        "“Never closed, Anna Berg said.",
        "‘It rains,’ Anna Berg said.",
        "“The Great Flood”",
        "“”",
        "“",
        '"',
        "",
    ],
)
def test_what_leaves_a_doubt_stays_a_paragraph_unchanged(text: str) -> None:
    (block,) = blocks_read([text])
    assert isinstance(block, Paragraph)
    assert block_text(block) == text


@pytest.mark.parametrize(
    ("before", "text", "source"),
    [
        (
            [INTRODUCTION],
            "“It rains,” Berg said.",
            ("Anna Berg", "the mayor of Haven", "during a visit to the school"),
        ),
        ([INTRODUCTION], "“It rains.”", ("Anna Berg", "the mayor of Haven", "during a visit to the school")),
        (["Anna Berg said:"], "“It rains.”", ("Anna Berg", "", "")),
        # Only the paragraph right before tells the occasion; who somebody is holds longer.
        ([INTRODUCTION, "So far."], "“It rains,” Berg said.", ("Anna Berg", "the mayor of Haven", "")),
        (
            ["Anna Berg, the mayor, opened the fair."],
            "“It rains,” Berg said.",
            ("Anna Berg", "the mayor", ""),
        ),
        # Two of that name: nobody knows which.
        (
            ["Anna Berg, the mayor, came.", "Otto Berg, a baker, came too."],
            "“It rains,” Berg said.",
            ("Berg", "", ""),
        ),
        (["Yesterday Anna Berg, the mayor, came."], "“It rains,” Berg said.", ("Berg", "", "")),
        ([INTRODUCTION], "“It rains,” Li said.", ("Li", "", "")),
        (["Anna Berg said nothing."], "“It rains.”", ("", "", "")),
    ],
)
def test_the_source_is_completed_from_what_stands_before(
    before: list[str], text: str, source: tuple[str, str, str]
) -> None:
    *ordinary, quotation = blocks_read([*before, text])
    assert [block_text(block) for block in ordinary] == before  # the introduction stays where it is
    assert isinstance(quotation, Quotation)
    assert (quotation.speaker, quotation.role, quotation.occasion) == source


def test_a_quotation_over_several_paragraphs_is_one_block() -> None:
    (block,) = blocks_read(["“It rains.", "“It has rained for weeks.", "“It will rain on,” Anna Berg said."])
    assert block == Quotation(
        html="<p>It rains.</p><p>It has rained for weeks.</p><p>It will rain on.</p>", speaker="Anna Berg"
    )


def test_a_quotation_that_never_ends_stays_paragraphs() -> None:
    texts = ["“It rains.", "“It has rained for weeks.", "The end."]
    assert [block_text(block) for block in blocks_read(texts)] == texts


@pytest.mark.parametrize(
    ("inside", "html"),
    [
        ("They (the Bergs – ed.) left", "They <span data-editors-note>the Bergs</span> left"),
        ("They (the Bergs — Ed.) left", "They <span data-editors-note>the Bergs</span> left"),
        ("They (the Bergs - editor) left", "They <span data-editors-note>the Bergs</span> left"),
        ("They [the Bergs – eds.] left", "They <span data-editors-note>the Bergs</span> left"),
        ("They (the Bergs – editor’s note) left", "They <span data-editors-note>the Bergs</span> left"),
        (
            "A (b – ed.) c (d & e – ed.)",
            "A <span data-editors-note>b</span> c <span data-editors-note>d &amp; e</span>",
        ),
        ("They (the Bergs) left", "They (the Bergs) left"),
        ("They (well – educated) left", "They (well – educated) left"),
        ("1 < 2 & <b>", "1 &lt; 2 &amp; &lt;b&gt;"),
    ],
)
def test_editors_notes_are_marked_and_hold_only_the_words(inside: str, html: str) -> None:
    (block,) = blocks_read([f"“{inside}.”"])
    assert isinstance(block, Quotation)
    assert block.html == f"<p>{html}.</p>"
