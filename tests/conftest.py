"""What every test may use."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from parley.kernel.store import store_configure
from tests.prepared import prepared_forget, template_migrated
from tests.servers import logs_running
from tests.services import postgresql, postgresql_renew, services_stop

LONGEST = ("test_hostile.py", "test_once.py", "test_serve.py")  # a minute and more, each file on one core


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that failed shows what the servers said that run beside it."""
    report = yield
    if report.failed:
        report.sections.extend(logs_running())
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first, the longest before all, so that no core waits for another at the end."""
    slow = {
        item.path for item in items if item.get_closest_marker("server") or item.get_closest_marker("slow")
    }
    items.sort(key=lambda item: (item.path.name not in LONGEST, item.path not in slow))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what this process started; whoever started the others tidies up after all."""
    services_stop()
    if not hasattr(session.config, "workerinput"):
        prepared_forget()


@pytest.fixture(autouse=True)
def _fresh_store() -> None:
    """Let no test inherit what another one counted."""
    store_configure("")


def _connect_to(url: str) -> None:
    parts = urlsplit(url)
    named = {"NAME": parts.path[1:], "HOST": parts.hostname, "PORT": parts.port, "USER": parts.username}
    settings.DATABASES["default"].update(named)
    connection.settings_dict.update(named)


def _renew(url: str) -> None:
    connection.close()
    postgresql_renew(url)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the database of this process: on SQLite a copy in memory of one that was migrated once for the whole run.

    A test that works with real transactions gets what the migrations put into the tables back when it ends, where
    Django would leave them empty: so tests run in any order. With a DATABASE_URL of PostgreSQL, whatever it names, it
    is a database on one that this process starts.
    """
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            with postgresql() as url, pytest.MonkeyPatch.context() as patch:
                patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _renew(url))
                _connect_to(url)
                yield
                connection.close()
            return
        with closing(sqlite3.connect(template_migrated() / "parley.sqlite3")) as migrated:
            connection.close()
            name = connection.creation._get_test_db_name()
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name

            def put_back(_case: object = None) -> None:
                connection.ensure_connection()
                migrated.backup(connection.connection)

            put_back()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
                yield
