"""Decisions: what each does, what may not be done, that all is kept for good and can be taken back."""

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.actions.edits import comment_edit, comment_remove_own
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment, Report, StatusChange, Thread
from parley.discussion.models.history import ImmutableError
from parley.kernel.clock import now
from parley.moderation.actions import (
    Why,
    batch_undo,
    comment_decide,
    comments_decide,
    decision_undo,
    lease_take,
)
from parley.moderation.actions.deciding import MANY_MAX
from parley.moderation.models import AuditSample, Decision, Lease, QueueEntry
from parley.moderation.refused import DecisionRefused
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult", note="The third time today.", passages=((0, 4),))


@pytest.fixture
def thread() -> Thread:
    return thread_make()


@pytest.fixture
def person() -> Person:
    return person_make()


def _held(thread: Thread, **more: str) -> Comment:
    comment = comment_make(thread=thread, **more)
    comment_status_set(comment=comment, status="held", decided_by="phase:test", reason_code="test")
    return comment


def _status(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def _refused(**values: object) -> str:
    with pytest.raises(DecisionRefused) as refused:
        comment_decide(**values)  # type: ignore[arg-type]
    return refused.value.code


@pytest.mark.parametrize(
    ("action", "why", "status"),
    [("publish", Why(), "published"), ("reject", INSULT, "removed"), ("remove", INSULT, "removed")],
)
def test_what_waits_is_decided_and_leaves_the_queue(
    thread: Thread, person: Person, action: str, why: Why, status: str
) -> None:
    comment = _held(thread)
    assert QueueEntry.objects.filter(comment=comment).exists()
    lease_take(comment=comment, person=person)
    decision = comment_decide(comment=comment, action=action, person=person, why=why)
    assert (_status(comment), decision.from_status, decision.to_status) == (status, "held", status)
    assert (decision.person, decision.maker, decision.reason_code) == (person, "", why.reason_code)
    assert not QueueEntry.objects.exists()
    assert not Lease.objects.exists()
    assert StatusChange.objects.filter(comment=comment).order_by("-pk")[0].person == person


def test_a_comment_that_never_stood_is_rejected_and_not_removed(thread: Thread, person: Person) -> None:
    comment = _held(thread)
    Comment.objects.filter(pk=comment.pk).update(published_at=None)
    decision = comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    assert (decision.action, _status(comment)) == ("reject", "rejected")


def test_the_reason_is_kept_with_its_category_its_points_and_its_passages(
    thread: Thread, person: Person
) -> None:
    decision = comment_decide(comment=_held(thread), action="reject", person=person, why=INSULT)
    kept = Decision.objects.get(pk=decision.pk)
    assert (kept.category, kept.points) == ("STATEMENT_CATEGORY_CYBER_VIOLENCE", 2)
    assert (kept.note, kept.passages, kept.version) == ("The third time today.", [[0, 4]], 1)
    assert kept.writer == kept.comment.guest_key  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"action": "reject"}, "reason_missing"),
        ({"action": "reject", "why": Why(reason_code="dislike")}, "unknown_reason"),
        ({"action": "burn"}, "unknown_action"),
        ({"action": "hold"}, "already"),
        ({"action": "publish", "seen_version": 2}, "text_changed"),
    ],
)
def test_what_may_not_be_decided_changes_nothing(
    thread: Thread, person: Person, values: dict[str, object], code: str
) -> None:
    comment = _held(thread)
    count = Decision.objects.count()
    assert _refused(comment=comment, person=person, **values) == code
    assert (_status(comment), Decision.objects.count()) == ("held", count)


def test_who_decides_second_is_told_so(thread: Thread, person: Person) -> None:
    comment = _held(thread)
    comment_decide(comment=comment, action="reject", person=person, why=INSULT)
    assert _refused(comment=comment, action="reject", person=person_make(), why=INSULT) == "already"


def test_a_text_changed_meanwhile_is_not_decided_on_unseen(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, guest_key="g:ada")
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="Something else")
    code = _refused(comment=comment, action="hold", person=person, seen_version=1)
    assert code == "text_changed"


def test_phases_and_reports_decide_too_and_the_writer_does_not(thread: Thread) -> None:
    comment = _held(thread, guest_key="g:ada")
    decision = Decision.objects.get()
    assert (decision.maker, decision.person, decision.action) == ("phase:test", None, "hold")
    comment_remove_own(thread=thread, number=comment.number, guest_key="g:ada")
    assert Decision.objects.count() == 1
    assert not QueueEntry.objects.exists()


