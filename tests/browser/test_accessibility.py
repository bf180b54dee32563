"""Pages with a thread, in every dress and state: axe-core finds nothing, and nothing sticks out sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
NARROW = {"width": 320, "height": 700}


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["busy", "closed", "empty"])
def test_an_article_page(town: Town, reader: Reader, kind: str, color_scheme: str) -> None:
    page = reader(town.address(getattr(town, kind)), color_scheme=color_scheme)
    assert axe_violations(page) == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_open_reply_with_its_errors(town: Town, reader: Reader, color_scheme: str) -> None:
    page = reader(town.address(town.busy), color_scheme=color_scheme)
    page.locator("#comment-3 .comment-reply").click()
    page.get_by_text("How to format").click()
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe_violations(page) == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_page_for_a_reply_and_its_errors(town: Town, reader: Reader, color_scheme: str) -> None:
    page = reader(town.address(town.busy), java_script_enabled=False, color_scheme=color_scheme)
    page.locator("#comment-3 .comment-reply").click()
    # axe needs scripts, so the page that plain HTML led to is opened again with them.
    again = reader(page.url, color_scheme=color_scheme)
    assert axe_violations(again) == []
    errors = reader(page.url, color_scheme=color_scheme)
    errors.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('.comment-form'))")
    expect(errors.get_by_role("alert")).to_be_visible()
    assert axe_violations(errors) == []


@pytest.mark.parametrize("path", ["busy", "empty", "closed"])
def test_a_window_of_320_pixels(town: Town, reader: Reader, path: str) -> None:
    page = reader(town.address(getattr(town, path)), viewport=NARROW)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_right_to_left(eastern_town: Town, reader: Reader, color_scheme: str) -> None:
    page = reader(eastern_town.address(eastern_town.busy), color_scheme=color_scheme, viewport=NARROW)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    # A reply stands further from the right edge than what it answers.
    right = "element => element.querySelector('.comment-head').getBoundingClientRect().right"
    assert page.locator("#comment-2").evaluate(right) < page.locator("#comment-1").evaluate(right)


def test_steps_inwards_end_at_a_cap_that_the_width_sets(town: Town, reader: Reader) -> None:
    """Two steps on a phone, four on a tablet, eight beside nothing else: deeper replies stay readable."""
    page = reader(f"{town.address(town.busy)}?branch=7")
    steps = """number => {
        const left = (one) => document.querySelector(`#comment-${one} .comment-head`).getBoundingClientRect().left;
        return Math.round((left(number) - left(7)) / (left(8) - left(7)));
    }"""
    deepest = []
    for width in (320, 700, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        deepest.append(page.evaluate(steps, 18))
    assert deepest == [2, 4, 8]


def test_paper_carries_the_comments_and_no_form(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.busy))
    page.emulate_media(media="print")
    expect(page.locator("#comment-1")).to_be_visible()
    expect(page.locator(".comment-form")).to_be_hidden()
    expect(page.locator("#comment-1 .comment-reply")).to_be_hidden()
    expect(page.locator("#comment-1 parley-time [aria-hidden]")).to_be_hidden()
    date = page.locator("#comment-1 time").bounding_box()
    assert date is not None
    assert date["width"] > 50  # to the eye it is one pixel on the screen
