"""The phase `near_duplicate`, and near-duplicates elsewhere for the desk."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.discussion.actions import comment_status_set
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, Thread, ThreadText
from parley.kernel.clock import now
from parley.moderation.models import Screening, SignatureBand, TextSignature
from parley.moderation.signatures import BANDS, VERSION, signature_of
from parley.moderation.similar import BAND_MAX, near_duplicates, similar_comments
from tests.api.helpers import post
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.discussion.screening_phases import verdict_savepoint
from tests.moderation.similar_texts import DISGUISES, PASTE, subject_texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _phase(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.near_duplicate.NearDuplicate"]
    settings.PARLEY_SIMILAR_HOLD = 3
    settings.PARLEY_SIMILAR_HOURS = 24


def _pasted(count: int, **given: Any) -> list[Comment]:
    """Post the paste as often, by another guest in another thread each time."""
    texts = list(DISGUISES.values())
    return [
        comment_make(thread=given.get("thread") or thread_make(), text=texts[place % len(texts)])
        for place in range(count)
    ]


def _age(*, hours: float) -> None:
    TextSignature.objects.update(created_at=now() - timedelta(hours=hours))


# --- the phase --------------------------------------------------------------------------------------
def test_the_fourth_of_a_wave_waits(client: Client) -> None:
    assert {comment.status for comment in _pasted(3)} == {"published"}
    held = post(client, thread_make(), text=f"Hear, hear! {PASTE}")
    assert (held.status_code, json.loads(held.content)["code"]) == (202, "near_duplicate")
    assert "posted several times" in json.loads(held.content)["reason"]
    assert post(client, thread_make(), text="I have another opinion about the ferries.").status_code == 201
    [said] = Screening.objects.get(outcome="hold").verdicts
    [reason] = said["reasons"]
    assert (reason["rule"], reason["version"]) == ("near_duplicate", VERSION)
    assert 0.8 < reason["score"] <= 1


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_no_disguise_gets_by(text: str) -> None:
    for _copy in range(3):
        comment_make(thread=thread_make(), text=PASTE)
    assert posted_make(thread=thread_make(), text=text).code == "near_duplicate"


WAVES: dict[str, tuple[dict[str, Any], str]] = {
    "by as many guests in one thread": ({"one_thread": True}, "near_duplicate"),
    "by one guest in several threads": ({"one_guest": True}, "near_duplicate"),
    "by one guest in one thread": ({"one_thread": True, "one_guest": True}, "near_duplicate"),
    "only two before": ({"count": 2}, "passed"),
    "a day ago": ({"hours": 24.1}, "passed"),
    "not quite a day ago": ({"hours": 23.9}, "near_duplicate"),
    "a week ago, when that is looked back on": ({"hours": 160, "looks_back": 168}, "near_duplicate"),
    "rejected meanwhile": ({"status": "rejected"}, "near_duplicate"),
    "removed meanwhile": ({"status": "removed"}, "near_duplicate"),
    "where five are allowed": ({"allowed": 5}, "passed"),
    "where one is too many": ({"count": 1, "allowed": 1}, "near_duplicate"),
    "turned off": ({"count": 9, "allowed": 0}, "passed"),
}


@pytest.mark.parametrize(("wave", "code"), WAVES.values(), ids=WAVES)
def test_what_counts(settings: Settings, wave: dict[str, Any], code: str) -> None:
    settings.PARLEY_SIMILAR_HOLD = wave.get("allowed", 3)
    settings.PARLEY_SIMILAR_HOURS = wave.get("looks_back", 24)
    home = thread_make()

    def posted() -> tuple[Comment, str]:
        thread = home if wave.get("one_thread") else thread_make()
        made = posted_make(thread=thread, text=PASTE, guest_key="g:one" if wave.get("one_guest") else "")
        return made.comment, made.code

    earlier = [posted()[0] for _number in range(wave.get("count", 3))]
    if status := wave.get("status"):
        for comment in earlier:
            comment_status_set(comment=comment, status=status, decided_by="test")
    _age(hours=wave.get("hours", 1))
    assert posted()[1] == code


def test_short_texts_are_nobodys_copies() -> None:
    for _number in range(6):
        assert posted_make(thread=thread_make(), text="I agree with every word of this!").code == "passed"
    assert not TextSignature.objects.exists()


def test_none_of_200_comments_about_one_subject_waits() -> None:
    thread = thread_make()
    codes = {posted_make(thread=thread, text=text).code for text in subject_texts(count=200, seed=21)}
    assert codes == {"passed"}
    assert TextSignature.objects.count() == 200


def test_it_holds_what_it_cannot_look_at(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_text: str) -> None:
        raise MemoryError

    monkeypatch.setattr("parley.moderation.phases.near_duplicate.signature_of", fails)
    assert posted_make(thread=thread_make(), text=PASTE).code == "phase_failed"


# --- changed texts ------------------------------------------------------------------------------------
def test_changing_ones_own_comment_is_no_repetition(settings: Settings) -> None:
    settings.PARLEY_SIMILAR_HOLD = 1
    thread = thread_make()
    comment_make(thread=thread, text=PASTE, guest_key="g:ada")
    for number in range(4):
        edited = comment_edit(thread=thread, number=1, guest_key="g:ada", text=f"{PASTE} Edit {number}.")
        assert edited.shown
    versions = TextSignature.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3, 4, 5]


def test_a_comment_of_many_versions_counts_once() -> None:
    thread = thread_make()
    comment_make(thread=thread, text=PASTE, guest_key="g:ada")
    for number in range(4):
        comment_edit(thread=thread, number=1, guest_key="g:ada", text=f"{PASTE} Edit {number}.")
    assert posted_make(thread=thread_make(), text=PASTE).code == "passed"


def test_a_comment_that_becomes_a_copy_waits() -> None:
    _pasted(3)
    thread = thread_make()
    comment_make(thread=thread, text="What I think about it is this.", guest_key="g:ada")
    edited = comment_edit(thread=thread, number=1, guest_key="g:ada", text=PASTE)
    assert (edited.shown, edited.code) == (False, "near_duplicate")


def test_a_text_counts_although_it_was_changed_since() -> None:
    """Else a wave would pass whose senders change each text once it is read."""
    thread = thread_make()
    for number in range(1, 4):
        comment_make(thread=thread, text=PASTE, guest_key=f"g:{number}")
        comment_edit(thread=thread, number=number, guest_key=f"g:{number}", text="Never mind.")
    assert posted_make(thread=thread_make(), text=PASTE).code == "near_duplicate"


# --- quotations -----------------------------------------------------------------------------------------
def _with_page(text: str) -> Thread:
    thread = thread_make()
    ThreadText.objects.create(thread=thread, text=text, updated_at=now())
    return thread


def test_whoever_quotes_the_same_passage_repeats_nobody() -> None:
    thread = _with_page(f"It was a cold week. {PASTE} So it went.")
    for word in ("nonsense", "true", "sad", "late", "bold"):
        assert posted_make(thread=thread, text=f"> {PASTE}\n\nThat is {word}.").code == "passed"


def test_whoever_quotes_the_comment_that_is_answered_repeats_nobody() -> None:
    thread = thread_make()
    first = comment_make(thread=thread, text=PASTE)
    for word in ("nonsense", "true", "sad", "late", "bold"):
        answer = posted_make(thread=thread, text=f"> {PASTE}\n\nThat is {word}.", parent=first)
        assert answer.code == "passed"


def test_a_mark_before_it_makes_no_quotation() -> None:
    thread = _with_page("It was a cold week, and nobody spoke of boats.")
    for _number in range(3):
        comment_make(thread=thread, text=f"> {PASTE}")
    assert posted_make(thread=thread, text=f"> {PASTE}\n> Pass it on.").code == "near_duplicate"


@pytest.mark.parametrize("line", ["> ", ">", "> a\n", "> boats and more boats, boats and boats\n"])
def test_a_flood_of_quotation_marks_is_looked_at_in_part(settings: Settings, line: str) -> None:
    settings.PARLEY_COMMENT_MAX_LENGTH = 100_000
    thread = _with_page("boats " * 20_000)
    with CaptureQueriesContext(connection) as captured:
        posted_make(thread=thread, text=f"{line * 100_000}"[:99_999] + "x")
    assert sum("discussion_threadtext" in query["sql"] for query in captured) == 1


# --- what it costs ------------------------------------------------------------------------------------
def _cost(text: str) -> int:
    thread = thread_make()
    with CaptureQueriesContext(connection) as captured:
        comment_make(thread=thread, text=text)
    return len(captured)


@pytest.mark.django_db(transaction=True)
def test_it_costs_the_same_however_many_texts_there_are(settings: Settings) -> None:
    settings.PARLEY_SIMILAR_HOLD = 100  # what a held comment costs beside is none of this phase's business
    settings.PARLEY_SCREENING_PHASES = []
    _cost("A first one, that day's salt is made with")
    without = _cost(PASTE)
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.near_duplicate.NearDuplicate"]
    assert _cost("I agree") == without
    among_none = _cost(PASTE)
    # One to look up, one for the savepoint and one to release it, and two to write the row and its bands.
    assert among_none == without + 5 + verdict_savepoint()
    _pasted(BAND_MAX + 5)
    assert _cost(PASTE) == among_none + 1, "to read the texts met"


def test_a_look_up_reads_so_many_texts_and_no_more() -> None:
    made = signature_of(PASTE)
    assert made is not None
    copies = [comment_make(thread=thread_make(), text=PASTE) for _number in range(BAND_MAX + 5)]
    found = near_duplicates(signature=made)
    assert [near.comment for near in found] == [comment.pk for comment in reversed(copies)][:BAND_MAX]


# Written in SQLite's own words; PostgreSQL's plan depends on how many rows there are.
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the words of SQLite's plans")
def test_a_look_up_goes_along_indexes() -> None:
    made = signature_of(PASTE)
    assert made is not None
    _pasted(1)
    with CaptureQueriesContext(connection) as captured:
        near_duplicates(signature=made, since=now() - timedelta(hours=24))
    meet, read = (_plan(query["sql"]) for query in captured)
    assert sum("USING COVERING INDEX band_bucket_newest (bucket=?)" in step for step in meet) == BANDS
    assert not [step for step in [*meet, *read] if step.startswith("SCAN") and "newest" not in step]


def _plan(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return [row[3] for row in cursor.fetchall()]


def test_every_signature_has_its_bands() -> None:
    comment = comment_make(thread=thread_make(), text=PASTE)
    row = TextSignature.objects.get()
    made = signature_of(PASTE)
    assert made is not None
    assert (row.comment, row.version, bytes(row.slots), row.groups) == (comment, 1, made.slots, made.groups)
    assert row.created_at == comment.created_at
    assert list(SignatureBand.objects.order_by("bucket").values_list("bucket", flat=True)) == list(
        made.buckets
    )


# --- near-duplicates elsewhere ------------------------------------------------------------------------
def test_the_desk_sees_where_else_it_stands(django_assert_num_queries: Any) -> None:
    exact, changed = (
        comment_make(thread=thread_make(), text=DISGUISES[name]) for name in ("capitals", "words added")
    )
    comment_make(
        thread=thread_make(), text="Something else altogether, and that in so many words, about trams."
    )
    comment = comment_make(thread=thread_make(), text=PASTE)
    _age(hours=24 * 400)
    with django_assert_num_queries(4):
        found = similar_comments(comment=comment, most=9)
        assert [one.thread.title for one, _similarity in found]
    assert [one for one, _similarity in found] == [exact, changed]
    assert found[0][1] == 1.0
    assert 0.5 <= found[1][1] < 1
    assert [one for one, _similarity in similar_comments(comment=comment, most=1)] == [exact]


def test_texts_that_were_changed_since_stand_nowhere() -> None:
    thread = thread_make()
    comment_make(thread=thread, text=PASTE, guest_key="g:ada")
    comment = comment_make(thread=thread_make(), text=PASTE)
    comment_edit(thread=thread, number=1, guest_key="g:ada", text="Never mind.")
    assert similar_comments(comment=comment, most=9) == []


def test_a_comment_without_a_signature_is_compared_all_the_same() -> None:
    [known] = _pasted(1)
    comment = comment_make(thread=thread_make(), text=PASTE)
    SignatureBand.objects.filter(signature__comment=comment).delete()
    TextSignature.objects.filter(comment=comment).delete()
    assert [one for one, _similarity in similar_comments(comment=comment, most=9)] == [known]
    short = comment_make(thread=thread_make(), text="I agree")
    assert similar_comments(comment=short, most=9) == []
