"""Django's SQLite, with the writers of one process standing in line.

SQLite lets one writer in at a time; the others poll, with pauses that grow to a tenth of a second, and whoever happens
to look next gets in (sqlite.org/c3ref/busy_timeout.html). Among the threads of one process a line does better: the next
writer starts the moment the last one is done. Other processes are still met by SQLite's own lock.
"""

from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from parley.kernel.line import Line, turns

# One line for each database file.
_lines: defaultdict[str, Line] = defaultdict(Line)


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds its place in the line from BEGIN to COMMIT or ROLLBACK. An in-memory database has no line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line: Line | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._line_join()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # missing in the stubs
        except BaseException:
            self._line_leave()
            raise

    def _commit(self) -> None:
        turns.end()  # the disk's part comes now, and somebody else can compute meanwhile
        super()._commit()  # type: ignore[misc]  # missing in the stubs
        # Only now: a commit that failed is followed by a rollback.
        self._line_leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._line_leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._line_leave()

    def _line_join(self) -> None:
        """Wait as long as SQLite itself would. Raises OperationalError, in SQLite's words, when that is over."""
        if self._line is not None or self.is_in_memory_db():
            return
        line = _lines[str(self.settings_dict["NAME"])]
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        if not line.join(timeout=seconds):
            raise OperationalError("database is locked")
        self._line = line

    def _line_leave(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.leave()
