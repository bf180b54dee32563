"""A card's words, what of it is hidden until asked for, and what it costs."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.models import Person
from parley.desk.models import Preferences
from parley.desk.templatetags.desk_text import paragraphs
from parley.discussion.actions import thread_upsert
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.kernel.readers import readers_tell, window_now
from parley.moderation.actions import Why, comment_decide
from parley.moderation.models import CommentScore
from tests.desk.making import DESK, call, comment_make, waiting_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


def _page(client: Client, comment: Comment, query: str = "", step: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(f"{DESK}judge/{comment.public_id}/{step}{query}").text, "html.parser")


def test_each_paragraph_runs_in_its_own_direction() -> None:
    assert paragraphs("One <p>\n\nשתיים\nשלוש") == (
        '<p dir="auto">One &lt;p&gt;</p>\n\n<p dir="auto">שתיים<br>שלוש</p>'
    )


def test_what_is_blurred_is_hidden_from_screen_readers_until_shown(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    Preferences.objects.create(person=people["moderator"], is_blurred=True)
    desk = signed_in("moderator")
    page = _page(desk, waiting[0])
    veiled = page.select(".card-veiled")
    assert veiled
    assert all(one.get("aria-hidden") == "true" for one in veiled)
    button = page.select_one("button#veil")
    assert button is not None
    assert button["aria-expanded"] == "false"
    shown = _page(desk, waiting[0], "?shown=1")
    assert not shown.select("[aria-hidden].card-veiled, .is-blurred, #veil")
    (item,) = call(desk, "next", {"most": 1}).json()["items"]
    assert 'aria-hidden="true"' in item["html"]


def test_sanctions_are_named_by_their_labels(
    signed_in: SignedIn, people: dict[str, Person], thread: Thread
) -> None:
    for _ in range(3):
        comment_decide(
            comment=comment_make(thread),
            action="remove",
            person=people["senior"],
            why=Why(reason_code="insult"),
        )
    waiting = waiting_make(thread, 1)[0]
    desk = signed_in("moderator")
    text = _page(desk, waiting).get_text(" ")
    assert "hold_all" not in text
    assert "Due by the strikes:" in text
    preview = desk.post(
        f"{DESK}judge/{waiting.public_id}/sanction/", {"kind": "hold_all", "days": "3", "reason": "insult"}
    )
    heading = BeautifulSoup(preview.text, "html.parser").select_one("form.desk-narrow h2")
    assert heading is not None
    assert "hold_all" not in heading.get_text()


def test_a_comment_without_scores_is_said_to_have_none(signed_in: SignedIn, waiting: list[Comment]) -> None:
    CommentScore.objects.create(
        comment=waiting[0],
        version=1,
        model="accurate@1",
        language="en",
        toxicity=0.9,
        scores={"TOXICITY": 0.9},
        scored_at=now(),
    )
    page = BeautifulSoup(signed_in("moderator").get(DESK).text, "html.parser")
    chips = [row.get_text(" ") for row in page.select(".desk-row .desk-chips")]
    assert "High harm expected" in chips[0]
    assert "Not scored" not in chips[0]
    assert all("Not scored" in one and "High harm" not in one for one in chips[1:])


def test_what_many_read_now_comes_first(signed_in: SignedIn, thread: Thread) -> None:
    read, other = waiting_make(thread, 2)
    elsewhere = thread_upsert(site=thread.site, key="page:2", title="Ferries", url="/ferries/")
    Comment.objects.filter(pk=other.pk).update(thread=elsewhere)
    desk = signed_in("moderator")
    window = window_now()
    for each in (window - 1, window):
        readers_tell(counts={elsewhere.public_id: 500}, window=each)
    (item,) = call(desk, "next", {"most": 1}).json()["items"]
    assert item["id"] == other.public_id
    assert read.pk < other.pk


def test_a_card_more_costs_a_dozen_queries(signed_in: SignedIn, thread: Thread) -> None:
    waiting_make(thread, 8)
    desk = signed_in("moderator")
    call(desk, "next", {"most": 1})
    with CaptureQueriesContext(connection) as one:
        call(desk, "next", {"most": 1})
    with CaptureQueriesContext(connection) as two:
        (first, second) = call(desk, "next", {"most": 2}).json()["items"]
    assert first["id"] != second["id"]
    assert len(one) <= 26
    # Its lease, and what is known of it.
    assert len(two) - len(one) <= 16
