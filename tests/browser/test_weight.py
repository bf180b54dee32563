"""What the widget costs a reader before anything is done with it."""

import gzip
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from parley.project.widget_files import FOLDER
from tests.browser.conftest import Town
from tests.browser.host import Host

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIMIT = 12 * 1024
# What a page of another site asks for until its reader does something. time.js and live.js are not needed to see the
# thread, but come by themselves, so they count too.
FIRST = ("parley.js", "storage.js", "thread.css", "comment.css", "time.js", "live.js")
COMMENTS = 12  # so many that the form is out of sight


def test_the_first_view_weighs_under_twelve_kilobytes() -> None:
    weights = {name: len(gzip.compress((FOLDER / name).read_bytes(), 9)) for name in FIRST}
    assert sum(weights.values()) < LIMIT, weights


def test_nothing_else_is_asked_for_before_the_reader_does_something(
    town: Town, host: Host, chromium: Browser
) -> None:
    api = f"{town.server.url}/api/v1"
    page_of_host = {"key": "/weighed/", "title": "Weighed", "url": f"{host.url}/weighed/"}
    headers = {"Origin": host.url}
    thread = httpx.post(f"{api}/sites/{host.site}/threads", json=page_of_host, headers=headers).json()
    for number in range(COMMENTS):
        comment = {"author_name": "Ada", "text": f"Comment {number} of a page.", "token": thread["token"]}
        answer = httpx.post(f"{api}/threads/{thread['id']}/comments", json=comment, headers=headers)
        assert answer.status_code == 201, answer.text

    context = chromium.new_context(viewport={"width": 1000, "height": 500})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request("**/events?after=*"):
        page.goto(f"{host.url}/weighed/")
    expect(page.locator(".comment")).to_have_count(COMMENTS)
    expect(page.locator("parley-time [aria-hidden]").first).to_be_attached()
    files = [urlsplit(url).path for url in asked if urlsplit(url).netloc != urlsplit(host.url).netloc]
    widget = [path.removeprefix("/widget/") for path in files if path.startswith("/widget/")]
    counts = {"parley-count.js"}  # this page has a <parley-count> besides, which is no part of the thread
    assert sorted({*widget} - counts) == sorted([*FIRST, f"view/{host.site}/"])
    assert len(widget) == len(set(widget))

    # Only then the rest comes, each file when it is used.
    page.locator(".comment").first.hover()
    with page.expect_request("**/widget/form.js"):
        page.locator(".comment-reply").first.click()
    context.close()


def test_every_file_is_one_that_is_used() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js"))
    templates = FOLDER.parent.rglob("templates/**/*.html")
    linked = "".join(path.read_text(encoding="utf-8") for path in templates)
    for path in FOLDER.iterdir():
        stem = path.stem
        names = (f'"{stem}"', f"./{path.name}", f"/widget/{path.name}", f'"{path.name}"', f"{stem}.css")
        assert any(name in sources or name in linked for name in names), path.name
