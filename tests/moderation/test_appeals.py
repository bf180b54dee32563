"""Appeals: by the writer alone, once for each decision, answered by somebody who did not make it."""

import pytest
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.actions import Why, appeal_decide, appeal_make, comment_decide
from parley.moderation.models import Appeal, Decision
from parley.moderation.queries_decisions import strike_points
from parley.moderation.refused import DecisionRefused
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Person:
    return person_make()


@pytest.fixture
def removed(first: Person) -> Comment:
    comment = comment_make(thread=thread_make(), guest_key="g:ada")
    comment_decide(comment=comment, action="remove", person=first, why=Why(reason_code="hatred"))
    comment.refresh_from_db()
    return comment


def _appeal(comment: Comment, guest: str = "g:ada", text: str = "I quoted the law.") -> Appeal:
    return appeal_make(comment=comment, guest_key=guest, text=text)


def _code(comment: Comment, **values: str) -> str:
    with pytest.raises(DecisionRefused) as refused:
        _appeal(comment, **values)
    return refused.value.code


def test_overturned_the_comment_is_back_and_no_strike_counts(removed: Comment, first: Person) -> None:
    assert strike_points(writer="g:ada", at=now()) == 4
    appeal = appeal_decide(
        appeal=_appeal(removed), person=person_make(), overturn=True, answer="You are right."
    )
    removed.refresh_from_db()
    assert (removed.status, appeal.outcome, appeal.answer) == ("published", "overturned", "You are right.")
    assert (appeal.settled.action, appeal.settled.from_status) == ("overturn", "removed")  # type: ignore[union-attr]
    assert strike_points(writer="g:ada", at=now()) == 0


def test_upheld_it_stays_and_the_answer_is_kept(removed: Comment) -> None:
    appeal = appeal_decide(appeal=_appeal(removed), person=person_make(), overturn=False, answer="It stays.")
    removed.refresh_from_db()
    assert (removed.status, appeal.outcome) == ("removed", "upheld")
    assert appeal.settled.action == "uphold"  # type: ignore[union-attr]
    assert _code(removed) == "appealed"


def test_who_decided_does_not_answer(removed: Comment, first: Person) -> None:
    appeal = _appeal(removed)
    with pytest.raises(DecisionRefused) as refused:
        appeal_decide(appeal=appeal, person=first, overturn=False, answer="No.")
    assert refused.value.code == "own_decision"
    appeal_decide(appeal=appeal, person=person_make(), overturn=False, answer="No.")
    with pytest.raises(DecisionRefused) as refused:
        appeal_decide(appeal=appeal, person=person_make(), overturn=True, answer="Yes.")
    assert refused.value.code == "already"


def test_a_decision_may_be_objected_to_once_and_the_next_one_again(removed: Comment, first: Person) -> None:
    appeal = _appeal(removed)
    assert _code(removed) == "appealed"
    appeal_decide(appeal=appeal, person=person_make(), overturn=True, answer="You are right.")
    comment_decide(comment=removed, action="remove", person=first, why=Why(reason_code="insult"))
    removed.refresh_from_db()
    assert _appeal(removed).decision != appeal.decision


def test_somebody_elses_comment_is_not_there(removed: Comment) -> None:
    for guest in ("g:bob", "", "f:ada"):
        with pytest.raises(Comment.DoesNotExist):
            _appeal(removed, guest=guest)


@pytest.mark.parametrize(("text", "code"), [(" \u200b ", "text_empty"), ("x" * 1001, "text_too_long")])
def test_an_objection_says_something_and_not_too_much(removed: Comment, text: str, code: str) -> None:
    assert _code(removed, text=text) == code
    assert _appeal(removed, text="x" * 1000).text == "x" * 1000


def test_nothing_to_object_to_and_too_late(removed: Comment, settings: Settings) -> None:
    settings.PARLEY_APPEAL_DAYS = 0
    assert _code(removed) == "too_late"
    stands = comment_make(thread=thread_make(), guest_key="g:ada")
    assert _code(stands) == "nothing_decided"


def test_what_a_phase_rejected_may_be_objected_to(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["tests.moderation.test_recording.Strict"]
    comment = comment_make(thread=thread_make(), text="My sudoku", guest_key="g:ada")
    decision = Decision.objects.get()
    assert (decision.maker, decision.rule, decision.to_status) == ("phase:strict", "rule-0", "rejected")
    assert _appeal(comment).decision == decision
