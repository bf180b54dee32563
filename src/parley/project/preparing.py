"""What `parley serve` does before it serves: complete the data folder, wherever an earlier start was stopped."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from parley.accounts.actions import administrator_create
from parley.accounts.models import Person
from parley.project.settings.environment import environment
from parley.publishing.actions import publication_create, site_address_sync
from parley.publishing.demo.load import demo_load
from parley.publishing.models import FrontPage
from parley.publishing.receivers import article_texts_fill

Report = Callable[[str], None]

FIRST_ADMINISTRATOR = "admin"


class DataInUseError(Exception):
    """Another server runs on the same data folder."""


@contextmanager
def _held(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DataInUseError(
                f"Another `parley serve` runs on {path.parent}. Stop it, or choose another folder with --data. "
                "Several servers can share one site with DATABASE_URL (PostgreSQL) and REDIS_URL."
            ) from error
        yield


@contextmanager
def data_lock() -> Iterator[None]:
    """Keep a second server off the data folder: without Redis it would not hear what this one publishes.

    Raises DataInUseError.
    """
    if settings.REDIS_URL:
        yield
        return
    with _held(settings.DATA / "serve.lock"):
        yield


def data_prepare(*, demo: bool, report: Report) -> None:
    """Bring database, static files and first content up to date. Each step can be repeated; none is done twice."""
    _database_migrate(report=report)
    _static_collect(report=report)
    # The administrator comes last, so a first start that was cut short is taken up again.
    if not Person.objects.filter(is_superuser=True).exists():
        _first_content(demo=demo, report=report)
    site_address_sync(base_url=settings.PARLEY_URL)
    article_texts_fill()
    connections.close_all()  # the server forks: a connection must not be shared between processes


def _database_migrate(*, report: Report) -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        report(f"Preparing the database ({len(plan)} steps) …")
        call_command(
            "migrate", interactive=False, no_color=True, stdout=_Steps(count=len(plan), report=report)
        )


class _Steps(TextIOBase):
    """What `migrate` writes to: of its steps, which take most of a minute on a slow machine, each quarter is told."""

    def __init__(self, *, count: int, report: Report) -> None:
        self._count, self._report = count, report
        self._done = 0

    def write(self, text: str) -> int:
        if text.strip().startswith("OK"):
            self._done += 1
            quarters = self._done * 4 // self._count
            if quarters > (self._done - 1) * 4 // self._count:
                self._report(f"  {self._done} of {self._count} steps")
        return len(text)


def _static_collect(*, report: Report) -> None:
    """Copy the static files under hashed names, if any changed since the last time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(None), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    report("Preparing the static files …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def _first_content(*, demo: bool, report: Report) -> None:
    if not FrontPage.objects.exists():
        name = environment().site_name or ("" if demo else "Our newspaper")
        publication_create(name=name or "Parley", tagline="", base_url=settings.PARLEY_URL)
    if demo:
        report("Printing the demonstration newspaper …")
        demo_load(report=report)
    _person, password = administrator_create(username=FIRST_ADMINISTRATOR)
    report(
        f"\n  Administrator: {FIRST_ADMINISTRATOR}\n  One-time password: {password}\n"
        f"  Sign in at {settings.PARLEY_URL}/admin/ and choose your own.\n"
    )
