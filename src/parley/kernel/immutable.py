"""For migrations: rows that the database itself refuses to alter or delete, or to alter but once."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

_SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse()
"""
_EVENTS = ("UPDATE", "DELETE")
_SQLITE_KEPT = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} WHEN {refused}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL_KEPT = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
FOR EACH ROW WHEN ({refused}) EXECUTE FUNCTION {table}_refuse()
"""


def rows_immutable(*, table: str, message: str) -> migrations.RunPython:
    """Return the operation after which `table` takes new rows alone: also from raw SQL, or another program.

    `message` is what the database says; it holds no quotation mark.
    """

    def make(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for event in _EVENTS:
                schema_editor.execute(_SQLITE.format(table=table, event=event, message=message))
        elif schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL_FUNCTION.format(table=table, message=message))
            schema_editor.execute(_POSTGRESQL.format(table=table))

    def drop(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for event in _EVENTS:
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event}")
        elif schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_immutable ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse")

    return migrations.RunPython(make, drop)


def rows_ended_once(*, table: str, ended: str, kept: Sequence[str], message: str) -> migrations.RunPython:
    """Return the operation after which rows of `table` stay for good, and may be altered once: to say that they ended.

    An alteration fills the column `ended`, which was null, and leaves the columns `kept` alone. `message` as above.
    """
    same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in kept)
    refused = {
        "UPDATE": f"NOT (OLD.{ended} IS NULL AND NEW.{ended} IS NOT NULL AND {same})",
        "DELETE": "OLD.id IS NOT NULL",
    }

    def make(_apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL_FUNCTION.format(table=table, message=message))
        template = {"sqlite": _SQLITE_KEPT, "postgresql": _POSTGRESQL_KEPT}.get(vendor)
        for event, when in refused.items():
            if template:
                schema_editor.execute(
                    template.format(table=table, event=event, refused=when, message=message)
                )

    def drop(_apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for event in refused:
            if vendor == "sqlite":
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event}")
            elif vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event} ON {table}")
        if vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_refuse")

    return migrations.RunPython(make, drop)
