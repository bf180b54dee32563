"""Fill what windows are read by from the comments there are, and let the database keep earlier versions for good."""

from django.db import migrations

STATEMENTS = (
    "UPDATE discussion_comment SET placed_number = number WHERE status = 'published'",
    # Stubs: what a published comment answers, directly or not. UNION lets each be climbed past once only.
    "WITH RECURSIVE answered(id) AS ("
    "SELECT parent_id FROM discussion_comment WHERE placed_number IS NOT NULL AND parent_id IS NOT NULL"
    " UNION SELECT comment.parent_id FROM answered JOIN discussion_comment comment ON comment.id = answered.id"
    " WHERE comment.parent_id IS NOT NULL)"
    " UPDATE discussion_comment SET placed_number = number"
    " WHERE placed_number IS NULL AND id IN (SELECT id FROM answered)",
    "UPDATE discussion_comment SET reply_count = ("
    "SELECT count(*) FROM discussion_comment reply"
    " WHERE reply.parent_id = discussion_comment.id AND reply.placed_number IS NOT NULL)",
    "UPDATE discussion_comment SET branch_count = ("
    "SELECT count(*) FROM discussion_comment reply"
    " WHERE reply.thread_id = discussion_comment.thread_id AND reply.root_number = discussion_comment.number"
    " AND reply.placed_number IS NOT NULL AND reply.number <> discussion_comment.number"
    " AND reply.status = 'published') WHERE parent_id IS NULL",
    # The ranks of orders/replied.py and orders/valued.py for comments that nobody has valued or reported.
    "UPDATE discussion_comment SET replied_rank = branch_count * 2147483648 + number, valued_rank = number"
    " WHERE parent_id IS NULL AND placed_number IS NOT NULL",
)

SQLITE_REFUSE = """
CREATE TRIGGER discussion_commentrevision_no_{event} BEFORE {event} ON discussion_commentrevision
BEGIN SELECT RAISE(ABORT, 'An earlier version can not be altered or deleted.'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION discussion_commentrevision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'An earlier version can not be altered or deleted.' USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""
POSTGRESQL_REFUSE = """
CREATE TRIGGER discussion_commentrevision_immutable BEFORE UPDATE OR DELETE ON discussion_commentrevision
FOR EACH ROW EXECUTE FUNCTION discussion_commentrevision_refuse()
"""


def places_fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)


def triggers_make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE_REFUSE.format(event=event))
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        schema_editor.execute(POSTGRESQL_REFUSE)


def triggers_drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER discussion_commentrevision_no_{event}")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER discussion_commentrevision_immutable ON discussion_commentrevision")
        schema_editor.execute("DROP FUNCTION discussion_commentrevision_refuse")


class Migration(migrations.Migration):
    dependencies = [("discussion", "0002_windows_quotes_answers")]
    operations = [
        migrations.RunPython(places_fill, migrations.RunPython.noop),
        migrations.RunPython(triggers_make, triggers_drop),
    ]
