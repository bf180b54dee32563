"""What every page of the desk must stand."""

from playwright.sync_api import Page

from tests.browser.axe import axe_violations


def desk_violations(page: Page) -> list[str]:
    """Return what axe finds in the desk's own part of the page; the admin around it is Wagtail's."""
    return axe_violations(page, within="#desk")


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
