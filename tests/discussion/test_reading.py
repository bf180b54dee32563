"""What reading costs the database: the same in the middle of a long thread, among ties and removed comments.

reading_process builds the thread and reads it in every way; here stands what it may cost.
"""

import json
import re
from typing import Any

import pytest

from tests.databases import DATABASES, database_environment, module_run

pytestmark = pytest.mark.slow
# Rows that PostgreSQL's scans give or throw away: 25 top-level comments with three replies each through two scans, or
# 100 in the order of time, and one more.
ROWS_MAX = 180
# Instructions of SQLite's virtual machine: some 40 for each comment that is shown, 20 for each index entry passed by.
STEPS_MAX = 6_000
# Where every comment answers three passages: its quotes, the passages and where those stand, six rows more for each of
# 100 comments; or all passages of a page, of which there are at most 500.
QUOTED_ROWS_MAX = 800
QUOTED_STEPS_MAX = 13_000
QUERIES_MAX = {
    "thread": 5,
    "context": 6,
    "replies": 5,
    "branch": 5,
    "next": 1,
    "address": 1,
    "lists": 1,
    "passages": 6,
}
# In a plan of SQLite: a table read from end to end. Parts of a query have names in small letters.
TABLE_SCAN = re.compile(r"SCAN (discussion_\w+|T\d+|U\d+|comment)\b")


@pytest.fixture(scope="module", params=DATABASES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    name: str = request.param
    with database_environment(name=name, data=tmp_path_factory.mktemp(name)) as environment:
        out = module_run("tests.discussion.reading_process", environment=environment)
    return name, json.loads(out.strip().splitlines()[-1])


def _kind(way: str) -> str:
    first = way.removeprefix("quoted ").split(maxsplit=1)[0]
    if first in QUERIES_MAX:
        return first
    return "lists" if first in {"feed", "structured"} else "thread"


def test_few_queries_that_read_few_rows(told: tuple[str, Any]) -> None:
    name, ways = told
    assert len(ways) > 100
    plain, quoted = (ROWS_MAX, QUOTED_ROWS_MAX) if name == "postgresql" else (STEPS_MAX, QUOTED_STEPS_MAX)
    most = {way: quoted if way.startswith("quoted ") else plain for way in ways}
    assert {way: cost["rows"] for way, cost in ways.items() if cost["rows"] > most[way]} == {}
    many = {way: cost["queries"] for way, cost in ways.items() if cost["queries"] > QUERIES_MAX[_kind(way)]}
    assert many == {}


def test_every_comment_is_found_by_an_index(told: tuple[str, Any]) -> None:
    name, ways = told
    lines = [(way, line) for way, cost in ways.items() for plan in cost["plans"] for line in plan]
    if name == "sqlite":
        assert [one for one in lines if TABLE_SCAN.search(one[1])] == []
        return
    read_whole = re.compile(r"^Seq Scan .*discussion_(comment|quote|passage)$")
    found = [(way, match[1]) for way, line in lines if (match := read_whole.search(line))]
    # An empty table is read whole, and rightly: before there are quotes, only comments count.
    assert [one for one in found if one[1] == "comment" or one[0].startswith("quoted ")] == []


INDEXES = {"oldest": "comment_roots", "newest": "comment_roots", "flat": "comment_time"}


def test_each_order_is_one_range_of_its_index(told: tuple[str, Any]) -> None:
    """No sorting: the rows come out of the index in their order."""
    _name, ways = told
    for way, cost in ways.items():
        if _kind(way) != "thread" or way == "small":
            continue
        order = way.removeprefix("quoted ").split()[0]
        first = " ".join(cost["plans"][0])
        assert INDEXES.get(order, f"comment_{order}") in first, way
        assert "TEMP B-TREE" not in first, way
        assert "Sort" not in first, way
