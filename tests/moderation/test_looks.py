"""A rejection in the audit slice counts once it does not stand alone; what others would have left comes back."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions.edits import comment_edit
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment, Report, Thread
from parley.kernel.clock import now
from parley.moderation.actions import (
    Why,
    appeal_decide,
    appeal_make,
    comment_decide,
    decision_undo,
    look_add,
)
from parley.moderation.learned.labels import SETTLED_AFTER, labels_read
from parley.moderation.models import AuditLook, AuditSample, Decision
from parley.moderation.queries_decisions import strike_points
from parley.moderation.queries_looks import FORGOTTEN_AFTER, look_next, looks_due
from parley.moderation.queries_queue import Queue, queue_read
from parley.moderation.refused import DecisionRefused
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult")


@pytest.fixture
def thread(settings: Settings) -> Thread:
    settings.PARLEY_AUDIT_SHARE = 1.0
    return thread_make()


@pytest.fixture
def first() -> Person:
    return person_make()


@pytest.fixture
def second() -> Person:
    return person_make()


@pytest.fixture
def removed(thread: Thread, first: Person) -> Comment:
    """Drawn when it was published, and removed by the first who judged it."""
    comment = comment_make(thread=thread, text="Words", guest_key="g:ada")
    comment_decide(comment=comment, action="remove", person=first, why=INSULT)
    comment.refresh_from_db()
    return comment


def _sample() -> AuditSample:
    return AuditSample.objects.select_related("comment", "decision").get()


def _due(person: Person) -> list[AuditSample]:
    return list(looks_due(person=person, at=now()))


def _labels() -> tuple[list[bool], list[bool]]:
    """Return which labels say rejected, and which of them count for thresholds."""
    labels = labels_read(at=now())
    return labels.rows.rejected.tolist(), labels.fair.tolist()


def _code(sample: AuditSample, person: Person) -> str:
    with pytest.raises(DecisionRefused) as refused:
        look_add(sample=sample, person=person, rejects=True)
    return refused.value.code


def test_what_is_left_at_the_first_look_is_settled(thread: Thread, first: Person, second: Person) -> None:
    comment = comment_make(thread=thread)
    decision = comment_decide(comment=comment, action="publish", person=first)
    assert (_sample().decision, _sample().is_rejected) == (decision, False)
    assert AuditLook.objects.get().person == first
    assert _due(second) == []
    assert _labels() == ([False], [True])


def test_two_who_agree_settle_it(removed: Comment, first: Person, second: Person) -> None:
    assert removed.status == "removed"
    assert (_sample().is_rejected, _labels()) == (None, ([], []))
    assert (_due(first), _due(second)) == ([], [_sample()])
    assert look_add(sample=_sample(), person=second, rejects=True).is_rejected is True
    removed.refresh_from_db()
    assert removed.status == "removed"
    assert Decision.objects.count() == 1
    assert _labels() == ([True], [True])
    assert _due(person_make()) == []


def test_where_they_differ_a_third_decides_and_it_comes_back(removed: Comment, second: Person) -> None:
    third = person_make()
    assert strike_points(writer="g:ada", at=now()) > 0
    assert look_add(sample=_sample(), person=second, rejects=False).is_rejected is None
    assert (_due(second), _due(third)) == ([], [_sample()])
    assert _labels() == ([], [])
    assert look_add(sample=_sample(), person=third, rejects=False).is_rejected is False
    removed.refresh_from_db()
    back = Decision.objects.order_by("-pk")[0]
    assert (removed.status, back.action, back.person, back.undoes) == (
        "published",
        "publish",
        third,
        _sample().decision,
    )
    assert strike_points(writer="g:ada", at=now()) == 0
    assert _labels() == ([False], [True])


@pytest.fixture
def held(thread: Thread, first: Person, settings: Settings) -> Comment:
    """Drawn while nothing may pass, and rejected by the first who judged it."""
    settings.PARLEY_AUTO_PASS, settings.PARLEY_LEARNING_SHARE = True, 1.0
    comment = comment_make(thread=thread, text="Words", guest_key="g:ada")
    assert comment.status == "held"
    comment_decide(comment=comment, action="reject", person=first, why=INSULT)
    return comment


def test_what_waited_and_others_would_have_left_is_published(held: Comment, second: Person) -> None:
    third = person_make()
    assert (_due(second), _labels()) == ([_sample()], ([], []))
    for person in (second, third):
        look_add(sample=_sample(), person=person, rejects=False)
    held.refresh_from_db()
    back = Decision.objects.order_by("-pk")[0]
    assert (held.status, back.action, back.undoes) == ("published", "publish", _sample().decision)
    assert strike_points(writer="g:ada", at=now()) == 0
    assert _labels() == ([False], [True])
    decision_undo(decision=back, person=third)
    held.refresh_from_db()
    assert (held.status, _sample().is_rejected, _labels()) == ("rejected", None, ([], []))


def test_what_waited_is_judged_anew_when_its_rejection_is_undone(
    held: Comment, first: Person, second: Person
) -> None:
    decision_undo(decision=Decision.objects.order_by("-pk")[0], person=first)
    assert _labels() == ([], [])
    assert queue_read(queue=Queue.SAMPLED, at=now(), most=5) == []
    assert queue_read(queue=Queue.LEARNED_FROM, at=now(), most=5) == [held]
    comment_decide(comment=held, action="publish", person=second)
    assert (_sample().is_rejected, _labels()) == (False, ([False], [True]))
    assert queue_read(queue=Queue.LEARNED_FROM, at=now(), most=5) == []


def test_a_third_who_rejects_settles_it_too(removed: Comment, second: Person) -> None:
    look_add(sample=_sample(), person=second, rejects=False)
    assert look_add(sample=_sample(), person=person_make(), rejects=True).is_rejected is True
    removed.refresh_from_db()
    assert removed.status == "removed"
    assert _labels() == ([True], [True])


def test_of_two_moderators_the_first_settles_it_when_it_is_forgotten(
    removed: Comment, first: Person, second: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _code(_sample(), first) == "look_not_needed"
    look_add(sample=_sample(), person=second, rejects=False)
    assert _code(_sample(), first) == "look_not_needed", "too soon"
    later = now() + FORGOTTEN_AFTER + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert _code(_sample(), second) == "look_not_needed", "they looked last, however long ago"
    assert _due(first) == [_sample()]
    look_add(sample=_sample(), person=first, rejects=False)
    removed.refresh_from_db()
    assert removed.status == "published"


def test_a_look_too_many_changes_nothing(removed: Comment, second: Person) -> None:
    for person in (second, person_make()):
        look_add(sample=_sample(), person=person, rejects=False)
    assert look_add(sample=_sample(), person=person_make(), rejects=True).is_rejected is False
    removed.refresh_from_db()
    assert removed.status == "published"
    assert AuditLook.objects.count() == 4


def test_nobody_who_looks_again_counts_as_rejected_in_the_end(removed: Comment) -> None:
    assert removed.pk
    labels = labels_read(at=now() + SETTLED_AFTER + timedelta(hours=1))
    assert (labels.rows.rejected.tolist(), labels.assumed.tolist()) == ([True], [True])


def test_what_waits_for_another_look_ends_the_time_that_is_fair(
    removed: Comment, thread: Thread, first: Person
) -> None:
    assert removed.pk
    comment_decide(comment=comment_make(thread=thread, text="Other"), action="publish", person=first)
    assert _labels() == ([False], [False])


# --- openly -------------------------------------------------------------------------------------------
def test_an_appeal_settles_it(removed: Comment, second: Person) -> None:
    appeal = appeal_make(comment=removed, guest_key="g:ada", text="It was a joke.")
    appeal_decide(appeal=appeal, person=second, overturn=False, answer="It was none.")
    assert _sample().is_rejected is True
    assert _labels() == ([True], [True])


def test_a_later_decision_settles_it_and_undone_it_is_open_again(
    removed: Comment, first: Person, second: Person
) -> None:
    published = comment_decide(comment=removed, action="publish", person=second)
    assert (_sample().is_rejected, _labels()) == (False, ([False], [True]))
    decision_undo(decision=published, person=second)
    assert _sample().is_rejected is None
    assert _due(second) == [_sample()]
    assert _due(first) == []
    assert _labels() == ([], [])


def test_undone_it_is_as_if_nobody_had_looked(removed: Comment, first: Person, second: Person) -> None:
    sample = _sample()
    look_add(sample=sample, person=second, rejects=True)
    assert sample.decision is not None
    decision_undo(decision=sample.decision, person=first)
    assert (_sample().decision, _sample().is_rejected) == (None, None)
    assert not AuditLook.objects.exists()
    found = queue_read(queue=Queue.SAMPLED, at=now(), most=5)
    assert found == [removed]
    assert _labels() == ([], [])
    again = comment_decide(comment=removed, action="publish", person=first)
    assert (_sample().decision, _sample().is_rejected) == (again, False)


def test_what_the_looks_brought_back_may_be_taken_away_again(removed: Comment, second: Person) -> None:
    third = person_make()
    for person in (second, third):
        look_add(sample=_sample(), person=person, rejects=False)
    decision_undo(decision=Decision.objects.order_by("-pk")[0], person=third)
    removed.refresh_from_db()
    assert (removed.status, _sample().is_rejected) == ("removed", None)
    assert AuditLook.objects.count() == 2


def test_to_hold_it_says_nothing_yet(thread: Thread, first: Person) -> None:
    comment = comment_make(thread=thread)
    comment_decide(comment=comment, action="hold", person=first)
    assert (_sample().decision, _sample().is_rejected) == (None, None)
    assert queue_read(queue=Queue.SAMPLED, at=now(), most=5) == [], "it waits with the others now"
    rejected = comment_decide(comment=comment, action="reject", person=first, why=INSULT)
    assert (_sample().decision, _sample().is_rejected) == (rejected, None)


def test_what_was_decided_since_stays(removed: Comment, first: Person, second: Person) -> None:
    comment_decide(comment=removed, action="hold", person=first)
    assert _due(second) == []
    for person in (second, person_make()):
        look_add(sample=_sample(), person=person, rejects=False)
    removed.refresh_from_db()
    assert (removed.status, _sample().is_rejected) == ("held", False)
    assert not AuditLook.objects.exclude(decision=None).exclude(decision=_sample().decision).exists()


def test_who_rejects_it_twice_is_one_person_still(removed: Comment, first: Person, second: Person) -> None:
    comment_decide(comment=removed, action="hold", person=first)
    again = comment_decide(comment=removed, action="remove", person=first, why=INSULT)
    assert (_sample().decision, _sample().is_rejected) == (again, None)
    assert _labels() == ([], [])
    for person in (second, person_make()):
        look_add(sample=_sample(), person=person, rejects=False)
    removed.refresh_from_db()
    assert removed.status == "held", "as before the second time"


def test_reports_are_open_again(thread: Thread, first: Person, second: Person) -> None:
    comment = comment_make(thread=thread)
    comment_report(
        thread=thread, number=comment.number, guest_key="g:x", network_key="n", reason_code="abuse"
    )
    comment_decide(comment=comment, action="remove", person=first, why=INSULT)
    for person in (second, person_make()):
        look_add(sample=_sample(), person=person, rejects=False)
    assert Report.objects.get().state == Report.State.OPEN


def test_a_changed_text_is_drawn_and_looked_at_anew(thread: Thread, first: Person, second: Person) -> None:
    comment = comment_make(thread=thread, guest_key="g:ada")
    comment_decide(comment=comment, action="publish", person=first)
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="Other words")
    assert (_sample().decision, _sample().is_rejected) == (None, None)
    assert not AuditLook.objects.exists()
    assert _code(_sample(), second) == "look_not_needed"


def test_what_was_decided_before_there_were_second_looks_is_a_first_look(
    removed: Comment, thread: Thread, first: Person, second: Person
) -> None:
    kept, undone = (comment_make(thread=thread, text=f"Other {n}") for n in range(2))
    comment_decide(comment=kept, action="publish", person=first)
    decision = comment_decide(comment=undone, action="remove", person=first, why=INSULT)
    decision_undo(decision=decision, person=first)
    AuditLook.objects.all().delete()
    AuditSample.objects.update(is_rejected=None)
    AuditSample.objects.filter(comment=undone).update(decision=decision)
    fill = import_module("parley.moderation.migrations.0009_second_looks").looks_fill
    fill(apps, None)
    stand = AuditSample.objects.order_by("pk").values_list("comment", "is_rejected")
    assert list(stand) == [(removed.pk, None), (kept.pk, False), (undone.pk, None)]
    assert list(AuditLook.objects.order_by("pk").values_list("sample", "is_rejected")) == [
        (removed.pk, True),
        (kept.pk, False),
    ]
    assert [one.pk for one in _due(second)] == [removed.pk]
    assert _due(first) == []


# --- without knowing ----------------------------------------------------------------------------------
def test_what_was_kept_comes_between(
    removed: Comment, thread: Thread, first: Person, second: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = comment_make(thread=thread, text="Other")
    comment_decide(comment=kept, action="publish", person=first)
    monkeypatch.setattr("secrets.randbelow", lambda _of: 1)
    shown = look_next(person=second, passed=(), at=now())
    assert shown is not None
    assert shown.comment == kept
    look_add(sample=shown, person=second, rejects=True)
    shown.refresh_from_db()
    assert shown.is_rejected is False, "it tells how often they differ, and changes nothing"
    again = look_next(person=second, passed=(), at=now())
    assert again is not None
    assert again.comment == removed
    assert look_next(person=second, passed=[removed.pk], at=now()) is None
    assert look_next(person=first, passed=(), at=now()) is None


def test_what_waits_comes_the_oldest_first(
    removed: Comment, thread: Thread, first: Person, second: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _of: 0)
    other = comment_make(thread=thread, text="Other")
    comment_decide(comment=other, action="remove", person=first, why=INSULT)
    assert [one.comment for one in _due(second)] == [removed, other]
    shown = look_next(person=second, passed=[removed.pk], at=now())
    assert shown is not None
    assert shown.comment == other
