"""Being told of a decision, objecting, and being asked to think a comment over: on a phone, with and without script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import command_run, form_ready
from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 375, "height": 720}
NARROW = 320
ARTICLE = "/town/corn-hall-clock/"
RUDE = "You are all stupid idiots"
Reader = Callable[..., Page]


@pytest.fixture(scope="module")
def paper(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    data = tmp_path_factory.mktemp("paper") / "data"
    thresholds = '{"TOXICITY": 0.9}'
    with ParleyServer(
        data=data,
        PARLEY_TOXICITY_TIER="fast",
        PARLEY_NUDGE_THRESHOLD="0.3",
        PARLEY_TOXICITY_THRESHOLDS=thresholds,
    ) as server:
        yield server


@pytest.fixture
def look(chromium: Browser) -> Callable[[Page], None]:
    """Look at what a page shows in both dresses and on a narrow phone: axe finds nothing, nothing sticks out."""

    def look(page: Page) -> None:
        html, address = page.content(), page.url.partition("#")[0]
        for scheme in ("light", "dark"):
            other = chromium.new_page(viewport={"width": NARROW, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type] -- one of the two literals
            other.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
            other.goto(address)
            assert axe_violations(other) == []
            assert other.evaluate("document.documentElement.scrollWidth") == NARROW
            other.close()

    return look


def _post(page: Page, address: str, text: str) -> None:
    page.goto(address)
    page.get_by_label("Name").fill("Ada")
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text=text)).to_be_visible()


def test_without_a_script(paper: ParleyServer, chromium: Browser, look: Callable[[Page], None]) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type] -- a size
    page = context.new_page()
    _post(page, paper.url + ARTICLE, "Windbag of a clock")
    command_run(paper.data, "tests.browser.deciding", "remove", "Windbag of a clock")
    page.goto(paper.url + ARTICLE)
    page.get_by_role("link", name="Your comments on this page").click()
    look(page)
    page.locator("li", has_text="can object").get_by_role("link").click()
    notice = page.locator(".comment-notice")
    expect(notice).to_contain_text("A moderator removed this comment.")
    expect(notice).to_contain_text("attacks a person")
    expect(notice).to_contain_text("Speak to people")
    expect(page.locator("mark")).to_contain_text("Windbag")
    look(page)

    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a sentence")
    look(page)
    page.get_by_label("Why is the decision wrong?").fill("I meant the clock.")
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_role("status")).to_contain_text("has arrived")
    look(page)

    command_run(paper.data, "tests.browser.deciding", "overturn", "Windbag of a clock")
    page.reload()
    expect(page.locator(".comment-notice")).to_contain_text("You are right")
    expect(page.locator("article.comment")).to_contain_text("Windbag of a clock")
    look(page)
    context.close()


def test_with_the_script_it_is_told_in_the_thread(paper: ParleyServer, reader: Reader) -> None:
    page = reader(paper.url + ARTICLE, viewport=PHONE)
    _post(page, paper.url + ARTICLE, "Chatterbox of a clock")
    command_run(paper.data, "tests.browser.deciding", "remove", "Chatterbox of a clock")
    page.goto(paper.url + ARTICLE)
    page.locator("#comments-title").hover()
    own = page.locator("article.comment-waiting", has_text="Chatterbox")
    expect(own.locator(".comment-notice")).to_contain_text("A moderator removed this comment.")
    own.get_by_role("link", name="Object to this decision").click()
    field = own.get_by_label("Why is the decision wrong?")
    expect(field).to_be_focused()
    assert axe_violations(page) == []
    own.get_by_role("button", name="Send the objection").click()
    expect(own.get_by_role("alert")).to_contain_text("Write a sentence")
    field.fill("I meant the clock.")
    own.get_by_role("button", name="Send the objection").click()
    expect(own.locator(".comment-notice")).to_contain_text("Your objection has arrived.")
    expect(own.get_by_role("link", name="Object to this decision")).to_have_count(0)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    page.goto(paper.url + ARTICLE)
    page.locator("#comments-title").hover()
    expect(own.locator(".comment-notice")).to_contain_text("Your objection has arrived.")
    stranger = reader(paper.url + ARTICLE, viewport=PHONE)
    stranger.locator("#comments-title").hover()
    expect(stranger.locator(".comment-notice")).to_have_count(0)


@pytest.mark.parametrize("scripted", [True, False])
def test_the_nudge(
    paper: ParleyServer,
    chromium: Browser,
    look: Callable[[Page], None],
    *,
    scripted: bool,
) -> None:
    context = chromium.new_context(java_script_enabled=scripted, viewport=PHONE)  # type: ignore[arg-type] -- a size
    page = context.new_page()
    page.goto(paper.url + ARTICLE)
    text = f"{RUDE}, {'all' if scripted else 'each'} of you"
    page.get_by_label("Name").fill("Ada")
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    box = page.locator("#comment-form-nudge")
    expect(box).to_contain_text("Readers may take this as an attack.")
    expect(box.locator("mark").first).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(text)
    expect(page.locator("#comment-form-errors")).to_be_hidden()
    if scripted:
        expect(box).to_be_focused()
        assert axe_violations(page) == []
    else:
        look(page)
    page.get_by_role("button", name="Post anyway").click()
    waiting = page.locator("article.comment-waiting", has_text=text)
    expect(waiting).to_contain_text("moderator reads it first")
    expect(waiting).to_be_visible()
    context.close()
