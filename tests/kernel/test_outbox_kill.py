"""The outbox survives a kill at any point: nothing committed goes unannounced, nothing uncommitted is announced."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

WRITER = Path(__file__).with_name("killed_writer.py")
LINE = "comment.published {} thread:a"


def run(data: Path, point: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PARLEY_DATA": str(data),
        "PARLEY_SECRET_KEY": "only for tests",
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    return subprocess.run(
        [sys.executable, str(WRITER), point],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    done = run(data, "prepare")
    assert done.returncode == 0, done.stderr
    return data


@pytest.mark.server
@pytest.mark.parametrize(
    ("point", "status", "committed", "announced"),
    [
        # Killed with the third change written and not committed: it never happened.
        ("inside", -signal.SIGKILL, [1, 2], [1, 2]),
        # Killed right after the first commit, with nothing announced.
        ("commit", -signal.SIGKILL, [], [1]),
        # Killed while the third is being announced: it is announced again, to be sure.
        ("listener", -signal.SIGKILL, [1, 2], [1, 2, 3]),
        # Even an ordinary end before the next relay loses the notes of what was announced, so it is announced again.
        ("never", 0, [1, 2, 3], [1, 2, 3]),
    ],
)
def test_what_was_committed_is_announced_by_the_next_process(
    prepared: Path, point: str, status: int, committed: list[int], announced: list[int]
) -> None:
    writer = run(prepared, point)
    assert writer.returncode == status, writer.stderr
    assert writer.stdout.splitlines() == [f"committed {number}" for number in committed]
    first = run(prepared, "relay")
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines() == [LINE.format(number) for number in announced]
    # And once noted, never again.
    assert run(prepared, "relay").stdout == ""
