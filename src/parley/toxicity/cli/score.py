"""The command `parley toxicity score`."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click
from click.core import ParameterSource

from parley.toxicity.files.job import FORMATS, PIPE_BROKEN, Job, Surroundings, job_run
from parley.toxicity.files.problems import FileProblemError, JobStoppedError

_TABS: Final = {"tab", "\\t"}


def _delimiter(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    value = "\t" if value in _TABS else value
    if len(value) != 1 or value in '"\r\n':
        raise click.BadParameter("must be one character, or the word tab.")
    return value


@click.command(short_help="Score the comments in a file.")
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True, exists=True))
@click.option("--column", default="text", show_default=True, help="Field or column with the text.")
@click.option(
    "--tier",
    type=click.Choice(["accurate", "fast"]),
    default="accurate",
    show_default=True,
    help="The model: the better one, or the one for very many comments.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; it appears when it is complete.  [default: standard output]",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Format of FILE.  [default: by its name]",
)
@click.option(
    "--delimiter", callback=_delimiter, help="What parts the fields of CSV.  [default: , ; tab or |]"
)
@click.option("--prefix", default="", help="Put before the names of what is added.")
@click.option("--spans", is_flag=True, help="Also say which pieces of the text made the score.")
@click.option("--any-language", is_flag=True, help="Score texts in languages that the model doesn't know.")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Processes that score.  [default: one for each core]",
)
@click.option(
    "--resume/--restart",
    "resume",
    default=True,
    show_default=True,
    help="Go on with an interrupted run, or begin anew and replace the output.",
)
@click.option(
    "--batch-size",
    type=click.IntRange(1, 10_000),
    default=128,
    show_default=True,
    help="Rows that are scored together.",
)
@click.option("--quiet", is_flag=True, help="Tell nothing but errors.")
@click.pass_context
def score(
    ctx: click.Context, /, *, file: str, format_: str | None, resume: bool, quiet: bool, **options: Any
) -> None:
    """Score the comments in FILE, or on standard input, and write them with their scores.

    FILE holds lines, JSON Lines, CSV or Parquet; the output has the same format and the same rows in
    the same order (lines become JSON Lines). A row without scores says why. The status is 0 when all
    rows were scored and 3 when some were not.
    """
    job = Job(input=file, format=format_, restart=not resume, **options)
    if job.format == "lines" and ctx.get_parameter_source("column") is not ParameterSource.DEFAULT:
        raise click.UsageError("--column has no meaning for lines: each line is a text.")
    if job.output is None and not resume:
        raise click.UsageError("--restart needs --output: nothing is kept of what goes to standard output.")
    changed: dict[str, Any] = ctx.obj if isinstance(ctx.obj, dict) else {}
    stdout = sys.stdout.buffer
    # Two things that draw on one terminal would be unreadable.
    bar = sys.stderr.isatty() and (job.output is not None or not stdout.isatty())
    surroundings = Surroundings(
        stdin=sys.stdin.buffer,
        stdout=stdout,
        progress=None if quiet else sys.stderr,
        bar=bar,
        **changed,
    )
    try:
        with _ended_like_interrupted():
            summary = job_run(job, surroundings=surroundings)
    except FileProblemError as problem:
        raise click.UsageError(str(problem), ctx) from problem
    except JobStoppedError as stopped:
        if stopped.exit_code == PIPE_BROKEN:
            _stdout_forget()
        else:
            click.echo(f"Error: {stopped}", err=True)
        ctx.exit(stopped.exit_code)
    if not quiet:
        click.echo(str(summary), err=True)
    ctx.exit(summary.exit_code)


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Let SIGTERM, which service managers send, keep what is done as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stdout_forget() -> None:
    """Keep Python from flushing, at its end, to a reader that is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
