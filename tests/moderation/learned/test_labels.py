"""Which decisions are labels, of which texts, and how much each counts."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.actions.edits import comment_edit, comment_remove_own
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import Why, appeal_decide, appeal_make, comment_decide, decision_undo
from parley.moderation.learned import keeping
from parley.moderation.learned.labels import SETTLED_AFTER, labels_read
from parley.moderation.models import Decision
from tests.discussion.factories import comment_make
from tests.moderation.learned.site import decided_write
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult")
RUDE = "You idiot"


def _rejected(at: datetime | None = None) -> list[bool]:
    return [bool(one) for one in labels_read(at=at or now()).rows.rejected]


def test_publishing_and_rejecting_are_labels_and_holding_is_none(thread: Thread, person: Person) -> None:
    first, second, third = (comment_make(thread=thread, text=f"{RUDE} {n}") for n in range(3))
    comment_decide(comment=first, action="publish", person=person)
    comment_decide(comment=second, action="reject", person=person, why=INSULT)
    comment_decide(comment=third, action="publish", person=person)
    assert _rejected() == [False, True, False]
    comment_decide(comment=third, action="hold", person=person)
    assert _rejected() == [False, True]


def test_what_the_machine_does_is_no_label(thread: Thread) -> None:
    comment = comment_make(thread=thread, text=RUDE)
    comment_status_set(comment=comment, status="published", decided_by="phase:test")
    assert _rejected() == []


def test_an_undone_decision_counts_as_if_it_had_not_been(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text=RUDE)
    comment_decide(comment=comment, action="publish", person=person)
    removed = comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    assert _rejected() == [True]
    decision_undo(decision=removed, person=person)
    assert _rejected() == [False]


def test_an_overturned_decision_counts_as_the_appeal_ended(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text=RUDE, guest_key="g:ada")
    comment_decide(comment=comment, action="reject", person=person, why=INSULT)
    appeal = appeal_make(comment=comment, guest_key="g:ada", text="It was a joke.")
    assert _rejected() == [True]
    appeal_decide(appeal=appeal, person=person_make(), overturn=True, answer="It was.")
    assert _rejected() == [False]


def test_a_label_belongs_to_the_text_that_was_judged(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text=RUDE, guest_key="g:ada")
    comment_decide(comment=comment, action="publish", person=person)
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="Kind words")
    labels = labels_read(at=now())
    assert len(labels) == 1
    assert labels.rows.features[0].max() > 1, "the features of the rude text"


def test_what_came_before_a_person_by_chance_alone_is_fair(thread: Thread, person: Person) -> None:
    held, published = comment_make(thread=thread, text=RUDE), comment_make(thread=thread, text="Fine")
    comment_decide(comment=held, action="publish", person=person)
    comment_decide(comment=published, action="remove", person=person, why=INSULT)  # as after a report
    labels = labels_read(at=now())
    assert labels.fair.tolist() == [True, False]
    assert labels.free.tolist() == [False, True]


def test_weights_make_up_for_the_chance(thread: Thread, person: Person, settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 1.0
    drawn = comment_make(thread=thread, text="Fine")
    settings.PARLEY_AUDIT_SHARE = 0.25
    held = comment_make(thread=thread, text=RUDE)
    for comment in (drawn, held):
        comment_decide(comment=comment, action="publish", person=person)
    assert labels_read(at=now()).rows.weights.tolist() == [1.0, 0.25]


def test_what_waits_and_was_not_drawn_to_be_learned_from_is_missed_by_nobody(
    thread: Thread, person: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PARLEY_AUTO_PASS, settings.PARLEY_LEARNING_SHARE = True, 0.5
    comments = []
    for number, thrown in enumerate((0.9, 0.1, 0.9, 0.1)):
        monkeypatch.setattr(keeping.dice, "random", lambda thrown=thrown: thrown, raising=False)
        comments.append(comment_make(thread=thread, text=f"Fine {number}"))
    unread, first, read, waits = comments
    for comment in (first, read):
        comment_decide(comment=comment, action="publish", person=person)
    labels = labels_read(at=now())
    assert (labels.fair.tolist(), labels.drawn.tolist()) == ([True, False], [True, False])
    later = labels_read(at=now() + SETTLED_AFTER + timedelta(hours=1))
    assert (later.assumed.tolist(), later.fair.tolist()) == ([False, False, True], [True, False, True]), (
        "of those that wait only the drawn one counts as rejected in the end"
    )
    assert {unread.status, waits.status} == {"held"}


def test_what_waits_ends_the_time_that_is_fair_until_it_is_overdue(
    thread: Thread, person: Person, begin: datetime
) -> None:
    decided_write(
        thread=thread,
        person=person,
        scores=[0.1] * 5,
        rejected=[False, True, None, False, False],
        begin=begin,
    )
    labels = labels_read(at=now())
    assert (labels.fair.tolist(), labels.assumed.any()) == ([True, True, False, False], np.False_)
    later = labels_read(at=begin + SETTLED_AFTER + timedelta(hours=1))
    assert later.fair.all()
    assert (later.assumed.tolist(), later.rows.rejected.tolist()) == (
        [False, False, True, False, False],
        [False, True, True, False, False],
    )


def test_what_its_writer_took_back_is_not_waited_for(thread: Thread, person: Person) -> None:
    first, second = (comment_make(thread=thread, text=f"{RUDE} {n}", guest_key="g:ada") for n in range(2))
    comment_remove_own(thread=thread, number=first.number, guest_key="g:ada")
    comment_decide(comment=second, action="publish", person=person)
    assert labels_read(at=now()).fair.tolist() == [True]
    assert Comment.objects.get(pk=first.pk).status == "removed"


def test_what_a_phase_rejected_is_no_fair_label(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text="Fine")
    comment.features.update(chance=0.0, least=0.0, is_due=False, is_free=False)
    Decision.objects.create(comment=comment, action="overturn", person=person, created_at=now())
    labels = labels_read(at=now())
    assert (labels.fair.tolist(), labels.rows.rejected.tolist()) == ([False], [False])
