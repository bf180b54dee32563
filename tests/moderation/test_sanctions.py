"""Sanctions: what each stops, that it ends, and that strikes propose the next one."""

from datetime import timedelta
from unittest import mock

import pytest

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment, Thread
from parley.discussion.refusals import CommentRefused
from parley.kernel.clock import now
from parley.moderation.actions import Why, comment_decide, decision_undo, sanction_impose, sanction_lift
from parley.moderation.models import Decision, Sanction
from parley.moderation.queries_decisions import record_of, sanction_proposed, sanctions_standing
from parley.moderation.refused import DecisionRefused
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return person_make()


@pytest.fixture
def comment() -> Comment:
    return comment_make(thread=thread_make(), guest_key="g:ada")


def _sanction(comment: Comment, person: Person, kind: str, days: int = 3) -> Sanction:
    return sanction_impose(comment=comment, kind=kind, person=person, reason_code="insult", days=days)


def _posts(thread: Thread, guest: str = "g:ada") -> str:
    """Return what becomes of a comment: its status, or the code of the refusal."""
    try:
        return posted_make(thread=thread, guest_key=guest).comment.status
    except CommentRefused as refused:
        return refused.errors[0].code


@pytest.mark.parametrize(
    ("kind", "here", "elsewhere"),
    [
        ("warn", "published", "published"),
        ("hold_all", "held", "held"),
        ("mute", "muted", "published"),
        ("suspend", "suspended", "suspended"),
        ("ban", "banned", "banned"),
    ],
)
def test_each_kind_stops_what_it_says_and_nobody_else(
    comment: Comment, person: Person, kind: str, here: str, elsewhere: str
) -> None:
    sanction = _sanction(comment, person, kind)
    assert (_posts(comment.thread), _posts(thread_make())) == (here, elsewhere)
    assert _posts(comment.thread, guest="g:bob") == "published"
    sanction_lift(sanction=sanction, person=person)
    assert _posts(comment.thread) == "published"


def test_it_ends_by_itself(comment: Comment, person: Person) -> None:
    _sanction(comment, person, "suspend", days=3)
    later = now() + timedelta(days=3)
    assert sanctions_standing(writers=["g:ada"], at=later) == []
    with mock.patch("parley.discussion.actions.comments.now", return_value=later):
        assert _posts(comment.thread) == "published"


def test_imposing_and_lifting_leave_their_rows(comment: Comment, person: Person) -> None:
    sanction = _sanction(comment, person, "ban")
    other = person_make()
    sanction_lift(sanction=sanction, person=other, note="It was his brother.")
    rows = Decision.objects.order_by("pk").values_list("action", "person", "reason_code", "note")
    assert list(rows) == [
        ("sanction", person.pk, "insult", ""),
        ("lift", other.pk, "lifted", "It was his brother."),
    ]
    with pytest.raises(DecisionRefused):
        sanction_lift(sanction=sanction, person=other)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "flog"}, "unknown_kind"),
        ({"kind": "suspend", "days": 0}, "days"),
        ({"kind": "mute", "days": 4000}, "days"),
        ({"kind": "warn", "reason_code": "dislike"}, "reason_missing"),
    ],
)
def test_what_makes_no_sense_is_refused(
    comment: Comment, person: Person, values: dict[str, object], code: str
) -> None:
    with pytest.raises(DecisionRefused) as refused:
        sanction_impose(**{"comment": comment, "person": person, "reason_code": "insult", **values})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not Sanction.objects.exists()


def test_an_imported_comment_has_no_writer_to_sanction(person: Person) -> None:
    comment = comment_make(thread=thread_make())
    Comment.objects.filter(pk=comment.pk).update(guest_key="")
    comment.refresh_from_db()
    with pytest.raises(DecisionRefused) as refused:
        _sanction(comment, person, "ban")
    assert refused.value.code == "no_writer"


def test_strikes_add_up_expire_and_propose(person: Person) -> None:
    thread = thread_make()
    made = [
        comment_decide(
            comment=comment_make(thread=thread, guest_key="g:ada"),
            action="remove",
            person=person,
            why=Why(reason_code="insult"),
        )
        for _ in range(3)
    ]
    record = record_of(writer="g:ada", at=now())
    assert record is not None
    assert (record.points, record.removed, record.proposed, record.days) == (6, 3, "hold_all", 14)
    later = record_of(writer="g:ada", at=now() + timedelta(days=91))
    assert later is not None
    assert (later.points, later.proposed) == (0, "")
    decision_undo(decision=made[0], person=person)
    undone = record_of(writer="g:ada", at=now())
    assert undone is not None
    assert (undone.points, undone.proposed) == (4, "warn")


def test_nothing_milder_than_what_stands_is_proposed(comment: Comment, person: Person) -> None:
    standing = [_sanction(comment, person, "suspend")]
    assert sanction_proposed(points=6, standing=standing) == ("", 0)
    assert sanction_proposed(points=15, standing=standing) == ("ban", 0)


def test_a_record_costs_three_queries_however_much_there_is(
    person: Person, django_assert_num_queries: object
) -> None:
    thread = thread_make()
    for _ in range(12):
        comment = comment_make(thread=thread, guest_key="g:ada")
        comment_status_set(comment=comment, status="held", decided_by="phase:test")
    with django_assert_num_queries(3):  # type: ignore[operator]
        record_of(writer="g:ada", at=now())
    assert record_of(writer="", at=now()) is None
