"""The queue's page: what it shows, what it finds, what it costs, and what a moderator keeps there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.models import Person
from parley.desk.models import Preferences, SavedView
from parley.desk.queries import PAUSE, minutes_worked, phases_failing
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import comment_decide, lease_take
from parley.moderation.actions.deciding import Why
from parley.moderation.models import Screening
from tests.desk.making import DESK, reported_make, sampled_make, waiting_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]


def _texts(response: object) -> list[str]:
    page = BeautifulSoup(response.text, "html.parser")  # type: ignore[attr-defined]
    return [link.get_text(strip=True) for link in page.select(".desk-row-text")]


def _count(response: object, name: str) -> str:
    page = BeautifulSoup(response.text, "html.parser")  # type: ignore[attr-defined]
    found = page.select_one(f'[data-count="{name}"]')
    assert found is not None
    return found.get_text(strip=True)


def test_queue_shows_orders_and_filters(signed_in: SignedIn, waiting: list[Comment]) -> None:
    desk = signed_in("moderator")
    assert _texts(desk.get(DESK)) == ["Waiting word 0", "Waiting word 1", "Waiting word 2"]
    assert _texts(desk.get(DESK, {"order": "mildest"}))[0] == "Waiting word 2"
    assert _texts(desk.get(DESK, {"text": "word 1"})) == ["Waiting word 1"]
    assert _texts(desk.get(DESK, {"name": "writer 2"})) == ["Waiting word 2"]
    assert len(_texts(desk.get(DESK, {"reason": "toxicity", "article": "bridge"}))) == 3
    nothing = desk.get(DESK, {"article": "market"})
    assert _texts(nothing) == []
    assert "Show the whole queue" in nothing.text


def test_reported_comments_have_a_queue(signed_in: SignedIn, thread: Thread) -> None:
    reported_make(thread)
    page = signed_in("moderator").get(DESK, {"queue": "reported"})
    assert _texts(page) == ["Reported word"]
    assert _count(page, "reported") == "1"


def test_sampled_comments_are_counted_among_those_that_wait(
    signed_in: SignedIn, waiting: list[Comment], thread: Thread
) -> None:
    sampled_make(thread)
    page = signed_in("moderator").get(DESK)
    assert _count(page, "waiting") == "4"
    assert "sampled" not in BeautifulSoup(page.text, "html.parser").get_text().lower()


def test_thirty_at_a_time_and_the_queries_do_not_grow(signed_in: SignedIn, thread: Thread) -> None:
    desk = signed_in("moderator")
    waiting_make(thread, 10)
    desk.get(DESK)
    with CaptureQueriesContext(connection) as few:
        assert len(_texts(desk.get(DESK))) == 10
    waiting_make(thread, 290)
    with CaptureQueriesContext(connection) as many:
        page = desk.get(DESK)
    assert len(_texts(page)) == 30
    assert len(many) == len(few) <= 30
    assert "show=60" in page.text
    assert len(_texts(desk.get(DESK, {"show": "60"}))) == 60
    last = desk.get(DESK, {"show": "180"})
    assert "These are the first 180" in last.text


def test_a_time_is_planned(signed_in: SignedIn, thread: Thread) -> None:
    waiting_make(thread, 30)
    text = BeautifulSoup(signed_in("moderator").get(DESK, {"minutes": "5"}).text, "html.parser").get_text(" ")
    assert "20 comments , the most pressing first" in " ".join(text.split())
    assert "10 stay unread; their mean expected harm is 88 of 100" in " ".join(text.split())


@pytest.mark.parametrize(
    "query",
    [
        {"queue": "sampled"},
        {"queue": "x' OR 1=1"},
        {"order": "backwards"},
        {"text": "a" * 101},
        {"text": "a\0b"},
        {"show": "-1"},
        {"show": "9" * 40},
        {"minutes": "1e9"},
        {"minutes": "601"},
    ],
)
def test_hostile_input_is_refused(signed_in: SignedIn, query: dict[str, str]) -> None:
    assert signed_in("moderator").get(DESK, query).status_code == 400


def test_what_readers_write_is_escaped(signed_in: SignedIn, waiting: list[Comment]) -> None:
    hostile = "<script>alert(1)</script>"
    Comment.objects.update(text=hostile, author_name=hostile)
    desk = signed_in("moderator")
    for page in (desk.get(DESK), desk.get(f"{DESK}judge/{waiting[0].public_id}/")):
        assert hostile not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_failing_phases_are_named(signed_in: SignedIn, waiting: list[Comment]) -> None:
    for comment, age in ((waiting[0], 0), (waiting[1], 59), (waiting[2], 61)):
        Screening.objects.create(
            comment=comment,
            version=1,
            outcome="hold",
            code="phase_failed",
            verdicts=[{"phase": "length", "ms": 1}, {"phase": "toxicity", "ms": 1, "failed": True}],
            failures=1,
            screened_at=now() - timedelta(minutes=age),
        )
    assert [(one.phase, one.count) for one in phases_failing(at=now())] == [("toxicity", 2)]
    assert "the toxicity model: 2 comments in the last hour" in signed_in("auditor").get(DESK).text


def test_colleagues_at_work_are_named_and_what_they_have_is_not_listed(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    lease_take(comment=waiting[0], person=people["colleague"])
    page = signed_in("moderator").get(DESK)
    assert "<strong>colleague</strong> has a comment on" in page.text
    assert _texts(page) == ["Waiting word 1", "Waiting word 2"]


def test_own_work_is_counted(signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]) -> None:
    comment_decide(comment=waiting[0], action="reject", person=people["moderator"], why=Why("insult"))
    assert "<span data-today>1</span>" in signed_in("moderator").get(DESK).text
    assert "<span data-today>0</span>" in signed_in("colleague").get(DESK).text


def test_work_without_a_pause_is_measured_from_the_last_pause() -> None:
    at = now()
    minute = timedelta(minutes=1)
    assert minutes_worked([], at=at) == 0
    assert minutes_worked([at - minute * 11], at=at) == 0
    times = [at - minute * 5 * step for step in range(1, 11)]
    assert minutes_worked(times, at=at) == 50
    assert minutes_worked([*times, times[-1] - PAUSE - minute], at=at) == 50


def test_settings_and_views_are_kept_for_one_person(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment]
) -> None:
    desk = signed_in("moderator")
    chosen = {"order": "mildest", "is_blurred": "on", "break_minutes": "20"}
    assert desk.post(f"{DESK}settings/", chosen).status_code == 302
    kept = Preferences.objects.get(person=people["moderator"])
    assert (kept.order, kept.is_blurred, kept.break_minutes) == ("mildest", True, 20)
    assert _texts(desk.get(DESK))[0] == "Waiting word 2"
    assert _texts(signed_in("colleague").get(DESK))[0] == "Waiting word 0"

    desk.post(f"{DESK}views/", {"view_name": " The  bridge ", "queue": "waiting", "article": "bridge"})
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("The bridge", "queue=waiting&order=pressing&article=bridge")
    assert "The bridge</a>" in desk.get(DESK).text
    signed_in("colleague").post(f"{DESK}views/{view.pk}/remove/")
    assert SavedView.objects.exists()
    desk.post(f"{DESK}views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_empty_queues_say_what_to_do_next(signed_in: SignedIn, thread: Thread) -> None:
    desk = signed_in("moderator")
    assert "Go to the reports" in desk.get(DESK).text
    assert "Go to what waits" in desk.get(DESK, {"queue": "reported"}).text
    assert "Go to what waits" in desk.get(f"{DESK}appeals/").text
    assert "Go to what waits" in desk.get(f"{DESK}sanctions/").text
    assert "Nothing waits for you" in desk.get(f"{DESK}judge/").text
