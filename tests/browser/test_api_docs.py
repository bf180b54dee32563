"""The page that describes the API, as people read it: in both dresses, narrow, by keyboard, without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import axe_violations
from tests.browser.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]
PATH = "/api/v1/docs"


@pytest.fixture(scope="module")
def docs(town: Town) -> str:
    return town.address(PATH)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_accessible_and_nothing_sticks_out(
    docs: str, reader: Reader, color_scheme: str, width: int
) -> None:
    page = reader(docs, color_scheme=color_scheme, viewport={"width": width, "height": 800})
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_asks_nobody_else_and_needs_no_script(docs: str, reader: Reader) -> None:
    page = reader(docs, java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert asked
    site = docs.removesuffix(PATH)
    assert [address for address in asked if not address.startswith((site, "data:"))] == []
    page.get_by_role("link", name="Post a comment").click()
    assert re.search(r"#comment_create$", page.url)
