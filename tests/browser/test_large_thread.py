"""A thread of a hundred thousand comments, used as any other: opened, sorted, read deep, answered in its middle."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COMMENTS = 100_000
MIDDLE = COMMENTS // 2
ROOT = Path(__file__).resolve().parents[2]
# Nothing on the page may grow with the thread.
COMMENTS_MOST = 101
MARKUP_MOST = 400_000  # characters, the article included


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("large") / "data"
    with ParleyServer(data=data) as server:
        environment = {**os.environ, "PARLEY_DATA": str(data)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)  # that of the tests is not the server's
        done = subprocess.run(
            [sys.executable, "-m", "bench.generate", "--data", str(data), "--comments", str(COMMENTS)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield server.url + done.stdout.strip().splitlines()[-1]


def _shown(page: Page) -> list[int]:
    numbers = page.locator(".thread-window .comment").evaluate_all(
        "found => found.map((one) => +one.dataset.number)"
    )
    assert 0 < len(numbers) <= COMMENTS_MOST
    return [int(number) for number in numbers]


def _answerable(page: Page) -> int:
    """Return the number of a comment in the middle that is neither held nor removed, as some are."""
    thread = page.locator("parley-thread").get_attribute("data-thread")
    for number in range(MIDDLE, MIDDLE + 50):
        answer = page.request.get(urljoin(page.url, f"/threads/{thread}/comments/{number}/"))
        if answer.ok and "comment-reply" in answer.text():
            return number
    raise AssertionError("fifty comments in a row that can't be answered")


@pytest.mark.parametrize("order", ["newest", "oldest", "replied", "valued"])
def test_each_order(address: str, reader: Callable[..., Page], order: str) -> None:
    page = reader(address + ("?order=newest" if order != "newest" else ""))
    before = _shown(page)
    assert len(page.content()) < MARKUP_MOST
    page.locator(f".thread-orders a[data-window*='order={order}']:not([data-flat])").first.click()
    expect(page.locator("parley-thread")).to_have_attribute("data-order", order)
    expect(
        page.locator(f".thread-orders a[data-window*='order={order}']:not([data-flat])")
    ).to_have_attribute("aria-current", "true")
    if order == "newest":
        assert _shown(page)[0] > COMMENTS * 0.9
    elif order == "oldest":
        assert _shown(page)[0] < COMMENTS * 0.1
    else:
        counts = page.locator(".thread-window .comment[data-depth='0']")
        assert counts.count() > 1
        assert _shown(page) != before


def test_read_deep(address: str, reader: Callable[..., Page]) -> None:
    page = reader(address)
    comments = page.locator(".thread-window .comment")
    for _window in range(5):
        before = comments.count()
        page.locator("[data-more=after] a").click()
        expect(comments.nth(before)).to_be_attached()
    numbers = comments.evaluate_all("found => found.map((one) => +one.dataset.number)")
    assert len(numbers) == len(set(numbers))
    # The address leads to what was read last, also without scripts.
    deep = reader(page.url, java_script_enabled=False)
    assert set(_shown(deep)) <= set(numbers)


def test_a_permalink_in_the_middle_and_a_reply_to_it(address: str, reader: Callable[..., Page]) -> None:
    page = reader(address)
    number = _answerable(page)
    page.goto(f"{address}?comment={number}#comment-{number}")
    comment = page.locator(f"#comment-{number}")
    expect(comment).to_be_in_viewport()
    _shown(page)
    comment.locator(".comment-reply").click()
    form = page.locator("form.comment-form")
    form.locator("[name=author_name]").fill("Ada")
    form.locator("[name=text]").fill("Said in the middle of a hundred thousand.")
    form.locator("button[type=submit]:not([hidden])").click()
    posted = page.locator(".comment", has_text="Said in the middle of a hundred thousand.")
    expect(posted).to_have_attribute("data-number", str(COMMENTS + 1))
    expect(posted).to_have_attribute("data-parent", str(number))
