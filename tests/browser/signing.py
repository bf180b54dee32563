"""Signing in to the newsroom."""

from typing import Any

from playwright.sync_api import Browser, Page


def sign_in(page: Page, url: str, name: str, password: str) -> None:
    """Fill in the form of the site at `url` and wait until the newsroom is open."""
    page.goto(f"{url}/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")


def signed_in(chromium: Browser, url: str, name: str, password: str) -> Any:
    """Return what a browser keeps of signing in, for contexts opened later (`storage_state`)."""
    context = chromium.new_context(java_script_enabled=False)
    sign_in(context.new_page(), url, name, password)
    state = context.storage_state()
    context.close()
    return state
