"""Services that some tests need beside us, started by the tests themselves."""

import itertools
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.prepared import database_migrate, kept_fill, template

POSTGRESQL_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
START_SECONDS = 60
_MIGRATED = "parley"  # the database that others are copied from


def postgresql_missing() -> str:
    """Say why PostgreSQL can't be started here, or "" when it can."""
    if not POSTGRESQL_FOLDERS:
        return "PostgreSQL is not installed (Debian: apt install postgresql)"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser to become somebody else"
    return ""


_services = ExitStack()  # what this process has started, until services_stop
_numbers = itertools.count(1)


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the URL of a database of its own, on a PostgreSQL that this process runs in a temporary folder.

    It has all tables and no rows but those of the migrations, and is gone afterwards.
    """
    server = _postgresql_server()
    name = f"{_MIGRATED}_{next(_numbers)}"
    postgresql_renew(f"{server}/{name}")
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def postgresql_renew(url: str) -> None:
    """Make such a database anew, as it was at first; nobody may be connected to it but by mistake."""
    server, name = url.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_MIGRATED}")


def services_stop() -> None:
    """End what was started; call it when the last test of this process has run."""
    _services.close()
    _postgresql_server.cache_clear()


@lru_cache(maxsize=1)
def _postgresql_server() -> str:
    folder = _services.enter_context(TemporaryDirectory(prefix="parley-postgresql-"))
    cluster = template("postgresql", _cluster_fill)
    subprocess.run(["cp", "-a", str(cluster / "data"), folder], check=True)
    return _services.enter_context(_running(folder))


def _cluster_fill(folder: Path) -> None:
    version = POSTGRESQL_FOLDERS[0].parent.name
    kept_fill(folder, kind=f"postgresql{version}", make=_cluster_make)


def _cluster_make(folder: Path) -> None:
    with _running(str(folder)) as url, TemporaryDirectory(prefix="parley-data-") as data:
        database_migrate(url=f"{url}/{_MIGRATED}", data=Path(data))


@contextmanager
def _running(folder: str) -> Iterator[str]:
    """Run PostgreSQL on the cluster in `folder`, making it if there is none; give its address without a database."""
    binaries = POSTGRESQL_FOLDERS[0]
    # Not pytest's own temporary folder: that is closed to every other user, and PostgreSQL must not run as root.
    user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        user = ["runuser", "-u", "postgres", "--"]

    def run(name: str, *arguments: str) -> None:
        command = [*user, str(binaries / name), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    data = f"{folder}/data"
    is_new = not Path(data).exists()
    if is_new:
        options = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("initdb", "-D", data, "-U", "parley", *options)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A test's database need not survive a power cut: no fsync (-F).
    arguments = f"-h 127.0.0.1 -p {port} -k {folder} -F"
    log = f"{folder}/log"
    run("pg_ctl", "-D", data, "-l", log, "-o", arguments, "-w", "-t", str(START_SECONDS), "start")
    try:
        if is_new:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "parley", _MIGRATED)
        yield f"postgresql://parley@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
