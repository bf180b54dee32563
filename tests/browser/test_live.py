"""What comes by itself: other readers' comments, edits, removals and values, and nothing moves for it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Town, form_ready

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
# Every shift that Chromium saw (web.dev/articles/cls), also those within half a second of the reader's own input.
WATCH = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
            shifts.push([value, ...sources.map(({ node }) => node?.className || node?.textContent)]);
        }
    }).observe({ type: "layout-shift" });
}"""
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PLACE = "element => Math.round(element.getBoundingClientRect().top)"


def post(page: Page, text: str, *, under: int = 0) -> None:
    if under:
        page.locator(f"#comment-{under} .comment-reply").click()
    page.get_by_label("Name").fill("Tom Reyes")
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    first = text.partition("\n")[0]
    expect(page.locator(".comment-body").filter(has_text=first)).to_be_visible()


def shifts(page: Page) -> list[object]:
    page.evaluate(FRAMES)
    found: list[object] = page.evaluate("shifts")
    return found


def test_two_readers_see_each_other_s_comments(article: str, reader: Reader) -> None:
    ada, tom = reader(article), reader(article)
    post(tom, "Tom was here.")
    button = ada.get_by_role("button", name="1 new comment")
    expect(button).to_be_visible()
    expect(ada.locator("#comment-4")).to_have_count(0)  # not before it is asked for
    expect(ada.locator("[data-status]")).to_have_text("1 new comment")
    expect(ada.get_by_role("heading", name="4 comments")).to_be_visible()
    button.click()
    expect(ada.locator("#comment-4")).to_be_focused()
    expect(button).to_have_count(0)
    post(ada, "And so was Ada.", under=1)
    tom.get_by_role("button", name="1 new comment").click()
    expect(tom.locator("#comment-1 + #comment-2 + #comment-5 + #comment-3 + #comment-4")).to_be_visible()


def test_news_are_gathered_and_put_where_they_belong(article: str, reader: Reader) -> None:
    ada, tom = reader(article), reader(article)
    post(tom, "First of three.")
    post(tom, "Second of three.", under=1)
    post(tom, "Third of three.")
    button = ada.get_by_role("button", name="3 new comments")
    expect(ada.locator("[data-status]")).to_have_text("3 new comments")
    button.click()
    expect(
        ada.locator("#comment-1 + #comment-2 + #comment-5 + #comment-3 + #comment-4 + #comment-6")
    ).to_be_visible()
    expect(ada.locator(".comment")).to_have_count(6)


def test_what_comes_moves_nothing(article: str, reader: Reader) -> None:
    ada, tom = reader(article), reader(article)
    post(ada, "Ada's own word.")
    ada.evaluate("document.querySelector('#comment-2').scrollIntoView()")
    ada.evaluate(FRAMES)
    ada.evaluate(WATCH)
    place = ada.locator("#comment-3").evaluate(PLACE)
    # Everything that can happen, seen by a reader who does nothing.
    post(tom, "A word at the end.")
    post(tom, "A reply above what she reads.\n\n" + "With many lines.\n\n" * 20, under=1)
    expect(ada.get_by_role("button", name="2 new comments")).to_be_visible()
    tom.locator("#comment-3 .comment-value button").click()
    expect(ada.locator("#comment-3 .comment-value-count")).to_have_text("1")
    tom.locator("#comment-6 .comment-about").click()
    tom.get_by_role("button", name="Remove").click()
    tom.get_by_role("button", name="Remove it").click()
    expect(tom.locator("#comment-6")).to_contain_text("not shown any more")
    assert shifts(ada) == []
    assert ada.locator("#comment-3").evaluate(PLACE) == place


