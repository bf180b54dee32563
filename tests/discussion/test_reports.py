"""Reports: once for each person, seen by moderators alone, dismissed or upheld, and all of it taken back."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set, thread_upsert
from parley.discussion.actions.edits import comment_edit
from parley.discussion.actions.reactions import reaction_set
from parley.discussion.actions.reports import ReportResult, comment_report, reports_decide, reports_reopen
from parley.discussion.models import Comment, Report, Thread
from parley.discussion.refusals import CommentRefused
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db


def _report(thread: Thread, guest: str = "g:2", network: str = "", **more: Any) -> ReportResult:
    values = {"number": 1, "reason_code": "abuse", "text": "He calls me a liar.", **more}
    return comment_report(thread=thread, guest_key=guest, network_key=network or f"of {guest}", **values)


def _refused(*values: Any, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(CommentRefused) as refused:
        _report(*values, **more)
    return [(error.field, error.code) for error in refused.value.errors]


@pytest.fixture
def thread() -> Thread:
    thread = thread_make()
    comment_make(thread=thread, guest_key="g:1")
    OutboxRow.objects.all().delete()
    return thread


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("moderator")


def _comment(thread: Thread) -> Comment:
    return thread.comments.get(number=1)


def test_a_report_is_kept_counted_and_announced_to_moderators_alone(thread: Thread) -> None:
    done = _report(thread, text="  He calls\r\nme a \u202eliar.\n")
    assert (done.is_new, done.held) == (True, False)
    report = Report.objects.get()
    assert (report.reason_code, report.text, report.state) == ("abuse", "  He calls\nme a liar.", "open")
    comment = _comment(thread)
    assert (comment.report_count, comment.status) == (1, "published")
    row = OutboxRow.objects.get()
    assert (row.kind, row.topic, row.surrogate_keys) == ("comment.reported", "moderation", [])
    assert row.payload == {
        "thread": thread.public_id,
        "comment": comment.public_id,
        "number": 1,
        "reason_code": "abuse",
        "report_count": 1,
    }


def test_once_for_each_guest(thread: Thread) -> None:
    _report(thread)
    again = _report(thread, reason_code="spam", text="Changed my mind")
    assert again.is_new is False
    assert Report.objects.get().reason_code == "abuse"
    assert _comment(thread).report_count == 1


def test_once_for_each_network(thread: Thread, settings: Settings) -> None:
    _report(thread, network="home")
    assert _refused(thread, guest="g:3", network="home") == [("", "already_reported_here")]
    settings.PARLEY_REPORTS_PER_NETWORK = 2
    assert _report(thread, guest="g:3", network="home").is_new
    assert _comment(thread).report_count == 2


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"reason_code": ""}, [("reason", "reason_unknown")]),
        ({"reason_code": "rude"}, [("reason", "reason_unknown")]),
        ({"text": "x" * 1001}, [("text", "text_too_long")]),
        (
            {"text": "x" * 100_000, "reason_code": "x"},
            [("reason", "reason_unknown"), ("text", "text_too_long")],
        ),
        ({"guest": "g:1"}, [("", "own_comment")]),
    ],
)
def test_refused(thread: Thread, values: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    assert _refused(thread, **values) == errors
    assert not Report.objects.exists()
    assert _comment(thread).report_count == 0


def test_words_are_not_needed_and_a_thousand_are_taken(thread: Thread) -> None:
    assert _report(thread, text="").report.text == ""
    assert len(_report(thread, guest="g:3", text="é" * 1000).report.text) == 1000


def test_the_publishers_own_reasons(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_REPORT_REASONS = {"rude": "It is rude."}
    assert _report(thread, reason_code="rude").is_new
    assert _refused(thread, guest="g:3", reason_code="abuse") == [("reason", "reason_unknown")]


def test_a_closed_thread_still_takes_reports_and_a_hidden_one_does_not(thread: Thread) -> None:
    for state in ("closed", "hidden"):
        thread_upsert(site=thread.site, key=thread.key, title=thread.title, url=thread.url, state=state)
        if state == "closed":
            assert _report(thread).is_new
        else:
            with pytest.raises(Comment.DoesNotExist):
                _report(thread, guest="g:3")


@pytest.mark.parametrize("status", ["held", "rejected", "removed"])
def test_what_readers_cannot_see_is_not_reported(thread: Thread, status: str) -> None:
    comment_status_set(comment=_comment(thread), status=status, decided_by="test")
    with pytest.raises(Comment.DoesNotExist):
        _report(thread)


def test_reports_weigh_in_the_order_by_value_until_they_are_dismissed(thread: Thread, person: Person) -> None:
    reaction_set(thread=thread, number=1, guest_key="g:5", network_key="n", valued=True)
    ranks = [_comment(thread).valued_rank or 0]
    _report(thread)
    ranks.append(_comment(thread).valued_rank or 0)
    assert ranks[1] < ranks[0]
    reports_decide(comment=_comment(thread), person=person, uphold=False)
    assert _comment(thread).valued_rank == ranks[0]


# --- holding -------------------------------------------------------------------------------------------


def test_reports_hold_nothing_by_default(thread: Thread) -> None:
    for number in range(3, 20):
        assert not _report(thread, guest=f"g:{number}").held
    assert _comment(thread).status == "published"


def test_enough_reports_hold_once_and_a_moderators_restoring_is_final(
    thread: Thread, settings: Settings, person: Person
) -> None:
    settings.PARLEY_REPORTS_HOLD = 2
    assert [_report(thread, guest=f"g:{number}").held for number in (3, 4)] == [False, True]
    comment = _comment(thread)
    assert comment.status == "held"
    change = comment.status_changes.latest("pk")
    assert (change.decided_by, change.reason_code, change.person) == ("reports", "reported", None)
    assert change.reason
    comment_status_set(comment=comment, status="published", decided_by="desk", person=person)
    assert [_report(thread, guest=f"g:{number}").held for number in (5, 6, 7)] == [False] * 3
    assert _comment(thread).status == "published"


def test_who_was_found_harmless_before_any_report_is_not_held(
    thread: Thread, settings: Settings, person: Person
) -> None:
    settings.PARLEY_REPORTS_HOLD = 1
    for status in ("held", "published"):
        comment_status_set(comment=_comment(thread), status=status, decided_by="desk", person=person)
    assert not _report(thread).held


def test_other_words_can_be_held_again(thread: Thread, settings: Settings, person: Person) -> None:
    settings.PARLEY_REPORTS_HOLD = 1
    assert _report(thread).held
    reports_decide(comment=_comment(thread), person=person, uphold=False)
    assert _comment(thread).status == "published"
    assert not _report(thread, guest="g:3").held
    comment_edit(thread=thread, number=1, guest_key="g:1", text="Now something really bad")
    assert _report(thread, guest="g:4").held


def test_dismissed_reports_do_not_count_towards_holding(
    thread: Thread, settings: Settings, person: Person
) -> None:
    settings.PARLEY_REPORTS_HOLD = 2
    _report(thread)
    assert reports_decide(comment=_comment(thread), person=person, uphold=False) == 1
    assert _comment(thread).report_count == 0
    assert not _report(thread, guest="g:3").held
    assert _report(thread, guest="g:4").held


# --- deciding ------------------------------------------------------------------------------------------


def test_dismissing_publishes_what_waited_because_of_reports_alone(
    thread: Thread, settings: Settings, person: Person
) -> None:
    settings.PARLEY_REPORTS_HOLD = 1
    _report(thread)
    assert reports_decide(comment=_comment(thread), person=person, uphold=False, reason="Fair.") == 1
    comment = _comment(thread)
    assert (comment.status, comment.report_count) == ("published", 0)
    change = comment.status_changes.latest("pk")
    assert (change.person, change.reason_code, change.reason) == (person, "reports_dismissed", "Fair.")
    report = Report.objects.get()
    assert (report.state, report.decided_by) == ("dismissed", person)
    assert report.decided_at is not None


def test_dismissing_leaves_what_a_moderator_held(thread: Thread, person: Person) -> None:
    _report(thread)
    comment_status_set(comment=_comment(thread), status="held", decided_by="desk", person=person)
    reports_decide(comment=_comment(thread), person=person, uphold=False)
    assert _comment(thread).status == "held"


def test_upholding_removes(thread: Thread, person: Person) -> None:
    for guest in ("g:2", "g:3"):
        _report(thread, guest=guest)
    assert reports_decide(comment=_comment(thread), person=person, uphold=True, reason="Rude.") == 2
    comment = _comment(thread)
    assert (comment.status, comment.report_count) == ("removed", 2)
    assert set(Report.objects.values_list("state", flat=True)) == {"upheld"}
    assert comment.status_changes.latest("pk").reason_code == "reports_upheld"


@pytest.mark.parametrize("uphold", [True, False])
@pytest.mark.parametrize("hold", [0, 1])
def test_every_decision_can_be_taken_back_and_made_again(
    thread: Thread,
    settings: Settings,
    person: Person,
    uphold: bool,  # noqa: FBT001 -- a parameter of the test
    hold: int,
) -> None:
    settings.PARLEY_REPORTS_HOLD = hold
    _report(thread)
    before = _comment(thread).status
    assert before == ("held" if hold else "published")
    for _ in range(2):
        assert reports_decide(comment=_comment(thread), person=person, uphold=uphold) == 1
        assert _comment(thread).status == ("removed" if uphold else "published")
        assert _comment(thread).report_count == int(uphold)
        assert reports_reopen(comment=_comment(thread), person=person) == 1
        assert (_comment(thread).status, _comment(thread).report_count) == (before, 1)
        report = Report.objects.get()
        assert (report.state, report.decided_at, report.decided_by) == ("open", None, None)


def test_nothing_to_decide_changes_nothing(thread: Thread, person: Person) -> None:
    comment = _comment(thread)
    assert reports_decide(comment=comment, person=person, uphold=True) == 0
    assert reports_reopen(comment=comment, person=person) == 0
    assert _comment(thread).status == "published"


def test_reopening_leaves_what_was_decided_since(thread: Thread, person: Person) -> None:
    _report(thread)
    reports_decide(comment=_comment(thread), person=person, uphold=True)
    comment_status_set(comment=_comment(thread), status="rejected", decided_by="desk", person=person)
    reports_reopen(comment=_comment(thread), person=person)
    assert _comment(thread).status == "rejected"


@pytest.mark.django_db(transaction=True)
def test_statements(thread: Thread) -> None:
    with CaptureQueriesContext(connection) as captured:
        _report(thread)
    assert [query["sql"].split()[0] for query in captured] == [
        "BEGIN",
        *["SELECT"] * 4,
        "INSERT",
        "UPDATE",
        "INSERT",
        "COMMIT",
    ]
