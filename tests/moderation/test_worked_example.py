"""The worked example in the docs is what the default rules and thresholds do, by the shipped model."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from parley.moderation.rules import Action, RuleSet, Seen, strictest_action
from parley.moderation.rules.defaults import default_rules_text
from parley.toxicity import Scorer

PAGE = Path(__file__).resolve().parents[2] / "docs" / "why" / "worked-example.md"
ROW = re.compile(r"^\| (?P<text>[^|]+) \| (?P<outcome>passes|held) \| (?P<why>[^|]*) \|$", re.MULTILINE)
NAME = re.compile(r"`([A-Za-z_-]+)`")


class Row(NamedTuple):
    """`why`: the attributes above their thresholds and the rules that were hit, as the page names them."""

    text: str
    outcome: str
    why: frozenset[str]


def rows() -> list[Row]:
    return [
        Row(found["text"], found["outcome"], frozenset(NAME.findall(found["why"])))
        for found in ROW.finditer(PAGE.read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.text[:40])
def test_each_comment_fares_as_the_page_says(row: Row, scorer: Scorer) -> None:
    (result,) = scorer.score([row.text])
    thresholds = settings.PARLEY_TOXICITY_THRESHOLDS
    above = {
        name
        for name, score in result.scores.items()
        if thresholds[name] is not None and score >= thresholds[name]
    }
    hits = RuleSet.read(default_rules_text()).match(Seen(text=row.text, scores=result.scores))
    held = bool(above) or strictest_action(hits) is Action.HOLD
    assert (row.outcome, row.why) == ("held" if held else "passes", above | {hit.rule.name for hit in hits})


def test_there_are_thirty_and_more() -> None:
    assert len(rows()) >= 30
    assert len({row.text for row in rows()}) == len(rows())