def test_what_is_published_unseen_costs_no_row(thread: Thread) -> None:
    comment_make(thread=thread)
    assert not Decision.objects.exists()
    assert not QueueEntry.objects.exists()


def test_looking_at_what_stands_is_a_decision(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread)
    AuditSample.objects.create(comment=comment, rate=0.02, drawn_at=now())
    decision = comment_decide(comment=comment, action="publish", person=person)
    assert (decision.action, decision.from_status, decision.to_status) == (
        "publish",
        "published",
        "published",
    )
    assert AuditSample.objects.get().decision == decision


def test_open_reports_are_decided_with_the_comment(thread: Thread, person: Person) -> None:
    kept, gone = comment_make(thread=thread), comment_make(thread=thread)
    for comment in (kept, gone):
        comment_report(
            thread=thread, number=comment.number, guest_key="g:x", network_key="n", reason_code="abuse"
        )
    dismissed = comment_decide(comment=kept, action="publish", person=person)
    upheld = comment_decide(comment=gone, action="remove", person=person, why=INSULT)
    assert (dismissed.action, upheld.action) == ("dismiss_reports", "remove")
    states = Report.objects.order_by("comment").values_list("state", flat=True)
    assert list(states) == ["dismissed", "upheld"]
    assert upheld.reason_code == "insult"
    decision_undo(decision=dismissed, person=person)
    decision_undo(decision=upheld, person=person)
    assert set(Report.objects.values_list("state", flat=True)) == {"open"}
    assert (_status(kept), _status(gone)) == ("published", "published")


def test_a_decision_is_taken_back_once_and_only_while_it_is_the_last(thread: Thread, person: Person) -> None:
    comment = _held(thread)
    first = comment_decide(comment=comment, action="reject", person=person, why=INSULT)
    undone = decision_undo(decision=first, person=person)
    assert (_status(comment), undone.undoes, undone.points) == ("held", first, 0)
    assert QueueEntry.objects.filter(comment=comment).exists()
    for gone in (first, Decision.objects.order_by("pk")[0]):
        with pytest.raises(DecisionRefused):
            decision_undo(decision=gone, person=person)
    second = comment_decide(comment=comment, action="publish", person=person)
    decision_undo(decision=second, person=person)
    assert _status(comment) == "held"


def test_many_are_decided_and_taken_back_as_one(thread: Thread, person: Person) -> None:
    held = [_held(thread) for _ in range(3)]
    stands = comment_make(thread=thread)
    made = comments_decide(comments=[*held, stands], action="publish", person=person)
    # What stands already is confirmed, which changes nothing to undo.
    assert len({one.batch for one in made}) == 1
    assert {_status(one) for one in held} == {"published"}
    later = comment_decide(comment=held[0], action="remove", person=person, why=INSULT)
    undone = batch_undo(batch=made[0].batch, person=person)
    assert later.pk not in {one.undoes_id for one in undone}
    assert [_status(one) for one in held] == ["removed", "held", "held"]
    assert batch_undo(batch="", person=person) == []


def test_more_than_anybody_looked_at_is_refused_whole(thread: Thread, person: Person) -> None:
    comment = _held(thread)
    with pytest.raises(DecisionRefused, match="200"):
        comments_decide(comments=[comment] * (MANY_MAX + 1), action="publish", person=person)
    assert _status(comment) == "held"


def test_decisions_stay_as_they_are(thread: Thread, person: Person) -> None:
    decision = comment_decide(comment=_held(thread), action="reject", person=person, why=INSULT)
    with pytest.raises(ImmutableError):
        decision.save()
    with pytest.raises(IntegrityError, match="can not be altered"), transaction.atomic():
        connection.cursor().execute("UPDATE moderation_decision SET note = 'x'")
    with pytest.raises(IntegrityError, match="can not be altered"), transaction.atomic():
        connection.cursor().execute("DELETE FROM moderation_decision")


def test_an_edit_that_is_held_names_what_it_was_held_for(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["tests.moderation.test_recording.Watchful"]
    thread = thread_make()
    comment = comment_make(thread=thread, text="Fine", guest_key="g:ada")
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="A crossword after all")
    decision = Decision.objects.get()
    assert (decision.rule, decision.rule_version, decision.passages) == ("no-crosswords", "v7", [[2, 11]])
    assert (decision.version, decision.maker, decision.to_status) == (2, "phase:watchful", "held")
