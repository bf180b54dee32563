"""5,000 random and hostile comments over HTTP: no server error, no active content, nobody's words changed."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from defusedxml import ElementTree

from tests.browser.chromium import browser_launched
from tests.flows.articles import article_with_thread
from tests.flows.hostile import bodies, kept
from tests.servers import ParleyServer

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

COUNT = 5_000
SEED = 20_260_501
CLIENTS = 4
PAGES = 60  # windows of the thread that are opened in the browser: all of them
ALLOWED = {"p": set(), "br": set(), "blockquote": set(), "em": set(), "strong": set(), "a": {"href", "rel"}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    with ParleyServer(data=tmp_path_factory.mktemp("hostile") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def article(server: ParleyServer) -> str:
    return article_with_thread(server.url)


@pytest.fixture(scope="module")
def posted(server: ParleyServer, article: str) -> dict[str, int]:
    """Post every body, half through the form and half through the API; return the status of each."""
    form = BeautifulSoup(httpx.get(article, timeout=60).text, "html.parser").select_one("form.comment-form")
    assert isinstance(form, Tag)
    hidden = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}
    action = str(form["action"])
    api = action.replace("/threads/", "/api/v1/threads/").rstrip("/")
    assert httpx.options(server.url).status_code < 500

    def post(numbered: tuple[int, str]) -> tuple[str, int]:
        number, body = numbered
        client = clients[number % CLIENTS]
        if number % 2:
            answer = client.post(action, data={**hidden, "author_name": f"guest {number}", "text": body})
        else:
            answer = client.post(
                api, json={"author_name": f"guest {number}", "text": body, "token": hidden["token"]}
            )
        return body, answer.status_code

    clients = [httpx.Client(base_url=server.url, timeout=60) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = dict(pool.map(post, enumerate(bodies(count=COUNT, seed=SEED))))
    for client in clients:
        client.close()
    return statuses


@pytest.fixture(scope="module")
def stored(server: ParleyServer, posted: dict[str, int]) -> list[tuple[str, str, str]]:
    assert posted
    with closing(sqlite3.connect(server.data / "parley.sqlite3")) as database:
        rows: list[tuple[str, str, str]] = database.execute(
            "SELECT text, html, status FROM discussion_comment WHERE author_name LIKE 'guest %'"
        ).fetchall()
    return rows


def test_each_is_accepted_held_or_refused_and_none_breaks_the_server(posted: dict[str, int]) -> None:
    counts = Counter(posted.values())
    assert sum(counts.values()) == COUNT
    assert set(counts) <= {201, 202, 303, 422}, counts
    assert counts[201] + counts[202] + counts[303] > COUNT * 0.95, counts


def test_the_words_come_through_unchanged(posted: dict[str, int], stored: list[tuple[str, str, str]]) -> None:
    wanted = Counter(kept(body) for body, status in posted.items() if status in {201, 202, 303})
    assert Counter(kept(text) for text, _html, _status in stored) == wanted


def test_the_html_has_only_what_the_list_allows(stored: list[tuple[str, str, str]]) -> None:
    for text, html, _status in stored:
        for element in BeautifulSoup(html, "html.parser").find_all(True):
            assert element.name in ALLOWED, (text, html)
            assert set(element.attrs) <= ALLOWED[element.name], (text, html)
            if element.name == "a":
                assert str(element["href"]).startswith(("https://", "http://")), (text, html)
                assert set(element["rel"]) == {"nofollow", "ugc", "noopener"}, (text, html)


def test_no_page_of_the_thread_runs_anything_in_a_browser(
    posted: dict[str, int], stored: list[tuple[str, str, str]], article: str
) -> None:
    assert posted
    shown = {_number(text) for text, _html, status in stored if status == "published"}
    assert len(shown) > COUNT / 2
    seen: set[str] = set()
    with browser_launched() as browser:
        # Without the content security policy: the markup alone must be harmless.
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        address: str | None = f"{article}?flat=1"
        for _ in range(PAGES):
            assert address
            page.goto(address, wait_until="load")
            assert page.evaluate("window.hacked === undefined")
            assert page.evaluate(
                """() => [...document.querySelectorAll('.comment-body, .comment-body *')].every(
                    element =>
                        !/^(script|iframe|object|embed|style|base|meta|form|input|svg|math|img)$/i.test(element.localName)
                        && element.getAttributeNames().every(name => !/^on|^style$|^id$/i.test(name)))"""
            )
            assert page.evaluate("document.querySelectorAll('.comment-body').length > 0")
            seen.update(map(_number, page.locator(".comment-body").all_inner_texts()))
            further = page.query_selector("a[rel~=next][href*='after=']")
            address = further.evaluate("link => link.href") if further else None
            if address is None:
                break
        assert not dialogs
    assert address is None, "the thread has more windows than were opened"
    assert shown - seen == set()


def test_the_feeds_stay_well_formed(posted: dict[str, int], article: str) -> None:
    assert posted
    page = BeautifulSoup(httpx.get(article, timeout=60).text, "html.parser")
    links = [str(link["href"]) for link in page.select('link[rel=alternate][type*="xml"]')]
    assert sum("/threads/" in link for link in links) == 2
    for link in links:
        answer = httpx.get(httpx.URL(article).join(link), timeout=60)
        assert answer.status_code == 200
        ElementTree.fromstring(answer.content)  # raises where the XML is broken


def _number(text: str) -> str:
    """Return the digits that a body begins with (its number, and whatever digits happen to follow)."""
    found = re.match(r"body ([0-9]+)", text)
    return found[1] if found else ""
