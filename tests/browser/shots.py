"""Pictures of what a test sees, for people: only where the environment variable PARLEY_TEST_SHOTS names a folder."""

import os
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize

SHOTS = os.environ.get("PARLEY_TEST_SHOTS", "")
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


def shots(page: Page, name: str, at: Locator | None = None) -> None:
    """Write NAME-desktop.png and NAME-phone.png, with `at` in sight; the page then has the size it had before."""
    if not SHOTS:
        return
    before = page.viewport_size or DESKTOP
    for dress, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        if at is not None:
            at.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
        page.screenshot(path=Path(SHOTS) / f"{name}-{dress}.png", animations="disabled")
    page.set_viewport_size(before)
