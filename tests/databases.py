"""Both databases, for tests that must hold on each: a process of its own, with the settings of a real server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.prepared import data_copy
from tests.services import postgresql, postgresql_missing

ROOT = Path(__file__).resolve().parents[1]
DATABASES = ("sqlite", "postgresql")


@contextmanager
def database_environment(*, name: str, data: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a process that uses a new database of that kind, migrated; skip where there is none."""
    if name == "postgresql" and (missing := postgresql_missing()):
        pytest.skip(missing)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "parley.project.settings.prod",
        "PARLEY_DATA": str(data),
        "PARLEY_LOG_LEVEL": "WARNING",
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
    }
    if name == "sqlite":
        data_copy(target=data, kind="migrated")
        yield environment
        return
    with postgresql() as url:
        yield {**environment, "DATABASE_URL": url}


def module_run(module: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run `python -m module` and return what it printed; fail with its errors."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
