"""`parley check`: what an operator wants to know before readers do."""

import os

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from parley.kernel.clock import now
from parley.kernel.mail_queue import mail_trouble
from parley.kernel.mail_sending import mail_server_problem
from parley.kernel.models import OutboxRow
from parley.kernel.outbox import RELAY_GRACE
from parley.moderation.scoring import scorer_get, scoring_is_on
from parley.moderation.seals import seals_problems
from parley.project.open_files import files_most, files_needed
from parley.project.settings.environment import environment
from parley.toxicity.errors import ModelUnusable


def problems_find(*, deploy: bool) -> list[str]:
    """Return one sentence for each thing that is wrong; an empty list when all is well."""
    found = [
        str(message.msg)
        for message in checks.run_checks(include_deployment_checks=deploy)
        if message.is_serious(checks.WARNING)
    ]
    if not os.access(settings.DATA, os.W_OK):
        found.append(f"The data folder {settings.DATA} can't be written to.")
    found += _files_problems()
    found += _model_problems()
    found += _mail_problems()
    try:
        found += _database_problems()
    except DatabaseError as error:
        found.append(f"The database does not answer as it should: {error}")
    return found


def _files_problems() -> list[str]:
    wanted = environment().streams_max
    needed, most = files_needed(streams=wanted), files_most()
    if needed <= most:
        return []
    problem = (
        f"{wanted} readers may follow threads live (PARLEY_STREAMS_MAX), which takes {needed} open files, but the "
        f"system allows {most}: raise the limit (LimitNOFILE= of systemd) or lower the setting."
    )
    return [problem]


def _model_problems() -> list[str]:
    if not scoring_is_on():
        return []
    try:
        scorer_get()
    except ModelUnusable as error:
        return [
            f"{error} Until it can, every comment waits for a moderator (PARLEY_TOXICITY_TIER=off ends that)."
        ]
    return []


def _mail_problems() -> list[str]:
    """Connect to the mail server and sign in, as for sending."""
    if not settings.PARLEY_EMAIL_ON:
        return []
    found = []
    if not environment().url:
        found.append(
            f"PARLEY_URL is not set, so the links in e-mails to readers would begin with {settings.PARLEY_URL}."
        )
    if problem := mail_server_problem():
        found.append(f"No e-mail can be sent to readers: {problem}.")
    return found


def _stuck_mail_problems() -> list[str]:
    trouble = mail_trouble() if settings.PARLEY_EMAIL_ON else None
    if trouble is None:
        return []
    problem = (
        f"{trouble.waiting} e-mails to readers have failed several times and are tried again, and {trouble.failed} "
        f"were given up in the last 24 hours: {trouble.problem}."
    )
    return [problem]


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
    return found + _stuck_mail_problems() + seals_problems()
