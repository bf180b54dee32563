"""Quoting the article and other comments, and the marks at passages that comments answer."""

import os
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import ROOT, Town

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


def select(page: Page, words: str = WORDS, within: str = "[data-quotable]") -> None:
    page.evaluate(SELECT, [within, words])


def quote_button(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("button", name="Quote", exact=True)


def marks(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".passage-mark")


def post_quote(page: Page, text: str, words: str = WORDS) -> None:
    select(page, words)
    quote_button(page).click()
    expect(page.locator("[data-quote-words]")).to_have_text(words)
    page.get_by_label("Name").fill("Maria Conti")
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
    page.wait_for_function(f"CSS.highlights.get('parley-passage')?.size === 1")
    assert page.evaluate(HIGHLIGHTED, "parley-passage") == [WORDS]
    assert page.evaluate(ARTICLE_STATE) == before

    comment.locator(".comment-quoted a").click()
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
