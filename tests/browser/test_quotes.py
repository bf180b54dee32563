"""Quoting the article and other comments, and the marks at passages that comments answer."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import Town, form_ready, town_command

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Reader = Callable[..., Page]
SENTENCE = "The bridge over the harbour closes for a year."
WORDS = "bridge over the harbour closes"
# What must be as it was, whatever is marked in it.
ARTICLE_STATE = """() => {
  const body = document.querySelector("[data-quotable]");
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_ALL);
  let nodes = 0;
  while (walker.nextNode()) nodes++;
  return { nodes, html: body.innerHTML, text: body.textContent };
}"""
SELECT = """([selector, words]) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const place = walker.currentNode.data.indexOf(words);
    if (place < 0) continue;
    getSelection().setBaseAndExtent(walker.currentNode, place, walker.currentNode, place + words.length);
    return;
  }
  throw new Error(`no "${words}" in ${selector}`);
}"""
HIGHLIGHTED = """(name) => [...(CSS.highlights.get(name) ?? [])].map(String)"""


def wake(page: Page) -> None:
    """Be a reader: what the first view can do without waits for a first sign of one."""
    page.mouse.move(5, 5)
    page.mouse.move(9, 9)  # after a reload it may have been at the first place already


def select(page: Page, words: str = WORDS, within: str = "[data-quotable]") -> None:
    page.evaluate(SELECT, [within, words])


def quote_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Quote", exact=True)


def marks(page: Page) -> Locator:
    return page.locator(".passage-mark")


def post_quote(page: Page, text: str, words: str = WORDS) -> None:
    select(page, words)
    quote_button(page).click()
    expect(page.locator("[data-quote-words]")).to_have_text(words)
    page.get_by_label("Name").fill("Maria Conti")
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("article").filter(has_text=text)).to_be_visible()


def test_select_quote_post_and_find_the_way_both_ways(article: str, reader: Reader) -> None:
    page = reader(article, viewport={"width": 1200, "height": 700})
    before = page.evaluate(ARTICLE_STATE)
    wake(page)
    post_quote(page, "A whole year?")
    comment = page.locator("#comment-4")
    expect(comment.locator(".comment-quoted q")).to_have_text(WORDS)

    mark = marks(page)
    expect(mark).to_have_count(1)
    expect(mark).to_have_text("1")
    expect(mark).to_have_accessible_name(f"1 comment answers: “{WORDS}”")
    page.wait_for_function("CSS.highlights.get('parley-passage')?.size === 1")
    assert page.evaluate(HIGHLIGHTED, "parley-passage") == [WORDS]
    assert page.evaluate(ARTICLE_STATE) == before

    comment.locator(".comment-quoted a").click(
        position={"x": 60, "y": 8}
    )  # on the words, not on the mark before them
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel).to_have_accessible_name(f"1 comment answers: “{WORDS}”")
    expect(panel.locator(".comment-body")).to_have_text("A whole year?")
    assert page.evaluate(HIGHLIGHTED, "parley-passage-open") == [WORDS]
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(mark).to_be_focused()
    mark.click()
    panel.locator(".comment-number").click()
    expect(panel).to_have_count(0)
    expect(comment).to_be_in_viewport()
    assert page.evaluate(ARTICLE_STATE) == before


def test_words_of_a_comment_are_quoted_in_a_reply_to_it(article: str, reader: Reader) -> None:
    page = reader(article)
    wake(page)
    select(page, "answer to the first", "#comment-2 .comment-body")
    quote_button(page).click()
    expect(page.locator("#comment-2 [data-quote-words]")).to_have_text("answer to the first")
    page.get_by_label("Name").fill("Maria Conti")
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill("To which?")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#comment-4 .comment-quoted q")).to_have_text("answer to the first")
    page.reload()
    expect(page.locator("#comment-2 .comment-quoted-by a")).to_have_text("#4")


def test_by_keyboard(article: str, reader: Reader) -> None:
    page = reader(article)
    page.keyboard.press("Shift")  # a sign of a reader
    page.evaluate("""() => {
      const text = document.querySelector("[data-quotable] p").firstChild;
      getSelection().setBaseAndExtent(text, 4, text, 4);
    }""")
    for _ in range(len(WORDS)):
        page.evaluate("getSelection().modify('extend', 'forward', 'character')")  # what Shift + arrow does
    page.keyboard.press("Shift")
    expect(quote_button(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(quote_button(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-quote-words]")).to_have_text(WORDS)
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    select(page)
    expect(quote_button(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(quote_button(page)).to_be_hidden()


def test_neither_too_little_nor_anything_else_can_be_quoted(quiet_article: str, reader: Reader) -> None:
    page = reader(quiet_article)
    wake(page)
    select(page)
    expect(quote_button(page)).to_be_visible()
    select(page, "year", "[data-quotable]")
    expect(quote_button(page)).to_be_hidden()
    select(page)
    expect(quote_button(page)).to_be_visible()
    select(page, "What the town knows", ".standfirst")
    expect(quote_button(page)).to_be_hidden()


def test_without_the_highlight_api_the_marks_stand_alone(article: str, reader: Reader) -> None:
    page = reader(article)
    page.add_init_script(
        "delete CSS.highlights; Object.defineProperty(CSS, 'highlights', { value: undefined })"
    )
    page.reload()
    before = page.evaluate(ARTICLE_STATE)
    assert page.evaluate("CSS.highlights") is None
    wake(page)
    post_quote(page, "A whole year?")
    expect(marks(page)).to_have_text("1")
    marks(page).click()
    expect(page.get_by_role("dialog").locator(".comment-body")).to_have_text("A whole year?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(ARTICLE_STATE) == before


def edit(town: Town, address: str, html: str) -> None:
    """Give the article another text as another command beside the server would."""
    town_command(town, "tests.browser.editing", urlsplit(address).path, html)


def reload_until(page: Page, words: str, address: str = "") -> None:
    """The server announces what another command wrote, one change after the other, within some seconds."""
    page.evaluate(
        """async ([words, address]) => {
            while (!(await (await fetch(address || location.pathname)).text()).includes(words)) {
                await new Promise(requestAnimationFrame);
            }
        }""",
        [words, address],
    )
    page.reload()
    wake(page)


def passages_path(page: Page) -> str:
    return f"/threads/{page.locator('parley-thread').get_attribute('data-thread')}/passages/"


def test_an_edited_article(town: Town, article: str, reader: Reader) -> None:
    page = reader(article)
    wake(page)
    post_quote(page, "A whole year?")
    expect(marks(page)).to_have_text("1")

    edit(town, article, f"<p>First of all: rain.</p><p>{SENTENCE.replace('harbour', 'old harbour')}</p>")
    reload_until(page, "over the old harbour", passages_path(page))
    expect(marks(page)).to_have_accessible_name("1 comment answers: “bridge over the old harbour closes”")
    quoted = page.locator("#comment-4 .comment-quoted")
    expect(quoted.locator("q")).to_have_text(WORDS)
    expect(quoted.locator("a")).to_have_attribute(
        "href", re.compile("text=bridge%20over%20the%20old%20harbour")
    )

    edit(town, article, "<p>Nothing of it was true, and we are sorry.</p>")
    reload_until(page, "we are sorry")
    expect(page.locator("#comment-4 .comment-quoted")).to_contain_text("The passage has changed since.")
    expect(page.locator("#comment-4 .comment-quoted q")).to_have_text(WORDS)
    expect(marks(page)).to_have_count(0)


def test_a_page_newer_than_the_kept_passages_has_its_marks(town: Town, article: str, reader: Reader) -> None:
    """Another command's edit is in the next page that is made, seconds before the server hears what it made stale."""
    page = reader(article)
    wake(page)
    post_quote(page, "A whole year?")
    expect(marks(page)).to_have_text("1")
    page.evaluate("(path) => fetch(path)", passages_path(page))  # kept, as others asked for them
    edit(town, article, f"<p>First of all: rain.</p><p>{SENTENCE.replace('harbour', 'old harbour')}</p>")
    page.goto(f"{article}?order=newest")  # nobody has asked for this one, so it is made now
    sequence = page.locator("parley-thread").get_attribute("data-sequence")
    with page.expect_request(f"**{passages_path(page)}?at={sequence}"):
        wake(page)
    expect(marks(page)).to_have_accessible_name("1 comment answers: “bridge over the old harbour closes”")


