"""Examples that other programs sent: read from the end of their file, whatever else stands in it."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from parley.moderation.learned import suggested
from parley.moderation.learned.suggested import suggested_rows
from parley.toxicity.perspective.places import suggestions_path
from parley.toxicity.perspective.suggestions import SuggestionsFile

TIME = "2026-03-01T10:00:00.000+00:00"
AT = datetime.fromisoformat(TIME).timestamp()


def _example(value: float = 1.0, *, name: str = "TOXICITY", **other: object) -> dict[str, object]:
    scores = {name: {"summaryScore": {"value": value, "type": "PROBABILITY"}}}
    return {"time": TIME, "text": "You idiot", "attributeScores": scores, **other}


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> SuggestionsFile:
    settings.DATA = tmp_path
    return SuggestionsFile(suggestions_path(tmp_path))


def test_there_may_be_no_file(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert len(suggested_rows(until=AT, scored_by="")) == 0


def test_they_are_read_and_scored(file: SuggestionsFile) -> None:
    for one in (_example(), _example(0.0, text="Well said"), _example(0.9, name="INSULT@2")):
        file.append(one)
    rows = suggested_rows(until=AT, scored_by="")
    assert rows.rejected.tolist() == [True, False, True]
    assert rows.features[0].max() > rows.features[1].max()
    assert rows.decided_at.tolist() == [AT] * 3
    assert len(suggested_rows(until=AT - 1, scored_by="")) == 0


@pytest.mark.parametrize(
    "example",
    [
        _example(name="OFF_TOPIC"),
        _example(attributeScores={"TOXICITY": {"spanScores": []}}),
        _example(attributeScores=[1]),
        _example(time="yesterday"),
        _example(text=7),
        {},
    ],
)
def test_what_is_no_example_is_passed_over(file: SuggestionsFile, example: dict[str, object]) -> None:
    file.append(example)
    file.append(_example())
    assert len(suggested_rows(until=AT, scored_by="")) == 1


def test_only_the_end_is_read(
    file: SuggestionsFile, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        file.append(_example())
    line = len(json.dumps(_example())) + 1
    monkeypatch.setattr(suggested, "BYTES_READ", 3 * line + 5)
    assert len(suggested_rows(until=AT, scored_by="")) == 3
    monkeypatch.setattr(suggested, "SUGGESTED_MAX", 2)
    assert len(suggested_rows(until=AT, scored_by="")) == 2
    settings.PARLEY_TOXICITY_TIER = "off"
    assert len(suggested_rows(until=AT, scored_by="")) == 0