def test_an_edit_in_sight_keeps_its_room_and_one_that_grows_waits(article: str, reader: Reader) -> None:
    tom = reader(article)
    post(tom, "A text of some length.\n\nIn two paragraphs.", under=1)
    post(tom, "Short.", under=1)
    ada = reader(article)
    ada.locator("#comment-2").hover()
    ada.evaluate("document.querySelector('#comment-2').scrollIntoView()")
    ada.evaluate(FRAMES)
    ada.evaluate(WATCH)

    def edit(number: int, text: str) -> None:
        tom.locator(f"#comment-{number} .comment-about").click()
        tom.get_by_role("button", name="Edit").click()
        tom.locator(".comment-panel textarea").fill(text)
        tom.get_by_role("button", name="Save").click()
        expect(tom.locator(f"#comment-{number} .comment-edited")).to_be_visible()

    edit(4, "One paragraph now.")
    expect(ada.locator("#comment-4 .comment-body")).to_have_text("One paragraph now.")
    edit(5, "Long.\n\n" * 12)
    offer = ada.get_by_role("button", name="Show what was changed")
    expect(offer).to_be_visible()
    expect(ada.locator("#comment-5 .comment-body")).to_have_text("Short.")
    assert shifts(ada) == []
    offer.click()
    expect(ada.locator("#comment-5 .comment-body p")).to_have_count(12)
    expect(ada.locator("#comment-5")).to_be_focused()


def test_a_removal_in_sight_leaves_its_room(article: str, reader: Reader) -> None:
    tom = reader(article)
    post(tom, "Not for long.", under=1)
    ada = reader(article)
    expect(ada.locator("#comment-4")).to_be_attached()
    ada.evaluate("document.querySelector('#comment-1').scrollIntoView()")
    ada.evaluate(FRAMES)
    ada.evaluate(WATCH)
    tom.locator("#comment-4 .comment-about").click()
    tom.get_by_role("button", name="Remove").click()
    tom.get_by_role("button", name="Remove it").click()
    expect(ada.locator("#comment-4")).to_contain_text("not shown any more")
    expect(ada.locator("#comment-4 .comment-reply")).to_have_count(0)
    assert shifts(ada) == []


def test_a_new_comment_in_another_window_is_shown_where_it_stands(town: Town, reader: Reader) -> None:
    ada = reader(town.address(town.other_long))
    tom = reader(f"{town.address(town.other_long)}?order=newest")
    post(tom, "At the end of a long thread.")
    ada.get_by_role("button", name="1 new comment").click()
    new = ada.locator(".comment").filter(has_text="At the end of a long thread.")
    expect(new).to_be_focused()
    expect(ada.get_by_role("link", name="All comments")).to_be_visible()


def test_where_the_stream_is_refused_the_page_asks_now_and_then(article: str, reader: Reader) -> None:
    ada = reader(article)
    ada.clock.install()
    ada.route("**/events?**", lambda route: route.fulfill(status=503, body="{}"))
    ada.reload()
    asked: list[str] = []
    ada.on("request", lambda request: asked.append(request.url) if "/changes?" in request.url else None)
    tom = reader(article)
    post(tom, "Heard by asking.")
    with ada.expect_response("**/changes?**"):
        ada.clock.run_for(8_000)  # five seconds, spread by half
    expect(ada.get_by_role("button", name="1 new comment")).to_be_visible()
    assert len(asked) == 1


def test_a_broken_stream_is_read_on_from_where_it_broke(article: str, reader: Reader) -> None:
    ada, tom = reader(article), reader(article)
    post(tom, "Before.")
    expect(ada.get_by_role("button", name="1 new comment")).to_be_visible()
    ada.context.set_offline(True)
    post(tom, "Meanwhile.")
    ada.context.set_offline(False)
    ada.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(ada.get_by_role("button", name="2 new comments")).to_be_visible()


def test_a_hidden_tab_does_not_listen_and_hears_of_all_when_it_is_seen_again(
    article: str, reader: Reader
) -> None:
    ada, tom = reader(article), reader(article)
    hide = """hidden => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    ada.evaluate(hide, True)
    post(tom, "Unheard.")
    expect(ada.get_by_role("button", name="1 new comment")).to_have_count(0)
    ada.evaluate(hide, False)
    expect(ada.get_by_role("button", name="1 new comment")).to_be_visible()


def test_the_page_itself_moves_nothing_as_it_comes_to_life(town: Town, reader: Reader) -> None:
    """Times, folding buttons, the form's script: all come after the first paint."""
    page = reader(town.address(town.busy), viewport={"width": 360, "height": 700})
    page.evaluate("document.querySelector('#comments').scrollIntoView()")
    page.add_init_script(f"({WATCH})()")
    page.reload()
    page.mouse.wheel(0, 5)
    expect(page.locator(".comment-fold").first).to_be_attached()
    page.evaluate("document.querySelector('#comment-form').scrollIntoView()")
    expect(page.locator("[data-shortcut]")).not_to_have_attribute("hidden", "")
    assert shifts(page) == []
