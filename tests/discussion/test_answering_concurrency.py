"""Two processes that value and report one comment at once leave counts that equal the rows, on both databases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import DATABASES, ROOT, database_environment, module_run

pytestmark = pytest.mark.slow
ROUNDS = 20
MODULE = "tests.discussion.answering_process"


@pytest.mark.parametrize("database", DATABASES)
def test_two_processes(database: str, tmp_path: Path) -> None:
    with database_environment(name=database, data=tmp_path) as environment:
        thread_id = module_run(MODULE, "make", environment=environment).strip().splitlines()[-1]
        both = [
            subprocess.Popen(
                [sys.executable, "-m", MODULE, "go", thread_id, name, str(ROUNDS)],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in ("ada", "grace")
        ]
        try:
            for word in ("ready\n", "begun\n"):  # so that neither has finished before the other has begun
                assert [one.stdout.readline() for one in both if one.stdout] == [word, word]
                for one in both:
                    assert one.stdin is not None
                    one.stdin.write("go\n")
                    one.stdin.flush()
            ends = [(one.communicate(timeout=300)[1], one.returncode) for one in both]
        finally:
            for one in both:
                one.kill()
                one.wait()
        assert ends == [("", 0), ("", 0)]
        kept = json.loads(module_run(MODULE, "look", environment=environment).strip().splitlines()[-1])
    assert kept["valued"][0] == kept["valued"][1]
    assert kept["from_home"] == 1
    assert kept["reported"] == [7, 7], "one for each of seven networks, whoever came first"
    assert kept["rank_fits"]
    assert kept["steps"] == [1], "each announced count follows from the one before"
    assert kept["last"] == kept["valued"][0]
