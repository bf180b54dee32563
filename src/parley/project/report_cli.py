"""The commands `parley report …`. Django is set up when they run."""

from datetime import datetime
from pathlib import Path

import click
from django.db import DatabaseError

from parley.moderation.ledger import Ledger, Period, PeriodError, ledger_read
from parley.moderation.ledger.report import report_html, report_json
from parley.publishing.models import Publication

_day = click.DateTime(["%Y-%m-%d"])


@click.group("report")
def report_group() -> None:
    """Write reports on moderation."""


@report_group.command("transparency")
@click.option("--from", "first", type=_day, required=True, help="First day of the period.")
@click.option("--to", "last", type=_day, required=True, help="Last day of the period.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "json"]),
    default="html",
    show_default=True,
    help="A page to read and print, or figures for programs.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File to write; otherwise the report is printed.",
)
def transparency(first: datetime, last: datetime, form: str, output: Path | None) -> None:
    """Write how often moderation erred in a period, and how much there was of it.

    Decisions made until now count, also those after the period. No text of a comment and nothing about single writers
    is in it.
    """
    text = _written(_ledger(first, last), form)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Wrote {output} ({len(text.encode()) / 1024:.0f} KiB).")


def _ledger(first: datetime, last: datetime) -> Ledger:
    try:
        return ledger_read(period=Period(first.date(), last.date()))
    except PeriodError as error:
        raise click.ClickException(str(error)) from error
    except DatabaseError as error:
        raise click.ClickException(
            f"The database refused ({error}). For a new folder, run “parley serve” first."
        ) from error


def _written(ledger: Ledger, form: str) -> str:
    if form == "json":
        return report_json(ledger)
    publication = Publication.objects.filter(site__is_default_site=True).first()
    return report_html(ledger, publication=publication.name if publication else "")
