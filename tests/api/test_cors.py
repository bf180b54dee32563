"""Pages of registered origins may read our answers, and no others."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions.sites import site_add, site_update
from parley.discussion.events import ORIGINS_KEY
from tests.api.helpers import BLOG, SHOP, address, outside_thread, post, problem
from tests.discussion.factories import thread_make

pytestmark = pytest.mark.django_db


def test_an_answer_is_open_to_the_origins_of_its_site_alone(client: Client) -> None:
    thread = outside_thread()
    site_add(slug="shop", name="", origins=[SHOP])
    for path in (
        address(thread),
        "/api/v1/sites/my-blog/thread?key=/bridge/",
        "/widget/view/my-blog/?key=/bridge/",
    ):
        allowed = client.get(path, headers={"Origin": BLOG})
        assert allowed["Access-Control-Allow-Origin"] == BLOG
        assert allowed["Access-Control-Allow-Credentials"] == "true"
        assert "RateLimit" in allowed["Access-Control-Expose-Headers"]
        for origin in (
            SHOP,
            "https://evil.example",
            "null",
            "https://blog.example.evil",
            "http://blog.example",
        ):
            refused = client.get(path, headers={"Origin": origin})
            assert refused.status_code == 200
            assert "Access-Control-Allow-Origin" not in refused
            assert "Access-Control-Allow-Credentials" not in refused
        for answer in (allowed, refused, client.get(path)):
            assert "origin" in answer["Vary"].lower()
            assert ORIGINS_KEY in answer["Surrogate-Key"].split()


def test_what_names_no_site_is_open_to_the_origins_of_all(client: Client) -> None:
    outside_thread()
    for path in ("/api/v1/reasons", "/api/v1/openapi.json", "/api/v1/nothing"):
        assert client.get(path, headers={"Origin": BLOG})["Access-Control-Allow-Origin"] == BLOG
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": SHOP})


def test_counts_are_open_to_the_site_they_are_asked_of(client: Client) -> None:
    outside_thread()
    site_add(slug="shop", name="", origins=[SHOP])
    path = "/api/v1/counts?site=my-blog&key=/bridge/"
    assert client.get(path, headers={"Origin": BLOG})["Access-Control-Allow-Origin"] == BLOG
    assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": SHOP})


def test_nothing_is_said_of_origins_on_our_own_pages(client: Client) -> None:
    outside_thread()
    assert "Access-Control-Allow-Origin" not in client.get("/search/", headers={"Origin": BLOG})


def test_errors_can_be_read_across_origins_too(client: Client) -> None:
    thread = outside_thread()
    answer = client.get(address(thread, "/comments/9"), headers={"Origin": BLOG})
    problem(answer, 404, "not_found")
    assert answer["Access-Control-Allow-Origin"] == BLOG


def _preflight(client: Client, path: str, origin: str) -> dict[str, str]:
    headers = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    answer = client.options(path, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    return dict(answer.items())


def test_a_preflight_is_answered_by_one_query_and_no_view(client: Client) -> None:
    thread = outside_thread()
    with CaptureQueriesContext(connection) as queries:
        said = _preflight(client, address(thread, "/comments/1/value"), BLOG)
    assert len(queries) == 1
    assert said["Access-Control-Allow-Origin"] == BLOG
    assert said["Access-Control-Max-Age"] == "7200"
    assert {"PUT", "PATCH", "DELETE"} <= set(said["Access-Control-Allow-Methods"].split(", "))
    wanted = {"Content-Type", "Idempotency-Key", "Parley-Guest", "Last-Event-ID"}
    assert set(said["Access-Control-Allow-Headers"].split(", ")) == wanted


def test_a_preflight_tells_another_origin_nothing(client: Client) -> None:
    said = _preflight(client, address(outside_thread(), "/comments"), SHOP)
    assert not [name for name in said if name.startswith("Access-Control")]
    assert "Origin" in said["Vary"]


def test_options_that_is_no_preflight_is_a_method_like_others(client: Client) -> None:
    problem(client.options(address(outside_thread()), headers={"Origin": BLOG}), 405, "method_not_allowed")


def test_a_comment_from_a_registered_origin_gets_a_proof_and_one_from_elsewhere_is_refused(
    client: Client,
) -> None:
    thread = outside_thread()
    there = {"Origin": BLOG, "Sec-Fetch-Site": "cross-site"}
    answer = post(client, thread, headers=there)
    assert answer.status_code == 201
    assert answer["Access-Control-Allow-Origin"] == BLOG
    proof = answer.json()["guest_token"]
    client.cookies.clear()
    own = client.get(address(thread, "/own"), headers={**there, "Parley-Guest": proof}).json()
    assert [one["number"] for one in own["comments"]] == [1]
    client.cookies.clear()
    assert client.get(address(thread, "/own"), headers=there).json()["comments"] == []
    problem(
        post(client, thread, headers={"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}), 403, "foreign_origin"
    )


def test_a_page_of_ours_is_given_no_proof_that_a_script_could_read(client: Client) -> None:
    assert (
        post(client, thread_make(), headers={"Sec-Fetch-Site": "same-origin"}).json()["guest_token"] is None
    )


def test_a_change_of_origins_counts_at_once(client: Client) -> None:
    thread = outside_thread()
    site_update(site=thread.site, origins=[SHOP])
    assert client.get(address(thread), headers={"Origin": SHOP})["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Origin" not in client.get(address(thread), headers={"Origin": BLOG})
