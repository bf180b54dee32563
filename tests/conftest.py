"""What every test may use."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations  # its own module can't come first

from parley.kernel.store import store_configure
from tests.prepared import prepared_forget

_HISTORY_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%no_DELETE'"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file on one core, and all tests that end by emptying the tables together, after the others.

    First of all, for pytest-xdist reads the groups in the same hook; tests/test_conftest.py sees that it did.

    What the migrations put there (the root of all pages, the groups) is gone for whoever comes next in the process.
    pytest-django has moved those tests to the end already; it can't know how they are spread over the cores.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        empties = bool(marker and marker.kwargs.get("transaction")) or bool(
            {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        )
        item.add_marker(pytest.mark.xdist_group("empties the tables" if empties else str(item.path)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let whoever started the others tidy up."""
    if not hasattr(session.config, "workerinput"):
        prepared_forget()


@pytest.fixture(autouse=True)
def _fresh_store() -> None:
    """Let no test inherit what another one counted."""
    store_configure("")


@pytest.fixture(autouse=True, scope="session")
def _history_can_be_flushed() -> Iterator[None]:
    """Let transactional tests empty the tables although the database refuses to delete decisions.

    PostgreSQL truncates, which no row trigger sees; on SQLite the trigger is away for as long as the flush takes.
    """
    flush = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            triggers = cursor.execute(_HISTORY_TRIGGERS).fetchall()
        statements = flush(self, style, tables, **options)
        return [
            *(f"DROP TRIGGER {name}" for name, _sql in triggers),
            *statements,
            *(sql for _name, sql in triggers),
        ]

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
    yield
    patch.undo()
