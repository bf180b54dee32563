"""The element on somebody else's site: another origin, its own security policy, third-party cookies blocked."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.chromium import CHROMIUM, QUIET
from tests.browser.conftest import Town, form_ready, town_command
from tests.browser.host import Host, host_running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
# What a cross-site request brings back the second time: the cookie that the first one set, if the browser keeps any.
PROBE = """async (url) => {
    const ask = async () => (await fetch(`${url}/cookie`, { credentials: "include" })).text();
    await ask();
    return ask();
}"""
# The words and the field's name of what has the focus, also in a shadow root.
FOCUSED = """() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return `${one.textContent.trim()} ${one.name ?? ""}`;
}"""
NARROW = {"width": 320, "height": 700}


def profiled(chromium: Browser, folder: Path, *, blocked: bool) -> BrowserContext:
    """A browser whose owner lets third parties keep cookies, or does not."""
    settings = {"cookie_controls_mode": int(blocked), "block_third_party_cookies": blocked}
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps({"profile": settings}))
    return chromium.browser_type.launch_persistent_context(folder, executable_path=CHROMIUM, args=QUIET)


@pytest.fixture
def cookieless(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page that sends no cookies to third parties; the test fails at its end if a script threw an error."""
    context = profiled(chromium, tmp_path / "blocked", blocked=True)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if "Content Security Policy" in message.text or "CORS" in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert complaints == []


def thread_of(page: Page) -> Locator:
    return page.locator("parley-thread")


def post(page: Page, text: str, name: str = "Maria Conti") -> None:
    page.get_by_label("Name").fill(name)
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".comment-body").filter(has_text=text)).to_be_visible()


def test_the_browser_of_these_tests_blocks_third_party_cookies(
    chromium: Browser, host: Host, cookieless: Page, tmp_path: Path
) -> None:
    cookieless.goto(f"{host.url}/style.css")
    assert cookieless.evaluate(PROBE, host.other) == ""
    allowed = profiled(chromium, tmp_path / "allowed", blocked=False)
    page = allowed.new_page()
    page.goto(f"{host.url}/style.css")
    assert page.evaluate(PROBE, host.other) == "probe=1"  # else the line above would prove nothing
    allowed.close()


def test_posting_replying_and_quoting(host: Host, cookieless: Page) -> None:
    page = cookieless
    page.goto(f"{host.url}/posting/")
    expect(thread_of(page).get_by_text("Be the first")).to_be_visible()
    post(page, "The first word on the blog.")
    expect(page.locator("#comment-1")).to_be_focused()
    page.locator("#comment-1 .comment-reply").click()
    post(page, "An answer to that.")
    expect(page.locator("#comment-2 .comment-parent")).to_have_text("in reply to #1")
    page.locator("#comment-1 .comment-body p").select_text()
    page.get_by_role("button", name="Quote", exact=True).click()
    expect(page.locator("[data-quote-words]")).to_have_text("The first word on the blog.")
    post(page, "I quote you.")
    expect(page.locator("#comment-3 .comment-quoted")).to_contain_text("The first word on the blog.")
    expect(page.get_by_role("heading", name="3 comments")).to_be_visible()
    assert page.context.cookies() == []


def test_valuing_and_reporting(host: Host, cookieless: Page, reader: Reader) -> None:
    writer = reader(f"{host.url}/valuing/")
    post(writer, "Worth something.")
    page = cookieless
    page.goto(f"{host.url}/valuing/")
    value = page.locator("#comment-1 .comment-value button")
    count = page.locator("#comment-1 .comment-value-count")
    for pressed in ("true", "false", "true"):
        value.click()
        expect(value).to_have_attribute("aria-pressed", pressed)
    expect(count).to_have_text("1")
    expect(writer.locator("#comment-1 .comment-value-count")).to_have_text(
        "1"
    )  # live, without doing anything
    page.locator("#comment-1 .comment-about").click()
    page.get_by_role("button", name="Report").click()
    page.get_by_label("advertising or spam").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.locator(".comment-panel")).to_have_text("Thank you. A moderator will look at it.")
    # Known again after a reload, and told apart from the writer.
    page.reload()
    value.hover()
    expect(value).to_have_attribute("aria-pressed", "true")
    expect(count).to_have_text("1")
    page.locator("#comment-1 .comment-about").click()
    expect(page.get_by_role("button", name="Report")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    assert page.context.cookies() == []


def test_editing_and_removing_one_s_own(host: Host, cookieless: Page, reader: Reader) -> None:
    page = cookieless
    page.goto(f"{host.url}/editing/")
    post(page, "I was worng.")
    other = reader(f"{host.url}/editing/")
    expect(other.locator("#comment-1 .comment-body")).to_have_text("I was worng.")
    page.reload()  # the proof is in the page's storage
    page.locator("#comment-1 .comment-about").click()
    page.get_by_role("button", name="Edit").click()
    text = page.locator(".comment-panel textarea")
    expect(text).to_have_value("I was worng.")
    text.fill("I was wrong.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#comment-1 .comment-body")).to_have_text("I was wrong.")
    expect(page.locator("#comment-1 .comment-edited")).to_be_visible()
    expect(other.locator("#comment-1 .comment-body")).to_have_text("I was wrong.")
    page.locator("#comment-1 .comment-about").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#comment-1")).to_contain_text("not shown any more")
    expect(other.locator("#comment-1 .comment-body")).to_have_count(0)
    assert page.context.cookies() == []


