"""Promises that hold for any rules and any text: nothing raises, places lie in the text, work grows with it."""

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parley.moderation.rules import RuleSet, RulesInvalid, Seen
from parley.moderation.rules.defaults import default_rules_text
from parley.moderation.rules.spellings import spellings
from tests.moderation.rules.texts import words_text

WORDS = words_text(
    "fog",
    "killer",
    "aaab",
    "abcde*",
    "=iii",
    "lili",
    "a b c",
    "fog fog",
    "dürr",
    "बारिश",
    more=r"regex = ['(a|a)+b', '\w \w', 'o.*o']",
)
RULES = RuleSet.read(WORDS + default_rules_text())
HOSTILE = (
    "a", "a ", "a.", "ab-", "a*", "ab*cd ", "@", "1", "i1", "i1l! ", "aaa ", ".", "- ", "a" + "\u0301" * 9, "аbс ",
    "बारिश ", "😀", "\u200d", "\u202e", "\n", "'", "a a.b ", "+4 ", "a@a.", "hope you ", "ABC ", "\ud800", "\ufdfa",
    "ß", "a_", "$h", "they are ", "a*b*c*d ", "|a", "fog ", "f.o.g.", "f0g-", "0 ", "a'", "\u0336", "İ",
    "e\u0301\u0301",
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(HOSTILE), max_size=30).map("".join)


@given(TEXTS)
@settings(deadline=None)
@example("fooooooog")
@example("f\u0336o\u0336g\u0336\u0336")
@example("ßaaab İaaab")
def test_places_lie_in_the_text(text: str) -> None:
    for hit in RULES.match(Seen(text)):
        assert (hit.begin is None) == (hit.end is None)
        if hit.begin is not None and hit.end is not None:
            assert 0 <= hit.begin < hit.end <= len(text)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_a_word_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    rules = RuleSet.read(words_text("brackwaterish"))
    assert rules.match(Seen(f"{before}\n\nx Brackwaterish x\n\n{after}"))


@given(st.lists(st.text("abcfgo*= -é1", max_size=12), max_size=8), st.text("abcfgo é1.-", max_size=40))
@settings(deadline=None)
def test_any_words_are_refused_or_match_without_an_error(words: list[str], text: str) -> None:
    try:
        rules = RuleSet.read(words_text(*words))
    except RulesInvalid:
        return
    assert all(hit.what in words for hit in rules.match(Seen(text)))


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python and C are called; a count of work that no busy machine changes."""
    count = 0

    def count_up(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(count_up)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    def work(length: int) -> int:
        seen = Seen((piece * length)[:length])
        assert seen.forms
        return calls(lambda: RULES.match(seen))

    few, many = work(2000), work(8000)
    assert many <= 4.4 * few + 2000


@pytest.mark.parametrize("piece", HOSTILE)
def test_spellings_are_few(piece: str) -> None:
    """Two for each letter at most, and thirty-six for each of the first ten words with stars."""
    text = (piece * 3000)[:3000]
    assert sum(1 for _ in spellings(text)) <= 2 * len(text) + 10 * 36


@pytest.mark.parametrize("piece", ["a", "i1", "ab-", "$h", "1", "a'", "a_b", "-", "ä", "б1", "a*"])
def test_a_long_run_is_read_once(piece: str) -> None:
    """Patterns that began anew at each letter of a run would take an hour for this."""
    assert all(0 <= one.begin < one.end <= 200_000 for one in spellings((piece * 200_000)[:200_000]))


def test_work_does_not_grow_with_the_number_of_rules() -> None:
    drawn = random.Random(5)
    names = sorted(
        {"".join(drawn.choices("bcdfgklmnprstvaeiou", k=drawn.randint(6, 12))) for _ in range(6000)}
    )

    def work(count: int) -> int:
        rules = RuleSet.read(
            "".join(words_text(name, name=f"r{at}") for at, name in enumerate(names[:count]))
        )
        seen = Seen(
            "The council met on Tuesday to talk about the bridge; n0body knows wh4t it will c-o-s-t. " * 3
        )
        assert seen.forms
        assert rules.match(seen) == ()
        return calls(lambda: rules.match(seen))

    assert work(5000) <= 1.1 * work(50)
