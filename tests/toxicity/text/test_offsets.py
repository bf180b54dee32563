import pytest

from parley.toxicity.text.mapped import Mapped
from parley.toxicity.text.offsets import Offsets

TEXTS = [
    "",
    "plain",
    "naïve “quotes”",
    "a😂b",
    "😂😂",
    "lone \ud83d half",
    "\ude00\ud83d wrong way round",
    "𝓲𝓭 é 中🖕",
]


@pytest.mark.parametrize("text", TEXTS)
def test_utf16_positions_are_those_that_javascript_counts(text: str) -> None:
    offsets = Offsets(text)
    for position in range(len(text) + 1):
        units = sum(1 + (letter > "\uffff") for letter in text[:position])
        assert offsets.to_utf16(position) == units
        assert offsets.from_utf16(units) == position
    assert offsets.units == sum(1 + (letter > "\uffff") for letter in text)


def test_the_inside_of_a_pair_belongs_to_its_code_point() -> None:
    assert [Offsets("a😂b").from_utf16(unit) for unit in range(5)] == [0, 1, 1, 2, 3]


def test_positions_outside_the_text_are_brought_inside() -> None:
    offsets = Offsets("a😂")
    assert offsets.span_to_utf16(-5, 99) == (0, 3)
    assert offsets.span_from_utf16(-5, 99) == (0, 2)


def test_rewriting_twice_still_maps_to_the_first_text() -> None:
    once = Mapped.identity("f-u-c-k you").rewrite([(0, 7, "fuck")])
    twice = once.rewrite([(4, 5, "  "), (5, 8, "YOU")])
    assert twice.text == "fuck  YOU"
    assert twice.original_span(0, 4) == (0, 7)
    assert twice.original_span(6, 7) == (8, 9)  # the same length maps letter by letter
    assert twice.original_span(0, 9) == (0, 11)


def test_empty_and_outside_spans() -> None:
    mapped = Mapped.identity("abc")
    assert mapped.original_span(1, 1) == (1, 1)
    assert mapped.original_span(3, 3) == (3, 3)
    assert mapped.original_span(-4, 10) == (0, 3)
    assert Mapped.identity("").original_span(0, 5) == (0, 0)
    assert mapped.rewrite([(0, 3, "")]).original_span(0, 1) == (0, 0)
    assert mapped.rewrite([]) is mapped
