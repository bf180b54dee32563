"""The API through a real server: entity tags, and answers kept for each origin apart."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.servers import ParleyServer, environment_of

pytestmark = pytest.mark.server
BLOG, SHOP = "https://blog.example", "https://shop.example"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    with ParleyServer(data=tmp_path_factory.mktemp("api") / "data", empty=True) as server:
        yield server


def _parley(server: ParleyServer, *arguments: str) -> None:
    """Run a command beside the server, as an operator does."""
    command = [sys.executable, "-m", "parley", *arguments]
    subprocess.run(command, env=environment_of(server.data), check=True, capture_output=True)


@pytest.fixture(scope="module")
def thread(server: ParleyServer) -> str:
    """Register two sites, and have one's page make its thread; return its address in the API."""
    _parley(server, "site", "add", "blog", "--origin", BLOG)
    _parley(server, "site", "add", "shop", "--origin", SHOP)
    body = {"key": "/bridge/", "title": "The bridge", "url": f"{BLOG}/bridge/"}
    asked = httpx.get(f"{server.url}/widget/view/blog/?key=/bridge/")
    assert (asked.status_code, asked.json()["code"]) == (404, "thread_unknown")
    made = httpx.post(f"{server.url}/api/v1/sites/blog/threads", json=body, headers={"Origin": BLOG})
    assert made.status_code == 201, made.text
    # What was kept of the page's having none is gone with it.
    assert httpx.get(f"{server.url}/widget/view/blog/?key=/bridge/").status_code == 200
    _heard_wait(server)
    return f"{server.url}/api/v1/threads/{made.json()['id']}"


def _heard_wait(server: ParleyServer) -> None:
    """Wait until the server has heard what commands beside it changed: until then it drops kept answers once more."""
    with closing(sqlite3.connect(server.data / "parley.sqlite3")) as database:
        while database.execute("SELECT count(*) FROM outbox WHERE announced_at IS NULL").fetchone()[0]:
            time.sleep(0.05)  # polling a condition


def _how(answer: httpx.Response) -> str:
    return answer.headers["server-timing"].split(",")[0].removeprefix("edge;desc=")


def test_each_origin_gets_its_own_headers_from_the_cache(server: ParleyServer, thread: str) -> None:
    for path in (f"{thread}/comments", f"{server.url}/widget/view/blog/?key=/bridge/&order=newest"):
        for how in ("miss", "hit"):
            for origin, allowed in ((BLOG, BLOG), (SHOP, None), ("https://evil.example", None), ("", None)):
                answer = httpx.get(path, headers={"Origin": origin} if origin else {})
                assert (answer.status_code, _how(answer)) == (200, how), (path, origin)
                assert answer.headers.get("access-control-allow-origin") == allowed
                assert "origin" in answer.headers["vary"].lower()


def test_invented_origins_keep_nobody_else_out_of_the_cache(thread: str) -> None:
    path = f"{thread}/comments?order=newest"
    for number in range(40):
        httpx.get(path, headers={"Origin": f"https://{number}.evil.example"})
    for how in ("miss", "hit"):
        assert _how(httpx.get(path, headers={"Origin": BLOG})) == how


def test_entity_tags_are_strong_and_asked_by(thread: str) -> None:
    for path in (
        thread,
        f"{thread}/comments",
        f"{thread}/feed.json",
        f"{thread.partition('/threads')[0]}/openapi.json",
    ):
        first = httpx.get(path)
        tag = first.headers["etag"]
        assert tag.startswith('"')
        again = httpx.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    before = httpx.get(f"{thread}/comments").headers["etag"]
    token = httpx.get(thread).json()["token"]
    body = {"author_name": "Ada", "text": "Well said.", "token": token}
    posted = httpx.post(f"{thread}/comments", json=body, headers={"Idempotency-Key": "once"})
    assert posted.status_code == 201, posted.text
    assert "etag" not in posted.headers
    changed = httpx.get(f"{thread}/comments", headers={"If-None-Match": before})
    assert changed.status_code == 200
    assert [one["text"] if "text" in one else one["html"] for one in changed.json()["comments"]] == [
        "<p>Well said.</p>"
    ]
    own = httpx.get(f"{thread}/own")
    assert (own.headers["cache-control"], "etag" in own.headers) == ("private, no-store", False)


def test_a_preflight_goes_through(thread: str) -> None:
    asked = {"Origin": BLOG, "Access-Control-Request-Method": "PUT"}
    answer = httpx.options(f"{thread}/comments/1/value", headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, BLOG)
