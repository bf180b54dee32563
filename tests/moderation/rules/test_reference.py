"""The reference says what the code does: every key, every limit, and examples that hold."""

import re
from pathlib import Path

import pytest

from parley.moderation.rules import (
    RuleSet,
    entries,
    expressions,
    keys,
    letters,
    reading,
    replaying,
    vocabulary,
)
from parley.moderation.rules.matching import PLACES_MAX
from parley.toxicity.attributes import ATTRIBUTES
from tests.moderation.rules.texts import places, words_text

PAGE = (Path(__file__).parents[3] / "docs/reference/house-rules.md").read_text("utf-8")


def row(first: str) -> str:
    """The row of a table that begins so."""
    (found,) = re.findall(rf"^\| {re.escape(first)} .*$", PAGE, re.MULTILINE)
    return str(found)


def test_every_key_and_attribute_has_its_row() -> None:
    assert [*re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)] == list(reading.KEYS)
    assert re.findall(r"`([A-Z_]+)`", row("`scores`")) == list(ATTRIBUTES)
    assert {key for key in reading.KEYS if "Required." in row(f"`{key}`")} == set(reading.REQUIRED)


@pytest.mark.parametrize(
    ("first", "limit"),
    [
        ("`name`", keys.NAME_MAX),
        ("`sentence`", keys.SENTENCE_MAX),
        ("`words`", keys.WORDS_MAX),
        ("`words`", entries.ENTRY_MAX),
        ("`regex`", keys.REGEXES_MAX),
        ("`regex`", keys.REGEX_MAX),
        ("`sections`", keys.PLACES_MAX),
        ("`articles`", keys.PLACES_MAX),
        ("`account_age_below`", keys.AGE_MAX),
        ("`min_links`", keys.LINKS_MAX),
        ("The text", reading.BYTES_MAX),
        ("Rules", reading.RULES_MAX),
        ("Regular expressions in all rules", reading.REGEXES_IN_ALL_MAX),
        ("Words of a phrase", entries.PHRASE_MAX),
        ("Letters of a word", letters.LONGEST),
        ("Words that differ in doubled letters,", vocabulary.CROWD_MAX),
        ("Dots in a line;", reading.DOTS_IN_LINE_MAX),
        ("Dots in a line;", reading.DOTS_MAX),
    ],
)
def test_every_limit_stands_there(first: str, limit: int) -> None:
    assert limit in [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", row(first))]


def test_limits_in_words() -> None:
    assert PLACES_MAX == expressions.PLACES_MAX == 5
    assert "the first five places are told" in PAGE
    assert replaying.FLIPS_MAX == 100
    assert "The first hundred each way" in PAGE
    assert expressions.MEMORY_MAX == 1 << 19
    assert "half a megabyte" in PAGE


def test_the_example_is_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    rules = RuleSet.read(example)
    assert set(re.findall(r"^(\w+) =", example, re.MULTILINE)) < set(reading.KEYS)
    assert len(rules.rules) == 1


@pytest.mark.parametrize(
    ("entry", "found", "not_found"),
    [
        ("crook", "crook, Crooks, CROOKED, crooking, crooker", "crookery, procrook"),
        ("=crook", "crook, Crook", "crooks"),
        ("crook*", "crook, crookery", "procrook"),
        (
            "bent copper",
            "bent copper, bent coppers, bent-copper, *bent* copper",
            "bent, copper; bent old copper",
        ),
        ("=bent copper", "bent copper", "bent coppers"),
        (
            "Brackwater",
            "Br4ckwater, Br@ckw@t3r, Brackwaaater, Brack-water, Br*ckwater, br*ckw*ter",
            "mybrackwater, brack water, brakwater",
        ),
        ("=numb", "numb", "number"),
    ],
)
def test_the_examples_of_words_hold(entry: str, found: str, not_found: str) -> None:
    rules = RuleSet.read(words_text(entry))
    assert all(
        one in PAGE or one.replace("*", r"\*") in PAGE
        for one in (*found.split(", "), not_found.split(", ", 1)[0])
    )
    assert [one for one in found.split(", ") if len(places(rules, one)) != 1] == []
    assert places(rules, not_found) == []