def test_the_order_is_remembered_and_the_host_s_address_left_alone(host: Host, cookieless: Page) -> None:
    page = cookieless
    page.goto(f"{host.url}/ordered/")
    post(page, "One.")
    post(page, "Two.")
    page.goto(f"{host.url}/ordered/?page=3")
    page.get_by_role("link", name="Newest first").click()
    expect(page.locator(".comment").first).to_have_attribute("data-number", "2")
    assert page.url == f"{host.url}/ordered/?page=3"
    page.goto(f"{host.url}/ordered/")
    expect(page.locator(".comment").first).to_have_attribute("data-number", "2")


def test_a_permalink_to_a_host_s_page(host: Host, reader: Reader) -> None:
    page = reader(f"{host.url}/permalink/")
    for number in range(1, 9):
        post(page, f"Word number {number}.")
        expect(page.locator(f"#comment-{number}")).to_be_visible()
    again = reader(f"{host.url}/permalink/#comment-7")
    expect(again.locator("#comment-7")).to_be_focused()
    expect(again.locator("#comment-7")).to_be_in_viewport()
    again.locator("#comment-2 .comment-number").click()
    expect(again).to_have_url(f"{host.url}/permalink/#comment-2")
    expect(again.locator("#comment-2")).to_be_focused()


def test_counts_and_the_snapshot(host: Host, town: Town, reader: Reader) -> None:
    page = reader(f"{host.url}/counted/")
    post(page, "One.")
    page.reload()
    expect(page.locator("parley-count")).to_have_text("1")
    answer = httpx.get(f"{town.server.url}/widget/snapshot/{host.site}/", params={"key": "/counted/"})
    assert "One." in answer.text
    assert "<form" not in answer.text


def test_hosts_style_the_parts(host: Host, reader: Reader) -> None:
    page = reader(f"{host.url}/parts/")
    post(page, "Styled.")
    style = "element => getComputedStyle(element).fontStyle"
    assert page.locator("#comment-1 .comment-body").evaluate(style) == "italic"
    assert page.locator("#comment-1 .comment-head").evaluate(style) == "normal"
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert (
        page.locator("#comment-1 .comment-body").evaluate(size) > 15
    )  # although the host's root has ten pixels


@pytest.mark.parametrize("query", ["", "?theme=dark", "?theme=light", "?theme=auto"])
def test_axe_finds_nothing(host: Host, reader: Reader, query: str) -> None:
    page = reader(f"{host.url}/axe/{query}", color_scheme="dark" if "auto" in query else "light")
    if page.locator(".comment").count() == 0:
        post(page, "Something to look at.")
    page.locator(".comment-about").first.click()
    expect(page.locator(".comment-panel")).to_be_visible()
    page.locator(".comment-reply").first.click()
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe_violations(page) == []


def test_a_thread_from_right_to_left_on_a_page_from_left_to_right(eastern_town: Town, reader: Reader) -> None:
    with host_running(parley=eastern_town.server.url) as host:
        town_command(eastern_town, "tests.browser.outside", host.site, host.url, "/eastern/")
        page = reader(f"{host.url}/eastern/", viewport=NARROW)
        expect(page.locator(".comment")).to_have_count(3)
        expect(thread_of(page)).to_have_attribute("dir", "rtl")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")
        right = "element => element.querySelector('.comment-head').getBoundingClientRect().right"
        assert page.locator("#comment-2").evaluate(right) < page.locator("#comment-1").evaluate(right)
        page.locator("#comment-1 .comment-about").click()
        expect(page.locator(".comment-panel")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        assert axe_violations(page) == []


def test_a_window_of_320_pixels(host: Host, reader: Reader) -> None:
    page = reader(f"{host.url}/narrow/", viewport=NARROW)
    post(page, "x" * 300)
    page.locator(".comment-about").click()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert axe_violations(page) == []


def test_a_site_nobody_registered_is_told_so(town: Town, reader: Reader) -> None:
    with host_running(parley=town.server.url) as stranger:
        page = reader(f"{stranger.url}/page/")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_the_keyboard_reaches_everything(host: Host, reader: Reader) -> None:
    page = reader(f"{host.url}/keys/")
    post(page, "A comment.")
    post(page, "Another one.")
    page.reload()
    expect(page.locator("#comment-2")).to_be_visible()
    page.locator("h1").click()
    reached: list[str] = []
    for _press in range(40):
        page.keyboard.press("Tab")
        reached.append(re.sub(r"\s+", " ", page.evaluate(FOCUSED)))
    for wanted in (
        "Newest first",
        "Reply to #1",
        "Valued (#1)",
        "More about #1",
        "author_name",
        "Post comment",
    ):
        assert any(wanted in one for one in reached), wanted
