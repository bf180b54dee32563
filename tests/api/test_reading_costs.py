"""How many queries each answer takes, whatever the thread's size; and what lists of pages ask for."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions.sites import thread_open
from tests.api.helpers import BLOG, address, outside_thread, problem
from tests.discussion.factories import comment_make, thread_make
from tests.discussion.threads import thread_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rest", "most"),
    [
        ("", 3),
        ("/comments", 6),
        ("/comments?flat=1", 5),
        ("/comments/1", 4),
        ("/comments/1/replies", 7),
        ("/comments/1/branch", 6),
        ("/comments/30/context", 7),
        ("/next?number=3", 2),
        ("/passages", 3),
        ("/feed.json", 2),
    ],
)
def test_queries_are_bounded_whatever_the_size(client: Client, rest: str, most: int) -> None:
    counts = []
    client.get(address(thread_of([None] * 30), rest))
    for pairs in (30, 60):  # every other one a reply
        thread = thread_of([parent for number in range(pairs) for parent in (None, 2 * number + 1)])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(thread, rest)).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= most, [one["sql"] for one in queries]


def test_counts_for_many_pages_take_two_queries(client: Client) -> None:
    thread = outside_thread()
    comment_make(thread=thread)
    for number in range(20):
        thread_open(site=thread.site, key=f"/{number}/", title="", url=f"{BLOG}/{number}/")
    keys = ["/none/", "/bridge/", *(f"/{number}/" for number in range(20))]
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/api/v1/counts", {"site": "my-blog", "key": keys})
    assert len(queries) == 2
    counts = answer.json()["counts"]
    assert [one["key"] for one in counts] == keys
    assert [one["comment_count"] for one in counts] == [0, 1, *[0] * 20]
    assert counts[0]["thread"] is None
    kept = answer["Surrogate-Key"].split()
    assert {"site:my-blog", thread.surrogate_key} <= set(kept)
    assert "public" in answer["Cache-Control"]


def test_counts_by_id(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    ids = ["0" * 16, thread.public_id]
    counts = client.get("/api/v1/counts", {"thread": ids}).json()["counts"]
    assert [(one["thread"], one["comment_count"]) for one in counts] == [(None, 0), (thread.public_id, 1)]


def test_odd_counts(client: Client) -> None:
    assert client.get("/api/v1/counts").json() == {"counts": []}
    for given, field in (
        ({"key": "a"}, "site"),
        ({"site": "my-blog", "key": [str(n) for n in range(101)]}, "key"),
        ({"site": "my-blog", "key": "a", "thread": ["0" * 16] * 100}, "key"),
        ({"site": "My Blog"}, "site"),
        ({"thread": "x"}, "thread.0"),
        ({"site": "my-blog", "key": ""}, "key.0"),
    ):
        body = problem(client.get("/api/v1/counts", given), 422, "wrong_shape")
        assert body["errors"][0]["field"] == field
