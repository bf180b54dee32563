"""Moderation on PostgreSQL: tests that are written for either database, run once more in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import postgresql_missing

ROOT = Path(__file__).resolve().parents[2]
#: What locks, counts by a condition, writes where something stands already, or tells other processes.
AGAIN = (
    "tests/desk/test_judging.py",
    "tests/desk/test_live.py",
    "tests/desk/test_told_by_mail.py",
    "tests/kernel/test_mail_queue.py",
    "tests/moderation/learned/test_keeping.py",
    "tests/moderation/learned/test_labels.py",
    "tests/moderation/ledger/test_figures.py",
    "tests/moderation/test_appeals.py",
    "tests/moderation/test_deciding.py",
    "tests/moderation/test_inbox.py",
    "tests/moderation/test_looks.py",
    "tests/moderation/test_mailing.py",
    "tests/moderation/test_queue.py",
    "tests/moderation/test_seals.py",
)


@pytest.mark.slow
def test_the_same_tests_pass() -> None:
    if missing := postgresql_missing():
        pytest.skip(missing)
    # Any address of PostgreSQL will do: tests/conftest.py starts one and takes its own.
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    arguments = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *AGAIN]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert " passed" in done.stdout
