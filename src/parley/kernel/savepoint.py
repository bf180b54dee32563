"""A savepoint for code that may or may not use the database, opened only when it does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def savepoint_when_used() -> Iterator[None]:
    """When the block raises, undo what it wrote and leave the transaction around it usable.

    On PostgreSQL any statement that fails spoils the whole transaction, so the first statement opens the savepoint.
    SQLite goes on after a failed read: there the first one that may write does. A block without such a statement sends
    nothing more. Outside a transaction there is nothing to protect.
    """
    if not connection.in_atomic_block:
        yield
        return
    savepoint = _Savepoint()
    try:
        with connection.execute_wrapper(savepoint.before):
            yield
    except BaseException:
        savepoint.undo()
        raise
    savepoint.close()


class _Savepoint:
    def __init__(self) -> None:
        self._sid: str | None = None
        self._opened = False
        self._was_broken = connection.needs_rollback
        self._callbacks = len(connection.run_on_commit)

    def before(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        if not self._opened and (connection.vendor != "sqlite" or not _is_read(sql)):
            self._opened = True  # first, for the statement that opens it comes by here too
            self._sid = connection.savepoint()
        return execute(sql, params, many, context)

    def undo(self) -> None:
        # Not by transaction.atomic: entered in the middle of another block's life, it would leave in the wrong order.
        connection.needs_rollback = False  # else the rollback itself would be refused
        if self._sid:
            connection.savepoint_rollback(self._sid)
            connection.savepoint_commit(self._sid)
        connection.needs_rollback = self._was_broken
        del connection.run_on_commit[self._callbacks :]

    def close(self) -> None:
        if self._sid:
            connection.savepoint_commit(self._sid)


def _is_read(sql: str) -> bool:
    return sql.lstrip()[:6].upper() == "SELECT"
