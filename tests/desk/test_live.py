"""What a page of the desk needs to follow the stream: where it is, and tickets that the edge knows."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from parley.accounts.models import Person
from parley.desk.live import TICKET_HEADER, TICKET_SECONDS, stream_path, stream_tickets
from parley.discussion.models import Comment
from tests.desk.making import DESK

pytestmark = pytest.mark.django_db
COUNTS = f"{DESK}api/counts/"

SignedIn = Callable[[str], Client]


def _is_for(ticket: str | None, person: Person) -> bool:
    read = stream_tickets().read(ticket or "")
    return read is not None and read.person == person.pk and 0 < read.seconds <= TICKET_SECONDS


@pytest.mark.parametrize("path", ["", "judge/", "appeals/", "rules/"])
def test_every_page_comes_with_the_stream_and_a_ticket(
    path: str, signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    page = BeautifulSoup(signed_in("moderator").get(DESK + path, follow=True).text, "html.parser")
    root = page.select_one("#desk")
    assert root is not None
    assert root["data-stream"] == stream_path() == f"{DESK}events"
    assert _is_for(str(root["data-ticket"]), people["moderator"])


def test_each_answer_with_counts_brings_a_new_ticket(signed_in: SignedIn, people: dict[str, Person]) -> None:
    desk = signed_in("auditor")
    first = desk.get(COUNTS)
    again = desk.get(COUNTS, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for answer in (first, again):
        assert _is_for(answer[TICKET_HEADER], people["auditor"])


def test_who_may_not_look_at_the_desk_gets_no_ticket(signed_in: SignedIn) -> None:
    refused = signed_in("stranger").get(COUNTS)
    assert refused.status_code == 403
    assert TICKET_HEADER not in refused


def test_django_has_nothing_where_the_stream_is(signed_in: SignedIn) -> None:
    assert signed_in("moderator").get(stream_path(), follow=True).status_code == 404
