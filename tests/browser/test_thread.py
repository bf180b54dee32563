"""Reading and joining a thread, with scripts and without, as readers do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.chromium import CHROMIUM, QUIET
from tests.browser.conftest import Town, form_ready

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
FOUR_LINKS = " ".join(f"https://example.org/{number}" for number in range(4))
SCRIPTS = pytest.mark.parametrize("java_script_enabled", [True, False], ids=["scripts", "no scripts"])


def fill(page: Page, text: str, name: str = "Maria Conti") -> None:
    page.get_by_label("Name").fill(name)
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)


def press_post(page: Page) -> None:
    page.get_by_role("button", name="Post comment").click()


def comment_with(page: Page, text: str) -> object:
    return page.get_by_role("article").filter(has_text=text)


# --- reading -------------------------------------------------------------------------------------


@SCRIPTS
def test_a_thread_reads_in_order_with_lasting_numbers(
    quiet_article: str, reader: Reader, *, java_script_enabled: bool
) -> None:
    page = reader(quiet_article, java_script_enabled=java_script_enabled)
    expect(page.get_by_role("heading", name="3 comments")).to_be_visible()
    heads = page.locator(".comment .comment-title")
    expect(heads).to_have_text([re.compile(rf"{words}\s+#") for words in ("Ada Larsen", "Tom Reyes", "Noor")])
    expect(page.locator("#comment-2").get_by_role("link", name="in reply to #1")).to_have_attribute(
        "href", "#comment-1"
    )


def test_a_permalink_leads_to_its_comment(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    page.locator("#comment-3 .comment-number").click()
    expect(page).to_have_url(f"{quiet_article}#comment-3")
    expect(page.locator("#comment-3:target")).to_be_in_viewport()


def test_a_closed_thread_says_so_and_offers_no_form(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.closed))
    expect(page.get_by_text("Comments on this page are closed.")).to_be_visible()
    expect(page.locator(".comment-form")).to_have_count(0)


def test_a_removed_comment_keeps_its_place_for_the_replies_under_it(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.busy))
    gone = page.locator("#comment-9")
    expect(gone).to_contain_text("This comment is not shown any more.")
    expect(gone.locator(".comment-author, .comment-body, .comment-reply")).to_have_count(0)
    expect(page.locator("#comment-9 + #comment-10")).to_be_visible()


def test_a_new_comment_tells_how_long_ago_and_keeps_the_date(article: str, reader: Reader) -> None:
    page = reader(article)
    fill(page, "Just now.")
    press_post(page)
    time = page.locator("#comment-4 parley-time")
    expect(time.locator("[aria-hidden]")).to_have_text(re.compile("now|minute"))
    expect(time).to_have_attribute("title", re.compile(r"\d{4}"))
    expect(time.locator("time")).to_have_text(re.compile(r"\d{4}"))


# --- posting -------------------------------------------------------------------------------------


def test_posting_with_scripts_needs_no_reload(article: str, reader: Reader) -> None:
    page = reader(article)
    page.evaluate("window.sameDocument = true")
    fill(page, "I was there.\n\n**Really.** 🇺🇦💥")
    press_post(page)
    new = page.locator("#comment-4")
    expect(new).to_be_focused()
    expect(new.locator(".comment-body p")).to_have_text(["I was there.", "Really. 🇺🇦💥"])
    expect(new.locator("strong")).to_have_text("Really.")
    expect(page.get_by_role("heading", name="4 comments")).to_be_visible()
    expect(page.locator("[data-comment-count]")).to_have_text("4 comments")
    expect(page.locator("[data-status]")).to_have_text("Your comment is published. #4")
    expect(page).to_have_url(f"{article}#comment-4")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    assert page.evaluate("window.sameDocument")
    second = reader(article)
    expect(second.locator("#comment-4")).to_contain_text("I was there.")


def test_posting_without_scripts(article: str, reader: Reader) -> None:
    page = reader(article, java_script_enabled=False)
    fill(page, "Plain HTML will do.")
    press_post(page)
    expect(page).to_have_url(f"{article}#comment-4")
    expect(page.locator("#comment-4")).to_contain_text("Plain HTML will do.")
    second = reader(article, java_script_enabled=False)
    expect(second.locator("#comment-4")).to_contain_text("Plain HTML will do.")


def test_the_first_comment_of_a_thread(town: Town, reader: Reader) -> None:
    page = reader(town.address(town.empty))
    expect(page.get_by_text("Be the first")).to_be_visible()
    fill(page, "First.")
    press_post(page)
    expect(page.locator("#comment-1")).to_be_focused()
    expect(page.get_by_text("Be the first")).to_have_count(0)
    expect(page.get_by_role("heading", name="1 comment", exact=True)).to_be_visible()


def test_replying_with_scripts(article: str, reader: Reader) -> None:
    page = reader(article)
    page.locator("#comment-1 .comment-reply").click()
    form = page.locator("#comment-1 .comment-form")
    expect(form.get_by_label("Comment", exact=True)).to_be_focused()
    expect(form.get_by_text("Replying to")).to_contain_text("#1 Ada Larsen")
    fill(page, "A second answer to the first.")
    press_post(page)
    new = page.locator("#comment-4")
    expect(new).to_be_focused()
    expect(new.get_by_role("link", name="in reply to #1")).to_be_visible()
    expect(page.locator("#comment-1 + #comment-2 + #comment-4 + #comment-3")).to_be_visible()
    expect(page.locator("#comment-form .comment-form")).to_be_visible()
    page.reload()
    expect(page.locator("#comment-1 + #comment-2 + #comment-4 + #comment-3")).to_be_visible()


def test_replying_without_scripts(article: str, reader: Reader) -> None:
    page = reader(article, java_script_enabled=False)
    page.locator("#comment-2 .comment-reply").click()
    expect(page.get_by_role("heading", name="Reply to #2")).to_be_visible()
    expect(page.locator("#comment-2")).to_contain_text("An answer to the first.")
    fill(page, "And an answer to that.")
    press_post(page)
    expect(page).to_have_url(f"{article}#comment-4")
    expect(page.locator("#comment-4").get_by_role("link", name="in reply to #2")).to_be_visible()


def test_leaving_a_reply_brings_the_focus_back(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    reply = page.locator("#comment-2 .comment-reply")
    reply.click()
    page.keyboard.press("Escape")
    expect(reply).to_be_focused()
    expect(page.locator("#comment-form .comment-form")).to_be_visible()
    reply.click()
    page.get_by_label("Comment", exact=True).fill("Not lost.")
    page.keyboard.press("Escape")  # a reply with text is not closed by accident
    expect(page.locator("#comment-2 .comment-form")).to_be_visible()
    page.get_by_role("button", name="Cancel reply").click()
    expect(reply).to_be_focused()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    reply.click()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Not lost.")


def test_ctrl_enter_posts(article: str, reader: Reader) -> None:
    page = reader(article)
    fill(page, "By the keys.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#comment-4")).to_contain_text("By the keys.")


def test_the_keyboard_alone_is_enough(article: str, reader: Reader) -> None:
    page = reader(article)

    def tab_to(selector: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if focused.evaluate("(element, selector) => element.matches(selector)", selector):
                assert focused.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
                return
        raise AssertionError(f"{selector} can't be reached with the Tab key")

    tab_to("#comment-1 .comment-reply")
    page.keyboard.press("Enter")
    expect(page.locator("#comment-1 textarea")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Maria Conti")
    page.keyboard.press("Tab")
    page.keyboard.type("Without a mouse.")
    tab_to("[type=submit]")
    page.keyboard.press("Space")
    expect(page.locator("#comment-4")).to_be_focused()
    expect(page.locator("#comment-4")).to_contain_text("in reply to #1")


# --- waiting for a moderator ----------------------------------------------------------------------


@SCRIPTS
def test_a_held_comment_is_shown_to_its_writer_alone(
    article: str, reader: Reader, *, java_script_enabled: bool
) -> None:
    page = reader(article, java_script_enabled=java_script_enabled)
    fill(page, f"Look at these: {FOUR_LINKS}")
    press_post(page)
    mine = page.locator(".comment-waiting")
    expect(mine).to_contain_text("Look at these")
    expect(mine).to_contain_text("waiting for a moderator")
    expect(mine).to_contain_text("Only you can see this comment")
    expect(page.get_by_role("heading", name="3 comments")).to_be_visible()
    page.goto(article)
    expect(page.locator(".comment-waiting")).to_contain_text("Look at these")
    second = reader(article)
    expect(second.locator("#comment-3")).to_be_visible()
    expect(second.get_by_text("Look at these")).to_have_count(0)


# --- what can go wrong ----------------------------------------------------------------------------


@SCRIPTS
@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("", "Some text.", "Give a name"),
        ("Maria", " ", "Write something first"),
        ("Maria", "x" * 10_007, "7 characters"),
        ("n" * 100, "Some text.", "too long by 20"),
    ],
    ids=["no name", "no text", "long text", "long name"],
)
def test_an_error_stands_by_its_field_and_keeps_what_was_typed(
    town: Town, reader: Reader, *, java_script_enabled: bool, name: str, text: str, message: str
) -> None:
    page = reader(town.address(town.busy), java_script_enabled=java_script_enabled)
    fill(page, text, name)
    press_post(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(message)
    expect(alert).to_be_focused()
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_accessible_description(re.compile(message))
    expect(page.get_by_label("Name")).to_have_value(name)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(text)
    alert.get_by_role("link").click()
    expect(wrong).to_be_focused()


@SCRIPTS
def test_a_form_that_comes_back_at_once_is_not_believed(
    eastern_town: Town, reader: Reader, *, java_script_enabled: bool
) -> None:
    page = reader(eastern_town.address(eastern_town.busy), java_script_enabled=java_script_enabled)
    page.locator("#comment-author").fill("Maria")
    form_ready(page)
    page.locator("#comment-text").fill("Quick as a machine.")
    email, button = page.locator("#comment-email"), page.locator(".comment-form [type=submit]:not([hidden])")
    email.fill("maria@readers.example")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        button.click()
    assert "maria@readers.example" in unquote(sent.value.post_data or "")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#comment-text")).to_have_value("Quick as a machine.")
    expect(email).to_have_value("maria@readers.example")
    if java_script_enabled:
        wrong = {"errors": [{"field": "email", "code": "email_wrong", "message": "No address."}]}
        page.route("**/comments", lambda route: route.fulfill(status=422, json=wrong))
        button.click()
        expect(email).to_have_accessible_description(re.compile("No address"))


def test_without_a_connection_the_text_stays_and_can_be_sent_later(article: str, reader: Reader) -> None:
    page = reader(article)
    fill(page, "Sent twice, posted once.")
    page.context.set_offline(True)
    press_post(page)
    expect(page.get_by_role("alert")).to_contain_text("no connection")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Sent twice, posted once.")
    page.context.set_offline(False)
    press_post(page)
    expect(page.locator("#comment-4")).to_contain_text("Sent twice, posted once.")


def test_an_answer_that_is_no_answer_keeps_the_text(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    page.route("**/api/**", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    fill(page, "Still here.")
    press_post(page)
    expect(page.get_by_role("alert")).to_contain_text("did not answer as it should")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Still here.")


def test_pressing_twice_posts_once(article: str, reader: Reader) -> None:
    page = reader(article)
    held_back: list[Route] = []
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.route("**/api/*/threads/*/comments", lambda route: held_back.append(route))  # noqa: PLW0108 -- Playwright can't wrap a builtin
    fill(page, "Once.")
    press_post(page)
    busy = page.locator(".comment-form [type=submit]:not([hidden])")
    expect(busy).to_have_attribute("aria-disabled", "true")
    busy.click(force=True)  # Playwright would wait until it is enabled
    page.get_by_label("Comment", exact=True).press("Control+Enter")
    held_back[0].continue_()
    expect(page.locator("#comment-4")).to_contain_text("Once.")
    expect(busy).to_have_attribute("aria-disabled", "false")
    assert len(sent) == 1


def test_the_count_tells_what_is_too_much_and_cuts_nothing(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    text = page.get_by_label("Comment", exact=True)
    count = page.locator(".comment-form-count")
    text.fill("short")
    expect(count).to_be_hidden()
    text.fill("👋" * 9_990)
    expect(count).to_have_text("Characters left: 10")
    text.fill("x" * 10_003)
    expect(count).to_have_text("Characters too many: 3")
    expect(page.locator("[data-count-spoken]")).to_have_text("Characters too many: 3")
    expect(text).to_have_value("x" * 10_003)


@SCRIPTS
def test_a_hostile_name_is_only_a_name(article: str, reader: Reader, *, java_script_enabled: bool) -> None:
    page = reader(article, java_script_enabled=java_script_enabled)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    name = "<img src=x onerror=alert(1)>"
    fill(page, '<script>alert(2)</script> "onmouseover=alert(3)', name)
    press_post(page)
    new = page.locator("#comment-4")
    expect(new.locator(".comment-author")).to_have_text(name)
    expect(new.locator(".comment-body")).to_have_text('<script>alert(2)</script> "onmouseover=alert(3)')
    expect(new.locator("img, script")).to_have_count(0)
    if java_script_enabled:
        new.locator(".comment-reply").click()
        expect(page.locator("[data-reply-name]")).to_have_text(name)
    assert dialogs == []


# --- what the browser remembers -------------------------------------------------------------------


def test_a_draft_survives_a_reload_until_it_is_posted(article: str, reader: Reader) -> None:
    page = reader(article)
    fill(page, "Half a thought")
    page.reload()
    text = page.get_by_label("Comment", exact=True)
    expect(text).to_have_value("Half a thought")
    expect(page.get_by_text("Your unsent text is back.")).to_be_visible()
    page.get_by_label("Name").fill("Maria Conti")
    press_post(page)
    expect(page.locator("#comment-4")).to_contain_text("Half a thought")
    page.reload()
    expect(text).to_have_value("")
    expect(page.get_by_label("Name")).to_have_value("Maria Conti")


def test_a_draft_can_be_discarded(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    page.get_by_label("Comment", exact=True).fill("Better not.")
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_each_reply_has_a_draft_of_its_own(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    text = page.get_by_label("Comment", exact=True)
    text.fill("To all.")
    page.locator("#comment-1 .comment-reply").click()
    expect(text).to_have_value("")
    text.fill("To Ada.")
    page.locator("#comment-2 .comment-reply").click()
    expect(text).to_have_value("")
    page.locator("#comment-1 .comment-reply").click()
    expect(text).to_have_value("To Ada.")
    page.get_by_role("button", name="Write a new comment").click()
    expect(text).to_be_focused()
    expect(text).to_have_value("To all.")


@pytest.fixture
def cookieless(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A browser whose owner blocks cookies and with them all site data: reading localStorage throws."""
    profile = tmp_path / "profile" / "Default"
    profile.mkdir(parents=True)
    (profile / "Preferences").write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    context = chromium.browser_type.launch_persistent_context(
        profile.parent, executable_path=CHROMIUM, args=QUIET
    )
    yield context.new_page()
    context.close()


def test_posting_with_cookies_and_storage_blocked(cookieless: Page, article: str) -> None:
    page = cookieless
    page.goto(article)
    storage = "() => { try { return localStorage.length } catch (error) { return error.name } }"
    assert page.evaluate(storage) == "SecurityError"
    fill(page, "No cookies, thank you.")
    press_post(page)
    expect(page.locator("#comment-4")).to_be_focused()
    page.locator("#comment-4 .comment-reply").click()
    fill(page, f"And these: {FOUR_LINKS}")
    press_post(page)
    expect(page.locator(".comment-waiting")).to_contain_text("And these")
    assert page.context.cookies() == []
