"""The desk's rooms in a real Chromium: on a phone, in the dark, without scripts, and looked over by axe."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import command_run
from tests.browser.desk_checks import desk_violations, fits
from tests.browser.signing import signed_in
from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 375, "height": 720}
DESK = "/admin/desk/"
NEW_RULE = """
[[rule]]
name = "no-bargains"
sentence = "Please don’t call it a bargain."
severity = "minor"
action = "hold"
words = ["bargain"]
"""


@dataclass(frozen=True)
class Rooms:
    """A running site with filled rooms, one of its threads, and what a browser keeps of each one's signing in."""

    url: str
    thread: str
    signed_in: dict[str, Any]


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Rooms]:
    data = tmp_path_factory.mktemp("rooms") / "data"
    with ParleyServer(data=data, empty=True) as server:
        made = json.loads(command_run(data, "tests.browser.desk_rooms", PARLEY_COMMENT_MIN_SECONDS="0"))
        states = {name: signed_in(chromium, server.url, name, made["password"]) for name in ("ben", "cleo")}
        yield Rooms(server.url, made["thread"], states)


@pytest.fixture
def desk(rooms: Rooms, reader: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page of the desk as `name`: `desk("rules/", name="cleo", viewport=...)`."""

    def open_page(path: str = "", *, name: str = "ben", **options: object) -> Page:
        return reader(f"{rooms.url}{DESK}{path}", storage_state=rooms.signed_in[name], **options)

    return open_page


def _problems(page: Page) -> list[str]:
    """Return what axe finds in the desk's own part of the page, and whether it sticks out sideways."""
    return desk_violations(page) + ([] if fits(page) else ["sticks out sideways"])


def test_a_rule_from_the_draft_to_shadow_without_scripts_on_a_phone(desk: Callable[..., Page]) -> None:
    """Each page on the way is opened again with scripts, for axe."""
    phone = {"viewport": PHONE, "java_script_enabled": False}
    page = desk("rules/", **phone)
    page.get_by_role("link", name="Change the rules").click()
    box = page.get_by_label("Rules, in TOML")
    begun = box.input_value()
    box.fill(begun + NEW_RULE.replace('"hold"', '"burn"'))
    page.get_by_role("button", name="Save and look at what it would do").click()
    expect(page.get_by_role("alert")).to_contain_text("action: ")
    assert _problems(desk("rules/draft/", viewport=PHONE)) == []
    page.get_by_label("Rules, in TOML").fill(begun + NEW_RULE)
    page.get_by_role("button", name="Save and look at what it would do").click()
    page.get_by_role("button", name="Replay the last 200").click()
    row = page.get_by_role("row").filter(has_text="that fountain was")
    expect(row.get_by_role("cell")).to_have_text(["no-bargains ", "Published", "Held", "Published"])
    for scheme in ("light", "dark"):
        review = desk("rules/draft/review/?last=200", viewport=PHONE, color_scheme=scheme)
        assert _problems(review) == []
    page.get_by_label("What was changed").fill("Bargains")
    page.get_by_role("button", name="Run the new rules in shadow").click()
    card = page.get_by_role("listitem").filter(has_text="no-bargains-trial")
    expect(card.locator(".rule-mode")).to_have_text("In shadow")


def test_a_problem_leads_to_its_line(desk: Callable[..., Page]) -> None:
    page = desk("rules/draft/")
    page.get_by_label("Rules, in TOML").fill(NEW_RULE + "words = \n")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Line 8").click()
    chosen = "(box => box.value.slice(box.selectionStart, box.selectionEnd))(document.activeElement)"
    assert page.evaluate(chosen) == "words = "
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("The draft is gone.")).to_be_visible()


def test_the_sweep_goes_to_its_end(rooms: Rooms, desk: Callable[..., Page]) -> None:
    page = desk(f"legal/article/{rooms.thread}/", viewport=PHONE)
    assert _problems(page) == []
    page.get_by_role("link", name="Sweep what is published").click()
    page.wait_for_url("**/sweep/")
    assert _problems(page) == []
    page.get_by_role("button", name="Sweep").click()
    expect(page.get_by_role("heading", name="The whole thread has been looked at")).to_be_visible()
    expect(page.locator("#sweep").get_by_role("status")).to_have_text("Held 1 of 4 comments looked at.")
    assert _problems(page) == []


def test_a_campaign_is_taken_down_and_put_back_without_scripts(desk: Callable[..., Page]) -> None:
    page = desk("campaigns/", viewport=PHONE, java_script_enabled=False)
    case = page.get_by_role("listitem").filter(has_text="Nearly the same text")
    case.get_by_role("link", name="Look at 6 comments").click()
    page.get_by_role("button", name="Preview…").click()
    page.get_by_role("button", name="Decide on 6").click()
    expect(page.get_by_text("6 comments decided.")).to_be_visible()
    case = page.get_by_role("listitem").filter(has_text="Nearly the same text")
    expect(case).to_contain_text("6 removed")
    page.get_by_role("button", name="Undo").click()
    page.goto(page.url.partition("/admin/")[0] + f"{DESK}campaigns/")
    expect(page.get_by_role("listitem").filter(has_text="Nearly the same text")).to_contain_text(
        "6 published"
    )


@pytest.mark.parametrize("path", ["rules/", "rules/versions/", "legal/", "articles/", "campaigns/"])
@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 800})])
def test_axe_finds_nothing(
    desk: Callable[..., Page], path: str, scheme: str, viewport: dict[str, int]
) -> None:
    for name in ("ben", "cleo"):
        assert _problems(desk(path, name=name, color_scheme=scheme, viewport=viewport)) == []
