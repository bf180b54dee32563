"""Answers that show a reader's own waiting comment are for that reader alone."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from parley.discussion.middleware import WaitingMiddleware
from parley.kernel.http import answer_public


def _page(request: HttpRequest) -> HttpResponse:
    request.nothing_waits = True  # type: ignore[attr-defined]  # as thread_show says
    return answer_public(HttpResponse("page"), keys=["page:1"], seconds=60)


@pytest.mark.parametrize(("query", "cookie"), [("?waiting=token", ""), ("", "token"), ("?waiting=", "")])
def test_personal(query: str, cookie: str) -> None:
    request = RequestFactory().get(f"/town/bridge/{query}")
    if cookie:
        request.COOKIES["parley_waiting"] = cookie
    answer = WaitingMiddleware(_page)(request)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Surrogate-Key" not in answer
    if cookie:
        forgotten = answer.cookies["parley_waiting"]
        assert (forgotten["path"], forgotten["max-age"]) == ("/town/bridge/", 0)
    else:
        assert not answer.cookies


def test_public() -> None:
    answer = WaitingMiddleware(_page)(RequestFactory().get("/town/bridge/"))
    assert answer["Cache-Control"].startswith("public")
    assert "X-Robots-Tag" not in answer
    assert not answer.cookies
