"""What the ledger costs does not depend on how much was decided, but for rows read along an index."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.moderation.models import Decision
from tests.moderation.ledger.world import World

pytestmark = pytest.mark.django_db


def _decisions_add(world: World, many: int) -> None:
    """Write holds of one phase, a third of them published by a person: as many rows as would take long to play."""
    comment = world.write()
    common: dict[str, Any] = {"comment": comment, "created_at": world.at, "reason_code": "doubt"}
    rows = [
        Decision(action="publish", to_status="published", person=world.moderator, **common)
        if place % 3 == 2
        else Decision(action="hold", to_status="held", maker=f"phase:{place % 7}", **common)
        for place in range(many)
    ]
    Decision.objects.bulk_create(rows)


def _queries(world: World) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        world.ledger()
    return [query["sql"] for query in captured.captured_queries]


def test_three_hundred_decisions_take_as_many_queries_as_ten(world: World) -> None:
    _decisions_add(world, 10)
    few = _queries(world)
    _decisions_add(world, 300)
    many = _queries(world)
    assert len(many) == len(few) <= 12
    assert world.ledger().holds.holds == 7 + 200


def test_decisions_and_comments_are_read_along_their_indexes_on_time(world: World) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("asks SQLite for its plans")
    _decisions_add(world, 10)
    plans = [_plan(sql) for sql in _queries(world)]
    assert sum("decision_time" in plan for plan in plans) >= 3
    assert sum("comment_status_time" in plan for plan in plans) == 2
    assert sum("report_state_time" in plan for plan in plans) == 1
    for plan in plans:
        for table in ("moderation_decision", "discussion_comment", "discussion_report"):
            assert f"SCAN {table}" not in plan, plan


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[3] for row in cursor.fetchall())
