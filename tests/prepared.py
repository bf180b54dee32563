"""Data folders and a PostgreSQL made ready once for a whole test run, and copied for each test that wants one.

Migrations alone take most of a minute of a processor, and dozens of tests start with them done. The first that asks
makes the template, in a folder that all of pytest's processes share; whoever asks meanwhile waits.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_KEPT = 3
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
    return template("migrated", _migrated_fill)


def _migrated_fill(folder: Path) -> None:
    kept_fill(folder, kind="sqlite", make=lambda made: _python(_MAKE["migrated"], data=made, database_url=""))


def kept_fill(folder: Path, *, kind: str, make: Callable[[Path], None]) -> None:
    """Fill `folder` with a migrated database of that kind that an earlier run has kept, or by `make`, and keep that.

    It is kept until something that goes into it changes.
    """
    kept = Path(tempfile.gettempdir()) / f"parley-migrated-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    mine = kept / f"{kind}-{_migrated_key()}"
    with (kept / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if mine.exists():
            _copy(mine, folder)
            return
        make(folder)
        for old in sorted(kept.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)[: 1 - _KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        unfinished = kept / f"unfinished-{kind}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        _copy(folder, unfinished)
        unfinished.rename(mine)


def _copy(source: Path, target: Path) -> None:
    """Copy all that lies in a folder, to the same owners."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def _migrated_key() -> str:
    """Name what the tables come of: our migrations, models and roles, and the libraries' versions."""
    found = hashlib.blake2b(digest_size=12)
    source = ROOT / "src" / "parley"
    files = [*source.rglob("migrations/*.py"), *source.rglob("roles.py"), *source.rglob("policies.py")]
    for path in sorted((*files, *source.rglob("settings/base.py"), ROOT / "constraints.txt")):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return f"2-{found.hexdigest()}"


def data_copy(*, target: Path, kind: str) -> None:
    """Fill `target` with a data folder on SQLite: "migrated", or as after a first start, "empty" or with the "demo"."""
    if kind == "migrated":
        ready = template_migrated()
    else:
        ready = template(kind, lambda folder: data_make(target=folder, kind=kind))
    shutil.copytree(ready, target, dirs_exist_ok=True)


def database_migrate(*, url: str, data: Path) -> None:
    """Bring the database at `url` up to date."""
    _python(_MAKE["migrated"], data=data, database_url=url)


def data_make(*, target: Path, kind: str, **variables: str) -> None:
    """Fill `target` with what a first start makes, "empty" or "demo", under environment variables of its own."""
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
