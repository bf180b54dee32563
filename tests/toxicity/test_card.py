"""The model card is that of the weights in the package, and every figure in it was measured."""

from pathlib import Path

import pytest

from parley.toxicity.evaluation.card import card_of
from parley.toxicity.evaluation.examine import Report
from parley.toxicity.evaluation.report import as_json, from_json
from parley.toxicity.shipped import shipped_read

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
TIERS = ("accurate", "fast")


def report_of(tier: str) -> Report:
    return from_json((REFERENCE / f"model-report-{tier}.json").read_text("utf-8"))


@pytest.mark.parametrize("tier", TIERS)
def test_the_report_is_of_the_shipped_weights(tier: str) -> None:
    assert report_of(tier).model == shipped_read(tier).model, (
        "The weights have changed: run `parley toxicity evaluate` for both tiers, then `parley toxicity card`."
    )


def test_the_card_is_made_from_the_reports() -> None:
    made = card_of(report_of("accurate"), report_of("fast"))
    assert (REFERENCE / "model-card.md").read_text("utf-8") == made


@pytest.mark.parametrize("tier", TIERS)
def test_a_report_survives_being_written(tier: str) -> None:
    text = (REFERENCE / f"model-report-{tier}.json").read_text("utf-8")
    assert as_json(from_json(text)) == text
