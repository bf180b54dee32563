"""The machine's own Chromium, headless, talking to nobody but the server under test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMED = os.environ.get("PARLEY_CHROMIUM")
# The whole browser, for tests that set up their owner's profile: who blocks cookies, say.
CHROMIUM = NAMED or shutil.which("chromium") or shutil.which("chromium-browser")
# The same engine without windows, profiles and menus, as Playwright itself takes for tests. A new reader with one page
# costs it a third of what it costs the whole browser: 0.46 s of a processor in place of 1.5 s.
HEADLESS = NAMED or shutil.which("chromium-headless-shell") or CHROMIUM
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def browser_launched() -> Iterator[Browser]:
    """Launch it without a profile, or skip the test with a word on what to install."""
    if CHROMIUM is None or HEADLESS is None:
        pytest.skip("Chromium is missing: install Debian's package chromium, or name one in PARLEY_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=HEADLESS, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()
