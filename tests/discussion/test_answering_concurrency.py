"""Two processes that value and report one comment at once leave counts that equal the rows, on both databases."""

import json
from pathlib import Path

import pytest

from tests.databases import DATABASES, database_environment, module_run

pytestmark = pytest.mark.slow
ROUNDS = 40


@pytest.mark.parametrize("database", DATABASES)
def test_two_processes(database: str, tmp_path: Path) -> None:
    with database_environment(name=database, data=tmp_path) as environment:
        printed = module_run("tests.discussion.answering_process", str(ROUNDS), environment=environment)
    kept = json.loads(printed.strip().splitlines()[-1])
    assert kept["valued"][0] == kept["valued"][1]
    assert kept["from_home"] == 1
    assert kept["reported"] == [7, 7], "one for each of seven networks, whoever came first"
    assert kept["rank_fits"]
    assert kept["steps"] == [1], "each announced count follows from the one before"
    assert kept["last"] == kept["valued"][0]
