"""Two processes posting into one thread at once: no number twice, no gap, nothing lost."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import DATABASES, database_environment

pytestmark = pytest.mark.slow
EACH = 100
HERE = Path(__file__).resolve()


@pytest.fixture(params=DATABASES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    with database_environment(name=request.param, data=tmp_path) as environment:
        yield environment


def _python(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


MAKE = """
from parley.discussion.actions import own_site, thread_upsert
print(thread_upsert(site=own_site(), key="page:1", title="Bridge", url="/bridge/").public_id)
"""
LOOK = """
import json
from django.db import DatabaseError, connection
from parley.discussion.models import Comment, StatusChange, Thread
from parley.kernel.models import OutboxRow
thread = Thread.objects.get()
refused = []
for sql in ("UPDATE discussion_statuschange SET reason = 'x'", "DELETE FROM discussion_statuschange"):
    try:
        connection.cursor().execute(sql)
    except DatabaseError as error:
        refused.append("can not be altered" in str(error))
print(json.dumps({
    "numbers": list(Comment.objects.order_by("number").values_list("number", flat=True)),
    "texts": Comment.objects.values("text").distinct().count(),
    "changes": StatusChange.objects.count(),
    "rows": OutboxRow.objects.filter(kind="comment.published").count(),
    "thread": [thread.last_number, thread.comment_count],
    "refused": refused,
}))
"""


def _go(writers: list["subprocess.Popen[str]"]) -> None:
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def test_two_processes(environment: dict[str, str]) -> None:
    thread_id = _python(MAKE, environment).strip().splitlines()[-1]
    writers = [
        subprocess.Popen(
            [sys.executable, str(HERE.with_name("posting_process.py")), thread_id, name, str(EACH)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("Ada", "Grace")
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        # Each posts one and waits for the others' first, so that none has finished before another has begun.
        _go(writers)
        first = [int(writer.stdout.readline()) for writer in writers if writer.stdout]
        _go(writers)
        answers = [writer.communicate(timeout=300) for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert [errors for _numbers, errors in answers] == ["", ""]
    given = [
        [one, *map(int, numbers.split())] for one, (numbers, _errors) in zip(first, answers, strict=True)
    ]
    assert sorted(given[0] + given[1]) == list(range(1, 2 * EACH + 1))
    kept: dict[str, Any] = json.loads(_python(LOOK, environment).strip().splitlines()[-1])
    assert kept["numbers"] == list(range(1, 2 * EACH + 1))
    assert kept["texts"] == kept["changes"] == kept["rows"] == 2 * EACH
    assert kept["thread"] == [2 * EACH, 2 * EACH]
    assert kept["refused"] == [True, True]
    # They did take turns: else this proved nothing.
    assert max(given[0]) > min(given[1])
    assert max(given[1]) > min(given[0])
