"""Two processes posting into one thread at once: no number twice, no gap, nothing lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.databases import DATABASES, database_environment, module_run

pytestmark = pytest.mark.slow
EACH = 500


@pytest.mark.parametrize("database", DATABASES)
def test_two_processes(database: str, tmp_path: Path) -> None:
    with database_environment(name=database, data=tmp_path) as environment:
        printed = module_run("tests.discussion.posting_process", str(EACH), environment=environment)
    kept: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    ada, grace = kept["got"]
    assert sorted(ada + grace) == list(range(1, 2 * EACH + 1))
    assert kept["numbers"] == list(range(1, 2 * EACH + 1))
    assert kept["texts"] == kept["changes"] == kept["rows"] == 2 * EACH
    assert kept["thread"] == [2 * EACH, 2 * EACH]
    assert kept["refused"] == [True, True]
    # They did take turns: else this proved nothing.
    assert max(ada) > min(grace)
    assert max(grace) > min(ada)
