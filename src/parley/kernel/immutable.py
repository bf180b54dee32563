"""For migrations: rows that the database itself refuses to alter or delete."""

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
