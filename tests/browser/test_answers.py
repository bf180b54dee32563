"""Valuing, reporting, changing and removing without JavaScript: each page accessible, valid and narrow."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import axe_violations
from tests.servers import ParleyServer
from tests.valid_html import html_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def paper(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    with ParleyServer(data=tmp_path_factory.mktemp("paper") / "data") as server:
        yield server


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A browser without JavaScript, as wide as a small phone."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    yield context.new_page()
    context.close()


@pytest.fixture
def check(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[Page], None]]:
    """Look at what a page shows, in a browser that can run axe: the same markup, so answers to POSTs count too."""
    seen: dict[str, str] = {}

    def look(page: Page) -> None:
        html = page.content()
        seen[f"page {len(seen) + 1}"] = html
        for scheme in ("light", "dark"):
            other = chromium.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type] -- one of the two literals
            other.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
            other.goto(page.url)
            assert axe_violations(other) == []
            assert other.evaluate("document.documentElement.scrollWidth") == 320
            other.close()

    yield look
    folder = tmp_path / "pages"
    folder.mkdir()
    assert html_faults(seen, folder=folder) == ""


def test_all_of_it(paper: ParleyServer, plain: Page, check: Callable[[Page], None]) -> None:
    plain.goto(f"{paper.url}/town/corn-hall-clock/")
    first = plain.locator("article.comment:not(.comment-removed)").first
    number = first.get_attribute("data-number")
    count = int(first.locator(".comment-value-count").inner_text())
    first.get_by_role("button", name="Valued").click()
    expect(plain.locator(f"#comment-{number} .comment-value-count")).to_have_text(str(count + 1))
    plain.locator(f"#comment-{number} .comment-about").click()
    check(plain)
    plain.get_by_role("button", name="Take it back").click()
    plain.locator(f"#comment-{number} .comment-about").click()
    expect(plain.get_by_role("button", name="Value this comment")).to_be_visible()

    plain.get_by_label("In your words").fill("x" * 1001)
    plain.get_by_role("button", name="Report").click()
    expect(plain.get_by_role("alert")).to_contain_text("Choose what is wrong")
    check(plain)
    plain.get_by_role("alert").get_by_role("link").first.click()
    plain.get_by_label("advertising").check()
    plain.get_by_label("In your words").fill("Pills")
    plain.get_by_role("button", name="Report").click()
    expect(plain.get_by_role("status")).to_contain_text("moderators")
    check(plain)


def test_ones_own_comment(paper: ParleyServer, plain: Page, check: Callable[[Page], None]) -> None:
    plain.goto(f"{paper.url}/town/corn-hall-clock/")
    plain.get_by_label("Name").fill("Ada")
    plain.get_by_label("Comment", exact=True).fill("Frist")
    plain.get_by_role("button", name="Post comment").click()
    own = plain.locator("article.comment", has_text="Frist")
    own.locator(".comment-about").click()
    check(plain)
    plain.get_by_label("Comment", exact=True).fill(" ")
    plain.get_by_role("button", name="Save the change").click()
    expect(plain.get_by_role("alert")).to_contain_text("Write something")
    check(plain)
    plain.get_by_label("Comment", exact=True).fill("First")
    plain.get_by_role("button", name="Save the change").click()
    expect(plain.get_by_role("status")).to_contain_text("published")
    expect(plain.locator("article.comment")).to_contain_text("edited")
    plain.get_by_role("link", name="Remove your comment").click()
    check(plain)
    plain.get_by_role("button", name="Remove it").click()
    expect(plain.get_by_role("status")).to_contain_text("is removed")
    check(plain)


def test_the_quote_in_the_form(paper: ParleyServer, plain: Page, check: Callable[[Page], None]) -> None:
    plain.goto(f"{paper.url}/town/corn-hall-clock/")
    address = plain.locator(".comment-reply").first.get_attribute("href")
    plain.goto(f"{paper.url}{address}?quote=the+clock+of+the+hall")
    expect(plain.get_by_role("blockquote")).to_have_text("the clock of the hall")
    check(plain)
