"""What the benchmark needs to know of the demonstration site: its busiest thread, and what its pages look like."""

import html
import re
import sqlite3
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

# The cookie of a guest whose comment waits: the edge passes such a request on to Django.
BYPASS = "Cookie: parley_waiting=1"
_TOKEN = re.compile(r'name="token"\s+value="([^"]+)"')
_LOCATION = re.compile(r"<loc>https?://[^/]+([^<]+)</loc>")


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread of the site; `path` is that of the article's page."""

    public_id: str
    path: str
    comments: int


def threads_busiest(*, data: Path) -> list[Thread]:
    """Return the threads of the site, the one with the most comments first."""
    rows = _rows(
        data, "SELECT public_id, url, comment_count FROM discussion_thread ORDER BY comment_count DESC, id"
    )
    return [Thread(public_id=str(row[0]), path=str(row[1]), comments=int(str(row[2]))) for row in rows]


def comments_count(*, data: Path, thread: Thread) -> int:
    """Return how many rows the thread has in the database, whatever their status."""
    rows = _rows(
        data,
        "SELECT count(*) FROM discussion_comment JOIN discussion_thread ON thread_id = discussion_thread.id "
        "WHERE discussion_thread.public_id = ?",
        thread.public_id,
    )
    return int(str(rows[0][0]))


def page_fetch(*, url: str, headers: Mapping[str, str] | None = None) -> tuple[bytes, Mapping[str, str]]:
    """Return the body as sent and the headers, their names in lower case."""
    with urllib.request.urlopen(
        urllib.request.Request(url, headers=dict(headers or {})), timeout=60
    ) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def form_token(*, page: bytes) -> str:
    """Return the comment form's token, ready for a form's body. Raises ValueError if the page has none."""
    return quote(form_token_plain(page=page), safe="")


def form_token_plain(*, page: bytes) -> str:
    """Return the comment form's token. Raises ValueError if the page has none."""
    found = _TOKEN.search(page.decode())
    if not found:
        raise ValueError("The page has no comment form")
    return html.unescape(found[1])


def number_middle(*, data: Path, public_id: str) -> int:
    """Return the number of a published comment in the middle of a thread."""
    rows = _rows(
        data,
        "SELECT number FROM discussion_comment JOIN discussion_thread ON thread_id = discussion_thread.id "
        "WHERE discussion_thread.public_id = ? AND number >= last_number / 2 AND status = 'published' "
        "ORDER BY number LIMIT 1",
        public_id,
    )
    return int(str(rows[0][0]))


def paths_public(*, url: str) -> list[str]:
    """Return the paths of all pages in the site map."""
    body, _headers = page_fetch(url=f"{url}/sitemap.xml")
    return _LOCATION.findall(body.decode()) or ["/"]


def pages_walk(*, url: str, paths: Sequence[str], count: int, clients: int = 4) -> None:
    """Ask for `count` pages in turn, each tenth past the edge's cache. Raises ValueError for an answer above 399."""

    def walk(first: int) -> None:
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
            for number in range(first, count, clients):
                bypass = {} if number % 10 else {"Cookie": BYPASS.partition(": ")[2]}
                connection.request("GET", paths[number % len(paths)], headers=bypass)
                answer = connection.getresponse()
                answer.read()
                if answer.status >= 400:
                    raise ValueError(f"{paths[number % len(paths)]} answered {answer.status}")

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(walk, range(clients)))


def _rows(data: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(
        sqlite3.connect(f"file:{data / 'parley.sqlite3'}?mode=ro", uri=True, timeout=30)
    ) as database:
        return database.execute(query, values).fetchall()
