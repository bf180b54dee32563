"""`parley check`: what an operator wants to know before readers do."""

import os

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from parley.kernel.outbox import RELAY_GRACE


def problems_find(*, deploy: bool) -> list[str]:
    """Return one sentence for each thing that is wrong; an empty list when all is well."""
    found = [
        str(message.msg)
        for message in checks.run_checks(include_deployment_checks=deploy)
        if message.is_serious(checks.WARNING)
    ]
    if not os.access(settings.DATA, os.W_OK):
        found.append(f"The data folder {settings.DATA} can't be written to.")
    try:
        found += _database_problems()
    except DatabaseError as error:
        found.append(f"The database does not answer as it should: {error}")
    return found


def _database_problems() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return [f"The database lacks {len(plan)} migrations; `parley serve` applies them at its start."]
    found = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
        if answer != "ok":
            found.append(f"The database file is damaged ({answer}); restore a backup.")
    late = OutboxRow.objects.filter(announced_at=None, created_at__lt=now() - 30 * RELAY_GRACE).count()
    if late:
        found.append(f"{late} changes have not been announced; they will be when `parley serve` runs.")
    return found
