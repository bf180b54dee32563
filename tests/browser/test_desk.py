"""The desk in a real Chromium: by keyboard, on a phone, without scripts, and looked over by axe."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import command_run
from tests.browser.desk_checks import desk_violations, fits
from tests.browser.signing import signed_in
from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
#: DESK_DECISIONS=100 with -s says how long a hundred take.
DECISIONS = int(os.environ.get("DESK_DECISIONS", "15"))
WAITING = DECISIONS + 25
PHONE = {"width": 375, "height": 720}
DESK = "/admin/desk/"


@dataclass(frozen=True)
class Newsroom:
    """A running site where comments wait, and what a browser keeps of each moderator's signing in."""

    url: str
    signed_in: dict[str, Any]

    def address(self, path: str = "") -> str:
        return self.url + DESK + path


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Newsroom]:
    data = tmp_path_factory.mktemp("newsroom") / "data"
    with ParleyServer(data=data, empty=True) as server:
        made = json.loads(
            command_run(data, "tests.browser.desk_comments", str(WAITING), PARLEY_COMMENT_MIN_SECONDS="0")
        )
        names = ("ann", "ben", "cleo")
        yield Newsroom(
            server.url, {name: signed_in(chromium, server.url, name, made["password"]) for name in names}
        )


@pytest.fixture
def moderator(newsroom: Newsroom, reader: Reader) -> Callable[..., Page]:
    """Open a page of the desk as `name`: `moderator("judge/", name="ann", viewport=...)`."""

    def open_page(path: str = "", *, name: str = "ann", **options: object) -> Page:
        return reader(newsroom.address(path), storage_state=newsroom.signed_in[name], **options)

    return open_page


def _id(page: Page) -> str:
    found = page.locator("#card").get_attribute("data-id")
    assert found
    return found


def _press(page: Page, key: str) -> str:
    """Press a key that leads to another comment; return the id of the one that was there."""
    before = _id(page)
    page.keyboard.press(key)
    expect(page.locator("#card")).not_to_have_attribute("data-id", before)
    return before


def test_many_by_keyboard_and_one_taken_back(newsroom: Newsroom, moderator: Callable[..., Page]) -> None:
    page = moderator("judge/")
    expect(page.locator("#card-title")).to_be_focused()
    began = time.monotonic()
    decided = [_press(page, "1" if place % 3 == 0 else "a") for place in range(DECISIONS)]
    print(f"{DECISIONS} decisions by keyboard in {time.monotonic() - began:.1f} s")  # noqa: T201 -- shown with -s
    assert len(set(decided)) == DECISIONS
    expect(page.locator("#card-title")).to_be_focused()
    expect(page.locator("#desk-live")).to_contain_text("Next:")
    _press(page, "u")
    expect(page.locator("#card")).to_have_attribute("data-id", decided[-1])
    expect(page.locator("#desk-live")).to_contain_text("Taken back.")
    page.goto(newsroom.address(f"judge/{decided[0]}/"))
    expect(page.locator("#card")).to_contain_text("Insult ann")
    page.goto(newsroom.address())
    expect(page.locator("[data-today]").first).to_have_text(str(DECISIONS + 1))  # with the one of the appeal


def test_skipping_and_going_back(moderator: Callable[..., Page]) -> None:
    page = moderator("judge/", name="ben")
    first = _press(page, "j")
    second = _press(page, "n")
    assert first != second
    _press(page, "k")
    assert _id(page) == second
    _press(page, "p")
    assert _id(page) == first


def test_what_the_desk_refuses_comes_back_with_the_reason(moderator: Callable[..., Page]) -> None:
    page = moderator("judge/", name="ben")
    refusal = json.dumps({"code": "text_changed", "sentence": "The comment was changed while you read it."})

    def refuse(route: Route) -> None:
        route.fulfill(status=409, content_type="application/json", body=refusal)

    page.route("**/api/decide/", refuse)
    first = _id(page)
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("The comment was changed while you read it.")
    expect(page.locator("#card")).to_have_attribute("data-id", first)


def test_keys_rest_while_somebody_types_and_can_be_turned_off(moderator: Callable[..., Page]) -> None:
    page = moderator("judge/", name="ben")
    first = _id(page)
    page.keyboard.press("m")
    page.keyboard.type("a note: jump 1")
    expect(page.locator("#note-form textarea")).to_have_value("a note: jump 1")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#notes")).to_contain_text("ben: a note: jump 1")
    assert _id(page) == first
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert desk_violations(page) == []
    page.get_by_label("Decide with single keys").uncheck()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("#card")).not_to_have_attribute("data-id", first)


def test_two_moderators_see_different_comments(moderator: Callable[..., Page]) -> None:
    seen = [_id(moderator("judge/", name=name)) for name in ("ann", "ben")]
    assert seen[0] != seen[1]


def test_without_scripts(moderator: Callable[..., Page]) -> None:
    page = moderator(name="ben", java_script_enabled=False, viewport=PHONE)
    page.get_by_role("link", name="Judge one by one").click()
    first = _id(page)
    page.get_by_role("link", name="Reject").click()
    page.get_by_role("button", name="Off topic").click()
    expect(page.locator("[data-toast]")).to_contain_text("Off topic.")
    assert _id(page) != first
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-toast]")).to_contain_text("Taken back")
    assert _id(page) == first


def test_many_at_once(moderator: Callable[..., Page]) -> None:
    page = moderator("?order=mildest", name="ben")
    page.locator("[name=comment]").nth(0).check()
    page.locator("[name=comment]").nth(1).check()
    expect(page.locator("#ticked")).to_have_text("(2)")
    page.locator("[name=choice]").select_option("reject:spam")
    page.get_by_role("button", name="Preview").click()
    expect(
        page.get_by_role("heading", name="Decide on many")
    ).to_be_visible()  # the next page, before axe looks
    assert desk_violations(page) == []
    page.get_by_role("button", name="Decide on 2").click()
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("2 comments decided.")
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("2 decisions taken back.")


@pytest.mark.parametrize(
    "dress", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}], ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    newsroom: Newsroom, moderator: Callable[..., Page], dress: dict[str, Any]
) -> None:
    page = moderator("?minutes=5", name="ben", **dress)
    for path in (
        "?minutes=5",
        "?queue=reported",
        "judge/?queue=reported",
        "judge/",
        "appeals/",
        "sanctions/",
    ):
        page.goto(newsroom.address(path))
        expect(page.locator(".desk-head")).to_be_visible()
        assert desk_violations(page) == [], path
        assert fits(page), path
    page.goto(newsroom.address("judge/"))
    page.goto(page.url.split("?")[0] + "sanction/")
    assert desk_violations(page) == []
    assert fits(page)
    page.goto(newsroom.address("judge/"))
    if dress.get("viewport"):
        page.get_by_role("link", name="Reject").click()
        expect(page.get_by_role("button", name="Off topic")).to_be_in_viewport()
        assert desk_violations(page) == []


def test_who_only_looks_gets_no_buttons(moderator: Callable[..., Page]) -> None:
    page = moderator("judge/", name="cleo")
    expect(page.locator("#card-title")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
