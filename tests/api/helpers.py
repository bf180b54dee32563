"""What the tests of the API share."""

import json
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from parley.discussion.actions.sites import site_add, thread_open
from parley.discussion.form_token import form_token_make
from parley.discussion.models import Thread

BLOG = "https://blog.example"
SHOP = "https://shop.example:8443"


def address(thread: Thread, rest: str = "") -> str:
    return f"/api/v1/threads/{thread.public_id}{rest}"


def post(
    client: Client, thread: Thread, *, headers: dict[str, str] | None = None, **fields: Any
) -> HttpResponse:
    """Post as a program does that read the thread a minute ago."""
    token = form_token_make(thread=thread, age=timedelta(minutes=1))
    body = {
        "author_name": "Ada",
        "text": "Well *said*.",
        "parent": None,
        "token": token,
        "website": "",
        **fields,
    }
    return client.post(
        address(thread, "/comments"), body, content_type="application/json", headers=headers or {}
    )


def problem(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Check that the answer is a whole problem with this status and code; return it."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), (
        answer.content
    )
    body: dict[str, Any] = json.loads(answer.content)
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:parley:problem:{code}")
    assert body["title"]
    assert body["detail"]
    return body


def outside_thread(*, key: str = "/bridge/", slug: str = "my-blog", origin: str = BLOG) -> Thread:
    """Register a site, and make the thread of one of its pages."""
    site = site_add(slug=slug, name="My blog", origins=[origin])
    return thread_open(site=site, key=key, title="The bridge", url=f"{origin}{key}").thread
