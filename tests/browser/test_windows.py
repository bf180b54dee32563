"""A thread that takes many windows: orders, branches, permalinks and the address bar, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
SCRIPTS = pytest.mark.parametrize("java_script_enabled", [True, False], ids=["scripts", "no scripts"])
ORDERS = {
    "Oldest first": ("oldest", "1"),
    "Newest first": ("newest", "60"),
    "Most replies": ("replied", "5"),
    "Most valued": ("valued", "12"),
}
WINDOW = 25  # top-level comments
TOP = ".thread-window .comment[data-depth='0']"
# Where on the screen a comment begins.
PLACE = "element => Math.round(element.getBoundingClientRect().top)"


def same_document(page: Page) -> None:
    page.evaluate("window.sameDocument = true")


def first_number(page: Page, number: str) -> None:
    expect(page.locator(".thread-window .comment").first).to_have_attribute("data-number", number)


# --- orders --------------------------------------------------------------------------------------


@SCRIPTS
@pytest.mark.parametrize("label", ORDERS)
def test_each_order_by_its_link(town: Town, reader: Reader, label: str, *, java_script_enabled: bool) -> None:
    name, first = ORDERS[label]
    page = reader(f"{town.address(town.long)}?order=newest", java_script_enabled=java_script_enabled)
    first_number(page, "60")
    page.get_by_role("link", name=label).click()
    first_number(page, first)
    expect(page).to_have_url(re.compile(rf"\?order={name}#comments$"))
    expect(page.get_by_role("link", name=label)).to_have_attribute("aria-current", "true")
    expect(page.locator(".thread-orders [aria-current]")).to_have_count(1)


def test_an_order_comes_without_a_reload_and_back_goes_back(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    same_document(page)
    page.get_by_role("link", name="Newest first").click()
    first_number(page, "60")
    page.get_by_role("link", name="Most valued").click()
    first_number(page, "12")
    page.go_back()
    first_number(page, "60")
    expect(page).to_have_url(re.compile(r"\?order=newest#comments$"))
    page.go_back()
    first_number(page, "1")
    expect(page.get_by_role("link", name="Oldest first")).to_have_attribute("aria-current", "true")
    page.go_forward()
    first_number(page, "60")
    assert page.evaluate("window.sameDocument")
    page.reload()
    first_number(page, "60")


@SCRIPTS
def test_the_order_of_time_lays_the_tree_flat_and_again_raises_it(
    town: Town, reader: Reader, *, java_script_enabled: bool
) -> None:
    page = reader(town.address(town.long), java_script_enabled=java_script_enabled)
    flat = page.get_by_role("link", name="In order of time")
    flat.click()
    expect(page.locator(".thread-window .comment")).to_have_count(71)
    expect(page.locator("#comment-60 + #comment-61")).to_be_visible()
    left = "element => element.querySelector('.comment-head').getBoundingClientRect().left"
    assert page.locator("#comment-61").evaluate(left) == page.locator("#comment-60").evaluate(left)
    page.get_by_role("link", name="Newest first").click()
    first_number(page, "71")
    expect(page).to_have_url(re.compile(r"\?order=newest&flat=1#comments$"))
    flat.click()
    first_number(page, "60")
    expect(flat).not_to_have_attribute("aria-current", "true")


def test_a_reader_s_order_is_remembered_until_the_address_names_one(
    town: Town, reader: Reader, quiet_article: str
) -> None:
    page = reader(town.address(town.long))
    page.get_by_role("link", name="Newest first").click()
    page.get_by_role("link", name="In order of time").click()
    first_number(page, "71")
    page.goto(town.address(town.long))
    first_number(page, "71")
    expect(page).to_have_url(re.compile(r"order=newest&flat=1"))
    page.goto(quiet_article)
    first_number(page, "3")
    page.goto(f"{town.address(town.long)}?order=oldest")
    first_number(page, "1")


# --- more of it ----------------------------------------------------------------------------------


def test_more_comments_are_added_and_the_address_follows(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    same_document(page)
    more = page.get_by_role("link", name="More comments")
    more.click()
    expect(page.locator(TOP)).to_have_count(2 * WINDOW)
    expect(page.locator(f"#comment-{WINDOW + 1}")).to_be_focused()
    expect(page).to_have_url(re.compile(r"after="))
    more.click()
    expect(page.locator(TOP)).to_have_count(60)
    expect(more).to_have_count(0)
    first_number(page, "1")
    assert page.evaluate("window.sameDocument")
    page.reload()
    first_number(page, "51")


def test_every_comment_is_reached_without_scripts(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long), java_script_enabled=False)
    seen: list[str] = []
    for _window in range(3):
        found = page.locator(TOP)
        seen += [found.nth(at).get_attribute("data-number") or "" for at in range(found.count())]
        more = page.get_by_role("link", name="More comments")
        if more.count():
            more.click()
    assert seen == [str(number) for number in range(1, 61)]
    page.get_by_role("link", name="Earlier comments").click()
    first_number(page, "26")
    page.get_by_role("link", name="From the first comment").click()
    first_number(page, "1")


def test_earlier_comments_come_above_and_nothing_moves(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    page.get_by_role("link", name="More comments").click()
    expect(page).to_have_url(re.compile(r"after="))
    page.reload()
    first_number(page, "26")
    earlier = page.get_by_role("link", name="Earlier comments")
    earlier.scroll_into_view_if_needed()
    before = page.locator("#comment-26").evaluate(PLACE)
    earlier.click()
    expect(page.locator("#comment-25")).to_be_focused()
    assert abs(page.locator("#comment-26").evaluate(PLACE) - before) <= 1
    first_number(page, "1")
    expect(earlier).to_have_count(0)


@SCRIPTS
def test_the_other_replies_of_a_branch(town: Town, reader: Reader, *, java_script_enabled: bool) -> None:
    page = reader(town.address(town.long), java_script_enabled=java_script_enabled)
    expect(page.locator(".comment[data-root='5']")).to_have_count(4)
    page.get_by_role("link", name=re.compile("6 more replies")).click()
    if java_script_enabled:
        expect(page.locator(".comment[data-root='5']")).to_have_count(10)
        expect(page.locator("#comment-69 + #comment-6")).to_be_visible()
        expect(page.locator("#comment-64")).to_be_focused()
    else:
        expect(page.locator("#comment-69")).to_be_visible()
        page.get_by_role("link", name="All comments").click()
        first_number(page, "1")


# --- permalinks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["?comment=40#comment-40", "#comment-40"])
def test_a_permalink_into_the_middle(town: Town, reader: Reader, address: str) -> None:
    page = reader(town.address(town.long) + address)
    target = page.locator("#comment-40")
    expect(target).to_be_in_viewport()
    expect(page.locator("#comment-39")).to_be_visible()
    expect(page.locator("#comment-1")).to_have_count(0)
    page.get_by_role("link", name="All comments").click()
    first_number(page, "1")


def test_a_permalink_into_the_middle_without_scripts(town: Town, reader: Reader) -> None:
    page = reader(f"{town.address(town.long)}?comment=40#comment-40", java_script_enabled=False)
    expect(page.locator("#comment-40:target")).to_be_in_viewport()
    page.get_by_role("link", name="All comments").click()
    first_number(page, "1")


def test_the_number_of_a_comment_is_its_address(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    page.locator("#comment-7 .comment-number").click()
    expect(page).to_have_url(re.compile(r"#comment-7$"))
    expect(page.locator("#comment-7:target")).to_be_in_viewport()


def test_a_comment_that_is_not_there(town: Town, reader: Reader) -> None:
    page = reader(f"{town.address(town.long)}?comment=9999#comment-9999")
    expect(page.get_by_text("not here any more")).to_be_visible()
    first_number(page, "1")


# --- what can go wrong ---------------------------------------------------------------------------


def test_a_window_that_does_not_come_can_be_asked_for_again(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    page.route("**/window/**", lambda route: route.fulfill(status=502, body="no"))
    page.get_by_role("link", name="More comments").click()
    alert = page.get_by_role("alert").filter(has_text="could not be loaded")
    expect(alert).to_be_visible()
    page.unroute("**/window/**")
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator("#comment-26")).to_be_focused()
    expect(alert).to_have_count(0)


def test_a_slow_window_is_announced_and_asked_for_once(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    held: list[Route] = []
    page.route("**/window/**", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright can't wrap a builtin
    more = page.get_by_role("link", name="More comments")
    more.click()
    expect(page.locator("[data-status]")).to_have_text("Loading comments …")
    expect(page.locator(".thread-window")).to_have_attribute("aria-busy", "true")
    more.click()
    held[0].continue_()
    expect(page.locator("#comment-26")).to_be_focused()
    expect(page.locator(".thread-window")).to_have_attribute("aria-busy", "false")
    assert len(held) == 1


# --- folding and what is new ---------------------------------------------------------------------


def test_a_branch_folds_and_opens(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    button = page.get_by_role("button", name="Replies to #5")
    page.locator("#comment-5").scroll_into_view_if_needed()
    expect(button).to_have_attribute("aria-expanded", "true")
    button.hover()
    place = page.locator("#comment-5").evaluate(PLACE)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_have_text("+3")
    expect(page.locator("#comment-61")).to_be_hidden()
    expect(page.locator("#comment-6")).to_be_visible()
    assert page.locator("#comment-5").evaluate(PLACE) == place
    button.press("Enter")
    expect(page.locator("#comment-61")).to_be_visible()


def test_what_came_since_the_last_visit_is_marked_and_found(town: Town, reader: Reader, article: str) -> None:
    page = reader(article)
    page.mouse.wheel(0, 10)
    key = page.locator("parley-thread").evaluate("element => `parley:seen:${element.dataset.thread}`")
    page.wait_for_function("key => localStorage.getItem(key)", arg=key)
    # A visit of yesterday, when only the first comment was there.
    seen = '{"at": 0, "last": {"number": 1, "count": 1}}'
    page.evaluate(
        "([key, seen]) => addEventListener('pagehide', () => localStorage.setItem(key, seen))", [key, seen]
    )
    page.goto("about:blank")
    page.goto(article)
    page.mouse.wheel(0, 10)
    notice = page.get_by_role("button", name=re.compile("2 new since your last visit"))
    expect(notice).to_be_visible()
    expect(page.locator("#comment-1")).not_to_have_attribute("data-unread", "")
    notice.click()
    expect(page.locator("#comment-2")).to_be_focused()
    page.get_by_role("button", name="Next unread").click()
    expect(page.locator("#comment-3")).to_be_focused()


def test_the_next_unread_comment_is_fetched_where_it_is_not_in_the_page(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.long))
    page.mouse.wheel(0, 10)
    key = page.locator("parley-thread").evaluate("element => `parley:seen:${element.dataset.thread}`")
    page.wait_for_function("key => localStorage.getItem(key)", arg=key)
    seen = '{"at": 0, "last": {"number": 55, "count": 55}}'
    page.evaluate(
        "([key, seen]) => addEventListener('pagehide', () => localStorage.setItem(key, seen))", [key, seen]
    )
    page.goto("about:blank")
    page.goto(f"{town.address(town.long)}?order=replied")
    page.locator("#comment-5").hover()
    # In this order #61 to #63 stand first, as replies to #5; then come #70 and #71 under #30, then the others.
    page.get_by_role("button", name=re.compile("16 new since your last visit")).click()
    expect(page.locator("#comment-61")).to_be_focused()
    for number in (62, 63, 70, 71):
        page.get_by_role("button", name="Next unread").click()
        expect(page.locator(f"#comment-{number}")).to_be_focused()
