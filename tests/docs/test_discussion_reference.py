"""Each phase, event kind and error code stands in docs/reference, and nothing that is gone does."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from parley.api.problems import ProblemCode
from parley.discussion.events import EventKind as DiscussionEvent
from parley.edge.problems import StreamProblem
from parley.kernel.bus import RESET
from parley.publishing.events import EventKind as PublishingEvent

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "parley"


def _first_cells(page: str) -> list[str]:
    """Return what stands in code in the first column of the page's tables."""
    rows = (line for line in page.splitlines() if line.startswith("| `"))
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row.split("|")[1])]


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _codes(pattern: str, *folders: str) -> set[str]:
    files = [file for folder in folders for file in sorted((SOURCE / folder).rglob("*.py"))]
    assert files
    return {code for file in files for code in re.findall(pattern, file.read_text(encoding="utf-8"))}


def test_every_phase_stands_in_its_order() -> None:
    names = [import_string(path).name for path in settings.PARLEY_SCREENING_PHASES]
    assert list(dict.fromkeys(_first_cells(_page("phases.md")))) == names


def test_each_phase_is_described_in_its_own_words_too() -> None:
    for path in settings.PARLEY_SCREENING_PHASES:
        assert (import_string(path).__doc__ or "").strip(), f"{path} has no sentence that says what it does"


def test_every_code_of_a_phase_stands_beside_it() -> None:
    page = _page("phases.md")
    outcome = r"(?:Outcome\.(?:REFUSE|REJECT|HOLD)|_OUTCOMES\[action\])"
    codes = _codes(rf'Verdict\(\s*{outcome},\s*"(\w+)"', "moderation/phases", "discussion")
    assert "phase_failed" in codes
    assert {code for code in codes if f"`{code}`" not in page} == set()
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    assert {row[3].strip(" `") for row in rows} == codes - {"phase_failed"}


def test_every_kind_of_event_stands_there() -> None:
    kinds = [*map(str, DiscussionEvent), *map(str, PublishingEvent), RESET]
    assert sorted(_first_cells(_page("events.md"))) == sorted(kinds)


def test_every_error_code_stands_there() -> None:
    first, second = _page("errors.md").split("## Codes within")
    assert sorted(_first_cells(first)) == sorted({*map(str, ProblemCode), *map(str, StreamProblem)})
    own = _codes(r'FieldError\(\s*"\w*",\s*"(\w+)"', "discussion") | _codes(r'"code": "(\w+)"', "api")
    refused = _codes(r'Verdict\(\s*Outcome\.REFUSE,\s*"(\w+)"', "moderation/phases")
    assert set(_first_cells(second)) == own | refused
