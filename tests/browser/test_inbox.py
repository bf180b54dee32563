"""A reader tells the newsroom something; its author answers and corrects: on a phone, with and without scripts."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import command_run, form_ready
from tests.browser.desk_checks import desk_violations, fits
from tests.browser.signing import sign_in
from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 375, "height": 720}
INBOX = "/admin/desk/inbox/"
Reader = Callable[..., Page]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    data = tmp_path_factory.mktemp("paper") / "data"
    with ParleyServer(data=data, empty=True, PARLEY_COMMENT_MIN_SECONDS="0") as server:
        yield server.url, json.loads(command_run(data, "tests.browser.inbox_people"))


def _inbox(page: Page, url: str, password: str) -> Locator:
    """Sign in as the author; return what the inbox holds on their articles."""
    sign_in(page, url, "ellen", password)
    page.goto(f"{url}{INBOX}")
    page.get_by_label("My articles").check()
    page.get_by_role("button", name="Show", exact=True).click()
    return page.locator(".inbox-item")


def _answer(page: Page, url: str, password: str) -> None:
    items = _inbox(page, url, password)
    expect(items).to_have_count(2)
    assert fits(page)
    question = items.filter(has_text="bicycles")
    question.locator("summary", has_text="Answer in the thread").click()
    question.get_by_label("Your answer").fill("It does, *two* at a time.")
    assert desk_violations(page) == []
    assert fits(page)
    question.get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_text("Your answer stands in the thread.")).to_be_visible()
    expect(items).to_have_count(1)


def _correct(page: Page, url: str, password: str, link: str) -> None:
    """Get the link wrong first."""
    items = _inbox(page, url, password)
    items.locator("summary", has_text="It led to a correction").click()
    items.get_by_label("What was corrected").fill("The name of the harbour master")
    items.get_by_label("Link to the correction").fill("ftp://nowhere")
    items.get_by_role("button", name="Show it beside the comment").click()
    expect(page.get_by_role("alert")).to_contain_text("must begin with https://")
    expect(items.get_by_label("What was corrected")).to_have_value("The name of the harbour master")
    items.get_by_label("Link to the correction").fill(link)
    items.get_by_role("button", name="Show it beside the comment").click()
    expect(page.get_by_text("Nothing waits for an answer here.")).to_be_visible()


def test_from_the_reader_to_the_author_and_back(paper: tuple[str, dict[str, str]], reader: Reader) -> None:
    url, made = paper
    article, password = url + made["article"], made["password"]
    plain = reader(article, viewport=PHONE, java_script_enabled=False)
    plain.get_by_label("Name").fill("Tom")
    plain.get_by_label("Comment", exact=True).fill("Does the ferry take bicycles?")
    plain.get_by_label("This is").select_option("a question to the newsroom")
    plain.get_by_role("button", name="Post comment").click()
    expect(plain.locator("article.comment")).to_have_count(1)

    scripted = reader(article, viewport=PHONE)
    scripted.get_by_label("Name").fill("Ada")
    form_ready(scripted)
    scripted.get_by_label("Comment", exact=True).fill("His name is Thomas, not Tom.")
    scripted.get_by_label("This is").select_option("a correction")
    assert axe_violations(scripted) == []
    assert fits(scripted)
    scripted.get_by_role("button", name="Post comment").click()
    corrected = scripted.locator("article.comment", has_text="Thomas")
    expect(corrected).to_be_visible()
    expect(scripted.get_by_label("This is")).to_have_value("")
    scripted.get_by_label("Name").focus()  # a comment that has the focus stays as it is

    _answer(reader(url, viewport=PHONE), url, password)
    _correct(reader(url, java_script_enabled=False), url, password, made["article"])

    # Heard of by the page that was open all along: shown at once, or when it moves nothing in sight.
    offered = scripted.get_by_role("button", name="Show what was changed")
    expect(corrected.locator(".comment-correction").or_(offered).first).to_be_visible()
    for scheme in ("light", "dark"):
        page = reader(article, viewport=PHONE, color_scheme=scheme)
        answer = page.locator("article.comment", has_text="two at a time")
        expect(answer.locator(".comment-author")).to_have_text("Ellen Marsh")
        expect(answer.locator(".comment-badge")).to_have_text("Author")
        shown = page.locator("article.comment", has_text="Thomas").locator(".comment-correction a")
        expect(shown).to_have_text("The name of the harbour master")
        assert axe_violations(page) == []
        assert fits(page)
