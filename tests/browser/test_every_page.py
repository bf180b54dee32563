"""Each kind of page of the demonstration paper: accessible, valid, within its window, and asking nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import axe_violations
from tests.servers import ParleyServer
from tests.valid_html import html_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
KINDS = {
    "front": "/",
    "section": "/town/",
    "article": "/town/corn-hall-clock/",
    "plain page": "/house-rules/",
    "archive": "/archive/",
    "search": "/search/",
    "search with results": "/search/?q=clock",
    "search without results": "/search/?q=submarine",
}
FOLLOWED = {"author": "/authors/", "topic": "/topics/", "month": "/archive/2"}


@pytest.fixture(scope="module")
def paper(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    with ParleyServer(data=tmp_path_factory.mktemp("paper") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def pages(paper: ParleyServer) -> dict[str, str]:
    """The address of one page of each kind; some are found by following the first link of their kind."""
    found = {kind: paper.url + path for kind, path in KINDS.items()}
    # The first visitor waits while pictures are scaled.
    linked = "".join(httpx.get(found[kind], timeout=60).text for kind in ("article", "archive"))
    for kind, prefix in FOLLOWED.items():
        place = linked.index(f'href="{prefix}')
        found[kind] = paper.url + linked[place + 6 : linked.index('"', place + 6)]
    return found


ALL_KINDS = [*KINDS, *FOLLOWED]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_axe_finds_nothing(pages: dict[str, str], reader: Reader, kind: str, scheme: str) -> None:
    assert axe_violations(reader(pages[kind], color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_that_is_not_there(
    paper: ParleyServer, chromium: Browser, scheme: str
) -> None:
    page = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type] -- one of the two literals
    answer = page.goto(f"{paper.url}/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    assert axe_violations(page) == []
    page.close()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_nothing_sticks_out_and_nobody_else_is_asked(
    pages: dict[str, str], paper: ParleyServer, chromium: Browser, kind: str
) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 700})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[kind], wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    ours = urlsplit(paper.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {ours}
    page.close()


def test_html_validate_finds_nothing(pages: dict[str, str], tmp_path: Path) -> None:
    shown = {kind: httpx.get(address).text for kind, address in pages.items()}
    shown["missing"] = httpx.get(f"{pages['front']}no-such-page/").text
    assert html_faults(shown, folder=tmp_path) == ""
