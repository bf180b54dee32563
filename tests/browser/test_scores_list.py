"""The newsroom's list of comments with the scores of the toxicity model: legible, accessible, within its window."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import command_run
from tests.browser.desk_checks import fits
from tests.browser.shots import shots
from tests.browser.signing import signed_in
from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
PHONE = {"width": 375, "height": 700}
WINDOWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": PHONE},
    "without scripts": {"viewport": PHONE, "java_script_enabled": False},
}


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    with ParleyServer(data=tmp_path_factory.mktemp("scores") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def newsroom(paper: ParleyServer, chromium: Browser) -> Any:
    """Score the demonstration's comments, and sign somebody in who may see that."""
    made = json.loads(command_run(paper.data, "tests.browser.three_people"))
    command_run(paper.data, "parley", "rescore", PARLEY_TOXICITY_TIER="fast")
    return signed_in(chromium, paper.url, "edda", made["password"])


@pytest.mark.parametrize("window", WINDOWS)
def test_scores_stand_beside_the_words(
    paper: ParleyServer, newsroom: Any, reader: Reader, window: str
) -> None:
    page = reader(f"{paper.url}/admin/comments/", storage_state=newsroom, **WINDOWS[window])
    shown = page.locator("#listing-results tbody tr").filter(
        has_text="published"
    )  # what was removed is not scored
    cells = shown.locator("td.comment-notes")
    assert cells.count() > 5
    expect(cells.first).to_be_visible()
    for text in cells.all_inner_texts():
        assert "%" in text, text
    shots(page, "scores-" + window.replace(" ", "-"))
    assert fits(page)
    words = shown.locator("td.title").first.bounding_box()
    assert words is not None
    assert words["width"] >= 200, "room for the words, on a phone, too"
    if window != "without scripts":
        assert axe_violations(page, within="#listing-results") == []
