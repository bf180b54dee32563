"""The whole thread as HTML, for the element in other pages and for hosts that render on the server."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from parley.discussion.models import Thread
from tests.api.helpers import BLOG, outside_thread, problem
from tests.discussion.factories import comment_make

pytestmark = pytest.mark.django_db
VIEW, SNAPSHOT = "/widget/view/my-blog/", "/widget/snapshot/my-blog/"


@pytest.fixture
def thread(db: None) -> Thread:
    thread = outside_thread()
    first = comment_make(thread=thread, text="The first.")
    for _ in range(40):
        comment_make(thread=thread)
    comment_make(thread=thread, parent=first, text="An answer.")
    return thread


def test_the_view_is_the_thread_with_whole_addresses(client: Client, thread: Thread) -> None:
    answer = client.get(VIEW, {"key": thread.key})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    assert answer["X-Robots-Tag"] == "noindex"
    page = BeautifulSoup(answer.content, "html.parser")
    element = page.find("parley-thread")
    assert element is not None
    assert element["data-api"] == f"{settings.PARLEY_URL}/api/v1/threads/{thread.public_id}"
    assert "The first." in element.get_text()
    for one in element.find_all(["a", "form"]):
        target = str(one.get("href") or one.get("action"))
        assert target.startswith(("#", BLOG, settings.PARLEY_URL)), one


def test_the_view_follows_the_parameters_of_a_page(client: Client, thread: Thread) -> None:
    answer = client.get(VIEW, {"key": thread.key, "order": "newest", "flat": "1"})
    page = BeautifulSoup(answer.content, "html.parser")
    numbers = [int(str(one["data-number"])) for one in page.select("article.comment")]
    assert numbers == list(range(42, 0, -1))


def test_the_snapshot_can_only_be_read(client: Client, thread: Thread) -> None:
    answer = client.get(SNAPSHOT, {"key": thread.key})
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find_all(["form", "script", "style", "link", "button", "input", "template"]) == []
    assert "The first." in page.get_text()
    assert "42" in page.h2.get_text()
    for one in page.find_all("a"):
        assert str(one["href"]).startswith(("#", BLOG, settings.PARLEY_URL)), one
    onward = page.find("a", rel="next")
    assert onward is not None
    query = str(onward["href"]).partition("?")[2].partition("#")[0]
    rest = BeautifulSoup(client.get(f"{SNAPSHOT}?key={thread.key}&{query}").content, "html.parser")
    assert int(str(rest.select("article.comment")[0]["data-number"])) > 20
    thread.refresh_from_db()
    assert thread.state == Thread.State.OPEN


@pytest.mark.parametrize("path", [VIEW, SNAPSHOT])
def test_a_page_without_a_thread_is_told_until_it_gets_one(client: Client, path: str, thread: Thread) -> None:
    answer = client.get(path, {"key": "/new/"})
    problem(answer, 404, "thread_unknown")
    assert "site:my-blog" in answer["Surrogate-Key"].split()
    made = client.post(
        "/api/v1/sites/my-blog/threads",
        {"key": "/new/", "title": "New", "url": f"{BLOG}/new/"},
        content_type="application/json",
        headers={"Origin": BLOG},
    )
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/threads/{made.json()['id']}")
    assert client.get(path, {"key": "/new/"}).status_code == 200


@pytest.mark.parametrize("given", [{}, {"key": ""}, {"key": "x" * 256}, {"key": "a\0b"}])
def test_odd_keys(client: Client, thread: Thread, given: dict[str, str]) -> None:
    assert problem(client.get(VIEW, given), 422, "wrong_shape")["errors"][0]["code"] == "key_wrong"


def test_only_pages_of_the_site_make_threads(
    client: Client, thread: Thread, settings: pytest.FixtureRequest
) -> None:
    path, body = "/api/v1/sites/my-blog/threads", {"key": "/x/", "title": "", "url": f"{BLOG}/x/"}
    send = {"content_type": "application/json"}
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        problem(client.post(path, body, headers=headers, **send), 403, "foreign_origin")
    here = {"Origin": BLOG}
    for site in ("own", "nothing"):
        problem(client.post(f"/api/v1/sites/{site}/threads", body, headers=here, **send), 404, "not_found")
    wrong = client.post(path, {**body, "url": "https://evil.example/"}, headers=here, **send)
    assert problem(wrong, 422, "thread_refused")["errors"][0]["code"] == "url_foreign"
    settings.PARLEY_THREAD_RATE = "1/60s"
    for status in (201, 429):
        answer = Client(REMOTE_ADDR="198.51.100.7").post(path, body, headers=here, **send)
        assert answer.status_code == status
        assert answer["RateLimit-Policy"] == '"thread";q=1;w=60'
    problem(answer, 429, "too_many")
    assert int(answer["Retry-After"]) >= 1