@pytest.mark.parametrize("width", [320, 1200])
def test_marks_cover_no_words_and_shift_nothing(article: str, reader: Reader, width: int) -> None:
    page = reader(article, viewport={"width": width, "height": 700})
    wake(page)
    post_quote(page, "A whole year?")
    page.reload()
    page.evaluate("""() => {
      window.shifts = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    }""")
    wake(page)
    expect(marks(page)).to_be_visible()
    assert page.evaluate("""() => {
      const mark = document.querySelector("[data-parley-marks]").shadowRoot.querySelector("button");
      const words = new Range();
      words.selectNodeContents(document.querySelector("[data-quotable] p"));
      const figure = new Range();
      figure.selectNodeContents(mark);
      const { left, right, top, bottom } = figure.getBoundingClientRect();
      const covers = [...words.getClientRects()].some(
        (line) => line.left < right && line.right > left && line.top < bottom && line.bottom > top,
      );
      return { covers, outside: right > document.documentElement.clientWidth, shifts: window.shifts };
    }""") == {"covers": False, "outside": False, "shifts": 0}
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_right_to_left_the_mark_stands_on_the_other_side(eastern_town: Town, reader: Reader) -> None:
    page = reader(eastern_town.address(eastern_town.plain[0]), viewport={"width": 1200, "height": 700})
    page.route("**/passages/?at=*", lambda route: route.fulfill(json={"passages": [
        {"id": 1, "exact": WORDS, "prefix": "The ", "suffix": " for", "target": None, "count": 3}
    ]}))  # fmt: skip
    wake(page)
    expect(marks(page)).to_have_text("3")
    mark, body = marks(page).bounding_box(), page.locator("[data-quotable] p").bounding_box()
    assert mark is not None
    assert body is not None
    assert mark["x"] + mark["width"] <= body["x"]


def test_without_scripts_a_passage_has_a_page(article: str, reader: Reader) -> None:
    page = reader(article)
    wake(page)
    post_quote(page, "A whole year?")
    plain = reader(article, java_script_enabled=False)
    plain.get_by_text("Passages readers answer").click()
    plain.get_by_role("link", name=WORDS).first.click()
    expect(plain.get_by_role("heading", name="Comments on a passage")).to_be_visible()
    expect(plain.locator(".comment-body")).to_have_text("A whole year?")
    plain.get_by_role("link", name="In the article").click()
    expect(plain).to_have_url(article)
