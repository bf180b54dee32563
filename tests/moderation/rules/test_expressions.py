"""Regular expressions: which are found, where, and that no filter hides one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.moderation.rules import expressions
from parley.moderation.rules.expressions import (
    PLACES_MAX,
    ExpressionSearch,
    ExpressionWrong,
    Found,
    expression_check,
)


def found(patterns: list[str], text: str) -> set[Found]:
    return set(ExpressionSearch(patterns).search(text))


@pytest.mark.parametrize(
    ("pattern", "text", "begin", "end"),
    [
        ("fog", "a fog", 2, 5),
        ("(?i)FOG", "a fog", 2, 5),
        ("fög", "größer 😀 fög", 9, 12),
        (r" ß", "ẞ ß", 1, 3),
        (r"(?i)k", "\u212a", 0, 1),  # the Kelvin sign
        (r"\d+", "😀😀12", 2, 4),
        (r"^b$", "b", 0, 1),
        (r"(?m)^b$", "a\nb", 2, 3),
        (r"x\x{1F600}", "a x😀", 2, 4),
        (r"\Qa.b\E", "a.b", 0, 3),
        (r"a.b", "a\ud800b", 0, 3),
    ],
)
def test_places_are_code_points(pattern: str, text: str, begin: int, end: int) -> None:
    expression_check(pattern)
    assert found([pattern], text) == {Found(0, begin, end)}


def test_nothing_is_found_where_nothing_is_asked() -> None:
    assert found([], "fog") == set()


def test_places_of_one_expression_have_an_end() -> None:
    assert len(found(["a"], "a" * 99)) == PLACES_MAX
    # Each place could read on to the end in vain: the number of places bounds that.
    assert len(found(["a.*z|a"], "a" * 50_000)) == PLACES_MAX


def test_each_of_many_is_found_by_its_number() -> None:
    patterns = [f"fog{number}x" for number in range(700)] + [r"\d{5}", r"[aeiou]{4}"]
    assert found(patterns, "fog3x fog699x") == {Found(3, 0, 5), Found(699, 6, 13)}
    assert found(patterns, "12345 ueue") == {Found(700, 0, 5), Found(701, 6, 10)}


def test_what_is_too_large_for_one_filter_is_found_all_the_same() -> None:
    """RE2's filter has no memory for these together, and would find nothing."""
    patterns = [f"{letter * 40}{number}{'z' * 440}" for number in range(40) for letter in "abcdefghij"]
    assert found(patterns, f"so {'c' * 40}7{'z' * 440}!") == {Found(72, 3, 484)}


def test_an_expression_that_no_filter_can_hold_is_tried_on_every_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expressions._Filter, "works", lambda _self: False)
    assert found(["fog", r"\d", "mist"], "fog 7") == {Found(0, 0, 3), Found(1, 4, 5)}


def test_the_probe_is_nothing_to_find() -> None:
    assert found(["fog", r"\d"], "\ue000probe") == set()


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "a**",
        "(?<=a)b",
        r"(a)\1",
        "x{2,1}",
        "[z-a]",
        r"\pL{999}",
        "",
        "a?",
        "^",
        r"\b",
        r"\B",
        "$",
        "\ud800",
    ],
)
def test_what_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionWrong):
        expression_check(pattern)


PIECES = st.sampled_from(
    ["a", "b", "ab", "[ab]", ".", "a+", "(?:ab|c)", "c?", r"\b", r"\w", "(?:b|)", "a{2}", "(?i:C)", "aa*"]
)


@given(
    st.lists(st.lists(PIECES, min_size=1, max_size=4).map("".join), max_size=6), st.text("abcC ", max_size=12)
)
@settings(deadline=None)
def test_the_same_is_found_as_by_pythons_own(patterns: list[str], text: str) -> None:
    """Of what both know, at the first place."""
    patterns = [one for one in patterns if is_taken(one)]
    first = {number: (begin, end) for number, begin, end in sorted(found(patterns, text), reverse=True)}
    expected = {
        number: match.span() for number, one in enumerate(patterns) if (match := re.search(one, text))
    }
    assert first == expected


def is_taken(pattern: str) -> bool:
    try:
        expression_check(pattern)
    except ExpressionWrong:
        return False
    return True


def test_a_place_without_a_letter_is_none() -> None:
    assert found([r"\Bx*"], "fog fxx") == {Found(0, 5, 7)}
