"""Data folders and a PostgreSQL made ready once for a whole test run, and copied for each test that wants one.

Migrations alone take fifteen seconds of a processor, and dozens of tests start with them done. The first that asks
makes the template, in a folder that all of pytest's processes share; whoever asks meanwhile waits.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_MAKE = {
    "migrated": "from django.core.management import call_command; call_command('migrate', verbosity=0)",
    "empty": "from parley.project.preparing import data_prepare; data_prepare(demo=False, report=print)",
    "demo": "from parley.project.preparing import data_prepare; data_prepare(demo=True, report=print)",
}


def run_folder() -> Path:
    """Return the folder that all processes of this run share."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    return Path(tempfile.gettempdir()) / f"parley-tests-{run}"


def prepared_forget() -> None:
    """Remove what was made; call it when the run has ended."""
    shutil.rmtree(run_folder(), ignore_errors=True)


def template(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder `name`, made by `make` if nobody has yet."""
    folder = run_folder()
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted, unfinished = folder / name, folder / f"{name}.unfinished"
        if not wanted.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(wanted)
        return wanted


def template_migrated() -> Path:
    """Return a data folder whose SQLite database has all tables and no rows but those of the migrations."""
    return template("migrated", lambda folder: data_make(target=folder, kind="migrated"))


def data_copy(*, target: Path, kind: str) -> None:
    """Fill `target` with a data folder on SQLite: "migrated", or as after a first start, "empty" or with the "demo"."""
    shutil.copytree(
        template(kind, lambda folder: data_make(target=folder, kind=kind)), target, dirs_exist_ok=True
    )


def database_migrate(*, url: str, data: Path) -> None:
    """Bring the database at `url` up to date."""
    _python(_MAKE["migrated"], data=data, database_url=url)


def data_make(*, target: Path, kind: str, **variables: str) -> None:
    """Fill `target` as `data_copy` does, anew and under environment variables of its own."""
    if kind != "migrated":
        data_copy(target=target, kind="migrated")
    _python(_MAKE[kind], data=target, database_url="", **variables)


def _python(code: str, *, data: Path, database_url: str, **variables: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "parley.project.settings.prod",
        "PARLEY_DATA": str(data),
        "PARLEY_LOG_LEVEL": "WARNING",
        "DATABASE_URL": database_url,
        **variables,
    }
    environment.pop("PARLEY_SECRET_KEY", None)
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
