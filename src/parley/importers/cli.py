"""The commands `parley import page` and `parley import wordpress`. Django is set up when they run."""

import logging
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.importers.page_text import page_read
from parley.importers.plan import Batch, plan_build
from parley.importers.problems import ImportProblem
from parley.importers.records import ImportedArticle, Notes
from parley.importers.report import page_show, plan_show, result_show
from parley.importers.text_file import file_read
from parley.importers.wordpress import WordpressExport, wordpress_read
from parley.importers.write import batch_apply

# Without a terminal there is no bar but a line for each tenth, if there is much to do: so many bytes or pages.
_MUCH_TO_READ = 5_000_000
_MUCH_TO_WRITE = 100

_file = click.argument("file", type=click.Path(path_type=Path))
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group("import")
def import_group() -> None:
    """Bring articles and comments in from other places."""


@import_group.command("page")
@_file
@click.option("--section", default="", help="Section the article goes to.  [default: the first]")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help="When it was published.  [default: now]",
)
@_dry_run
@_yes
def import_page(file: Path, section: str, published: datetime | None, *, dry_run: bool, yes: bool) -> None:
    """Read an article and its comments from a page saved as plain text.

    FILE holds headline, standfirst, paragraphs, then numbered comments. What would be done is shown first; a second
    run of the same page changes nothing, or brings the article up to date.
    """
    with _problems_told():
        notes = Notes()
        article = page_read(file_read(file), notes=notes, published_at=_moment(published))
        batch = Batch(articles=lambda: iter((article,)), total=1, section=section)
        plan = plan_build(batch)
        page_show(article, plan=plan, read_notes=notes, batch=batch)
        if dry_run or not plan.changes:
            return
        _confirm(_("Publish this?"), yes=yes)
        result_show(batch_apply(batch))


@import_group.command("wordpress")
@_file
@click.option(
    "--section", default="", help="Section for articles that have no category.  [default: the first]"
)
@_dry_run
@_yes
def import_wordpress(file: Path, section: str, *, dry_run: bool, yes: bool) -> None:
    """Read a WordPress export: articles, pages, authors, tags, comments.

    FILE is the XML file (WXR 1.0 to 1.2) that WordPress makes under Tools → Export. Nothing is fetched from the net;
    pictures stay links to where they are. A second run brings what is new.
    """
    # The whole file is read before anything is written, so that a broken end leaves nothing behind; what was read waits
    # in a temporary file, not in memory, and the database is locked only while it is written.
    with _problems_told(), tempfile.TemporaryFile() as spool:
        notes = Notes()
        export = WordpressExport()
        total = 0
        with _progress(_("Reading"), much=_MUCH_TO_READ) as progress:
            for article in wordpress_read(file, export=export, notes=notes, progress=progress):
                pickle.dump(article, spool)
                total += 1
        batch = Batch(
            articles=lambda: _spooled(spool, total),
            total=total,
            authors=export.authors,
            attachments=export.attachments,
            section=section,
        )
        with _progress(_("Comparing"), much=_MUCH_TO_WRITE) as progress:
            plan = plan_build(batch, progress=progress)
        plan_show(plan, read_notes=notes, all_images=dry_run)
        if dry_run or not plan.changes:
            return
        _confirm(_("Import this?"), yes=yes)
        with _progress(_("Writing"), much=_MUCH_TO_WRITE) as progress:
            result = batch_apply(batch, progress=progress)
        result_show(result)


def _spooled(spool: IO[bytes], total: int) -> Iterator[ImportedArticle]:
    spool.seek(0)
    for _number in range(total):
        yield pickle.load(spool)  # noqa: S301 -- our own temporary file, which has no name


def _moment(published: datetime | None) -> datetime | None:
    return timezone.make_aware(published) if published else None


def at_terminal() -> bool:
    """Tell whether a person is there to answer."""
    return sys.stdin.isatty()


def _confirm(question: str, *, yes: bool) -> None:
    """Ask the person at the terminal; without one, go on."""
    if not yes and at_terminal() and not click.confirm(question):
        raise click.exceptions.Exit(0)


@contextmanager
def _problems_told() -> Iterator[None]:
    """End the command with a sentence, not a traceback, for what a person can put right."""
    logging.getLogger("wagtail").setLevel(logging.WARNING)  # it tells of each page; the report does
    try:
        yield
    except ImportProblem as problem:
        raise click.ClickException(str(problem)) from problem
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    except DatabaseError as error:
        raise click.ClickException(
            _(
                "The database refused (%(reason)s). Nothing was imported. For a new folder, run “parley serve” first."
            )
            % {"reason": error}
        ) from error


@contextmanager
def _progress(label: str, *, much: int) -> Iterator[Callable[[int, int], None]]:
    """Yield what to call with (done, in all): it draws a bar in a terminal, and writes a line now and then without."""
    if not sys.stderr.isatty():
        yield _progress_lines(label, much=much)
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def draw(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield draw


def _progress_lines(label: str, *, much: int) -> Callable[[int, int], None]:
    state: dict[str, Any] = {"tenth": 0}

    def write(done: int, total: int) -> None:
        tenth = done * 10 // max(total, 1)
        if tenth > state["tenth"] and total >= much:
            state["tenth"] = tenth
            click.echo(f"{label}: {tenth * 10} %", err=True)

    return write
