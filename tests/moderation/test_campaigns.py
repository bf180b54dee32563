"""Comments that look as if they belong together are found, shown as one case, at a cost that doesn't grow."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation import campaigns
from parley.moderation.actions.similar import signature_keep
from parley.moderation.campaigns import BURST_LEAST, LISTED_MAX, Campaign, Kind, campaigns_find
from parley.moderation.signatures import signature_of
from tests.discussion.factories import thread_make
from tests.moderation.similar_texts import DISGUISES, PASTE, subject_texts

pytestmark = pytest.mark.django_db
_guests = count(1)


def _thread(*, age: timedelta = timedelta(days=10), comments: int = 0) -> Thread:
    """Make a thread of that age that has had so many comments, long ago."""
    thread = thread_make()
    Thread.objects.filter(pk=thread.pk).update(created_at=now() - age, last_number=comments)
    thread.refresh_from_db()
    return thread


def _written(
    *,
    thread: Thread,
    text: str = "Well said.",
    ago: timedelta = timedelta(minutes=30),
    name: str = "Ada",
    guest_key: str | None = None,
    status: str = "published",
) -> Comment:
    """Write a comment as it stands after screening, at a time of its own."""
    thread.last_number += 1
    comment = Comment.objects.create(
        thread=thread,
        number=thread.last_number,
        root_number=thread.last_number,
        author_name=name,
        guest_key=f"g:{next(_guests)}" if guest_key is None else guest_key,
        text=text,
        html="",
        status=status,
        created_at=now() - ago,
    )
    if (signature := signature_of(text)) is not None:
        signature_keep(comment=comment, signature=signature, at=comment.created_at)
    return comment


def _since(**ago: float) -> datetime:
    return now() - timedelta(**(ago or {"days": 1}))


def _found(kind: Kind | None = None, **ago: float) -> list[Campaign]:
    found = campaigns_find(since=_since(**ago), most=50)
    return [campaign for campaign in found if kind is None or campaign.kind is kind]


def test_a_quiet_day_has_none() -> None:
    assert _found() == []
    thread = _thread(comments=500)
    for number, text in enumerate(subject_texts(count=12, seed=31)):
        _written(thread=thread, text=text, ago=timedelta(minutes=number))
    assert _found() == []


def test_one_text_in_many_disguises_is_one_case() -> None:
    threads = [_thread(comments=500) for _number in range(3)]
    for number, text in enumerate(subject_texts(count=9, seed=32)):
        _written(thread=threads[number % 3], text=text)
    pasted = [
        _written(
            thread=threads[number % 3],
            text=text,
            ago=timedelta(minutes=60 - number),
            name=f"Reader {number % 4}",
            guest_key=f"g:{number % 5}",
            status="held" if number % 2 else "rejected",
        )
        for number, text in enumerate(DISGUISES.values())
    ]
    [case] = _found(Kind.NEAR_DUPLICATES)
    assert case.comments == tuple(comment.pk for comment in reversed(pasted))
    assert (case.count, case.writers, case.threads) == (len(DISGUISES), 5, 3)
    assert sorted(case.names) == [f"Reader {number}" for number in range(4)]
    assert (case.first_at, case.last_at) == (pasted[0].created_at, pasted[-1].created_at)
    assert case.statuses == {"held": 10, "rejected": 10}
    assert case.example == pasted[-1].text
    assert case.key == f"near_duplicates:{pasted[0].public_id}"


def test_a_case_keeps_its_key_as_it_grows() -> None:
    thread = _thread(comments=500)
    for minutes in (50, 40, 30):
        _written(thread=thread, text=PASTE, ago=timedelta(minutes=minutes))
    [before] = _found(Kind.NEAR_DUPLICATES)
    _written(thread=thread, text=PASTE, ago=timedelta(0))
    [after] = _found(Kind.NEAR_DUPLICATES)
    assert (before.key, before.count) == (after.key, after.count - 1)


def test_two_copies_are_no_case_and_neither_are_the_versions_of_one_comment() -> None:
    first, _second = (_written(thread=_thread(), text=PASTE) for _number in range(2))
    for revision in (1, 2, 3):
        first.revision_count = revision
        signature = signature_of(f"{PASTE} {revision}")
        assert signature is not None
        signature_keep(comment=first, signature=signature, at=now())
    assert _found() == []
    _written(thread=_thread(), text=PASTE)
    assert [case.count for case in _found()] == [3]


BURSTS: dict[str, tuple[dict[str, Any], int]] = {
    "many in a thread that was quiet": ({}, 1),
    "one too few": ({"count": BURST_LEAST - 1}, 0),
    "in a thread that is as busy every hour": ({"before": 240 * BURST_LEAST}, 0),
    "not quite five times as many as usual": ({"before": 240 * 5}, 0),
    "five times as many as usual": ({"before": 950}, 1),
    "under a new article": ({"age": timedelta(hours=5)}, 0),
    "spread over the day": ({"apart": timedelta(minutes=30)}, 0),
    "in the past, within what is looked at": ({"ended": timedelta(hours=20)}, 1),
    "before what is looked at": ({"ended": timedelta(hours=30)}, 0),
}


@pytest.mark.parametrize(("given", "cases"), BURSTS.values(), ids=BURSTS)
def test_bursts(given: dict[str, Any], cases: int) -> None:
    ended = given.get("ended", timedelta(0))
    thread = _thread(age=given.get("age", timedelta(days=10)) + ended, comments=given.get("before", 0))
    for number in reversed(range(given.get("count", BURST_LEAST))):
        _written(thread=thread, ago=ended + number * given.get("apart", timedelta(minutes=2)))
    found = _found()
    assert [case.kind for case in found] == [Kind.BURST] * cases
    if cases:
        assert (found[0].count, found[0].threads) == (BURST_LEAST, 1)
        assert found[0].key == f"burst:{thread.public_id}"


def test_a_burst_is_the_busiest_hour_and_no_more() -> None:
    thread = _thread()
    quiet = [_written(thread=thread, ago=timedelta(hours=hours)) for hours in (5, 4, 3)]
    for number in range(30):
        _written(thread=thread, ago=timedelta(minutes=80 - number))
    [case] = _found(Kind.BURST)
    assert case.count == 30
    assert not {comment.pk for comment in quiet} & set(case.comments)


def test_one_guest_under_many_names_is_one_case() -> None:
    threads = [_thread() for _number in range(2)]
    for number, name in enumerate(("Ida", "Max", "Uwe", "ida", " M a x ")):
        _written(thread=threads[number % 2], name=name, guest_key="g:secret")
    for name in ("Eva", "eva", "E va", "Tom"):
        _written(thread=threads[0], name=name, guest_key="g:two")
    for name in ("Ann", "Bob", "Cyd", "Dan"):
        _written(thread=threads[0], name=name, guest_key="")
        _written(thread=threads[1], name=name)
    [case] = _found()
    assert (case.kind, case.count, case.writers, case.threads) == (Kind.NAMES, 5, 1, 2)
    assert set(case.names) == {"Ida", "Max", "Uwe", "ida", " M a x "}
    assert "secret" not in case.key
    assert case.key == _found()[0].key


def test_the_largest_come_first_and_only_as_many_as_asked_for() -> None:
    for copies, text in ((3, PASTE), (5, subject_texts(count=1, seed=33)[0])):
        for _number in range(copies):
            _written(thread=_thread(), text=text)
    assert [case.count for case in _found()] == [5, 3]
    assert [case.count for case in campaigns_find(since=_since(), most=1)] == [5]
    assert campaigns_find(since=_since(), most=0) == []


def test_a_case_lists_the_newest_and_counts_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaigns, "LISTED_MAX", 4)
    assert LISTED_MAX == 200
    made = [_written(thread=_thread(), text=PASTE, ago=timedelta(minutes=60 - number)) for number in range(7)]
    [case] = _found()
    assert case.comments == tuple(comment.pk for comment in reversed(made[3:]))
    assert case.count == 7


def test_no_more_than_the_newest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaigns, "RECENT_MAX", 5)
    for minutes in range(9):
        _written(thread=_thread(), text=PASTE, ago=timedelta(minutes=minutes))
    assert [case.count for case in _found()] == [5]


def test_examples_are_cut() -> None:
    for _number in range(3):
        _written(thread=_thread(), text=f"{PASTE} " * 20)
    assert len(_found()[0].example) == campaigns.EXAMPLE_MAX


def _asked() -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        _found()
    return [query["sql"] for query in captured]


def test_it_asks_six_questions_however_much_there_is() -> None:
    thread = _thread()
    for number in range(3):
        _written(thread=thread, text=PASTE, name=f"Reader {number}", guest_key="g:one")
    few = _asked()
    assert len(few) == 6
    for number in range(25):
        _written(thread=thread, text=PASTE, name=f"Reader {number}", guest_key=f"g:{number % 3}")
    assert len(_asked()) == 6
    assert {case.kind for case in _found()} == set(Kind)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the words of SQLite's plans")
def test_it_reads_along_indexes() -> None:
    steps = []
    for query in _asked():
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query}")
            steps += [row[3] for row in cursor.fetchall()]
    assert not [step for step in steps if step.startswith("SCAN")], steps
    assert sum("comment_status_time" in step for step in steps) == len(Comment.Status)
    assert any("signature_time" in step for step in steps)
