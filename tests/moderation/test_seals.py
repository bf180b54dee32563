"""The chain over the decisions: whole, it says nothing; altered, it names what was."""

import pytest
from django.db import connection

from parley.discussion.actions import comment_status_set
from parley.moderation.models import Decision, DecisionSeal
from parley.moderation.seals import decisions_seal, seal_last, seals_problems
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def _decisions() -> None:
    comment = comment_make(thread=thread_make())
    for status in ("held", "published", "held", "removed"):
        comment_status_set(comment=comment, status=status, decided_by="phase:test", reason_code="test")


def _tamper(table: str, statement: str, *values: object) -> None:
    """Get round the triggers, as somebody with the file in hand can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER {table}_no_{event}")
        else:
            cursor.execute(f"DROP TRIGGER {table}_immutable ON {table}")
        cursor.execute(statement, values)


@pytest.mark.usefixtures("_decisions")
def test_all_are_sealed_once_and_the_chain_holds() -> None:
    assert (decisions_seal(most=3), decisions_seal(), decisions_seal()) == (3, 1, 0)
    assert seals_problems() == []
    last = seal_last()
    assert last is not None
    assert (last.sequence, len(last.hash)) == (4, 64)
    assert last.decision == Decision.objects.order_by("-pk")[0]


@pytest.mark.usefixtures("_decisions")
def test_a_decision_altered_behind_our_back_is_named() -> None:
    decisions_seal()
    second = Decision.objects.order_by("pk")[1]
    _tamper("moderation_decision", "UPDATE moderation_decision SET note = 'never' WHERE id = %s", second.pk)
    assert seals_problems() == [f"Decision {second.public_id} is not what was sealed as number 2."]


@pytest.mark.usefixtures("_decisions")
def test_a_seal_taken_out_leaves_a_gap() -> None:
    decisions_seal()
    _tamper("moderation_decisionseal", "DELETE FROM moderation_decisionseal WHERE sequence = 2")
    problems = seals_problems()
    assert problems[0] == "The chain of decisions lacks seal 2."
    assert DecisionSeal.objects.count() == 3


@pytest.mark.usefixtures("_decisions")
def test_a_forged_row_with_a_fresh_hash_breaks_the_next_link() -> None:
    decisions_seal()
    _tamper(
        "moderation_decisionseal",
        "UPDATE moderation_decisionseal SET hash = %s WHERE sequence = 1",
        "a" * 64,
    )
    assert len(seals_problems()) == 2
