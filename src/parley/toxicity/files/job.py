"""One run over one file, from the first look at the arguments to the last row."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Final

from parley.toxicity.files.csv_rows import CsvRows
from parley.toxicity.files.engine import engine_make
from parley.toxicity.files.json_lines import BOM, JsonLines, PlainLines
from parley.toxicity.files.outcomes import Asked, Names, Outcome
from parley.toxicity.files.output import FileOutput, Output, StreamOutput
from parley.toxicity.files.parquet_rows import ParquetRows
from parley.toxicity.files.problems import BAD_ROWS, FileProblemError, JobStoppedError
from parley.toxicity.files.progress import Progress
from parley.toxicity.files.records import Batch, Format, batches_cut
from parley.toxicity.files.source import Source
from parley.toxicity.files.workers import SCORER, Order

FORMATS: Final = ("lines", "jsonl", "csv", "parquet")
_ENDINGS: Final = {
    ".txt": "lines",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
_PARQUET_MAGIC: Final = b"PAR1"

#: Exit codes: some rows have no scores; ended by Ctrl-C; ended because nobody reads on.
SOME_REFUSED: Final = 3
INTERRUPTED: Final = 130
PIPE_BROKEN: Final = 141


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be done. `input` ``-`` is standard input, `output` None standard output."""

    input: str = "-"
    output: Path | None = None
    format: str | None = None
    column: str = "text"
    delimiter: str | None = None
    prefix: str = ""
    tier: str = "accurate"
    spans: bool = False
    any_language: bool = False
    batch_size: int = 128
    workers: int | None = None
    restart: bool = False


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a job runs in: standard streams, where to tell of progress (None: nowhere), and what tests change."""

    stdin: IO[bytes]
    stdout: IO[bytes]
    progress: IO[str] | None = None
    bar: bool = False
    scorer: str = SCORER
    checkpoint_seconds: float = 5.0


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What became of the rows. `rows_before` of them are from an earlier run that this one went on with."""

    rows: int
    rows_before: int
    problems: Counter[str]
    seconds: float
    model: str

    @property
    def exit_code(self) -> int:
        return SOME_REFUSED if self.problems.total() else 0

    def __str__(self) -> str:
        bad = Counter({code: count for code, count in self.problems.items() if code in BAD_ROWS})
        refused = self.problems - bad
        parts = [f"{self.rows:,} rows: {self.rows - self.problems.total():,} scored"]
        for name, counts in (("refused", refused), ("bad", bad)):
            if counts:
                codes = ", ".join(f"{code} {count:,}" for code, count in sorted(counts.items()))
                parts.append(f"{counts.total():,} {name} ({codes})")
        rate = (self.rows - self.rows_before) / self.seconds
        before = f"; {self.rows_before:,} rows are from the interrupted run" if self.rows_before else ""
        return f"{', '.join(parts)}. {rate:,.0f} rows/s{before}. Model {self.model}."


def job_run(job: Job, *, surroundings: Surroundings) -> Summary:
    """Score a file. Raises `FileProblemError` before anything was done, `JobStoppedError` after.

    The arguments, the header and the first rows are looked at before the model is loaded.
    """
    _output_check(job)
    with Source(job.input, stdin=surroundings.stdin) as source:
        form = _format_open(job, source)
        output = _output_open(job, source, surroundings)
        with closing(output):
            try:
                return _run(job, source, form, output, surroundings)
            except KeyboardInterrupt as error:
                output.close()
                raise JobStoppedError(_stopped("Stopped.", output), exit_code=INTERRUPTED) from error
            except BrokenPipeError as error:
                raise JobStoppedError("", exit_code=PIPE_BROKEN) from error
            except JobStoppedError as error:
                output.close()
                raise JobStoppedError(_stopped(str(error), output), exit_code=error.exit_code) from error
            except OSError as error:
                reason = f"The output can't be written: {error.strerror or error}."
                raise JobStoppedError(_stopped(reason, output)) from error


def _run(job: Job, source: Source, form: Format, output: Output, surroundings: Surroundings) -> Summary:
    batches = batches_cut(form.records(start=output.position), rows=job.batch_size)
    first = list(_first(batches))
    order = Order(
        tier=job.tier,
        asked=Asked(spans=job.spans, any_language=job.any_language),
        scorer=surroundings.scorer,
    )
    # A few rows are scored before a second process has even started.
    workers = job.workers or (1 if source.is_small else len(os.sched_getaffinity(0)))
    with engine_make(order, workers=workers) as engine:
        output.begin(model=engine.model, form=form)
        before = output.state.rows
        progress = Progress(surroundings.progress, bar=surroundings.bar)
        try:
            for batch, outcomes in engine.run(chain(first, batches)):
                data, problems, rows = _rendered(form, batch, outcomes)
                output.write(data, position=batch.records[-1].position, problems=problems, rows=rows)
                progress.update(rows=output.state.rows, rows_before=before, share=form.share())
        finally:
            progress.close()
    output.finish(form)
    return Summary(
        rows=output.state.rows,
        rows_before=before,
        problems=output.state.problems,
        seconds=progress.seconds(),
        model=engine.model,
    )


def _first(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Read one batch ahead, so that what is wrong with the input is known before the model is loaded."""
    batch = next(batches, None)
    if batch is not None:
        yield batch


def _rendered(form: Format, batch: Batch, outcomes: list[Outcome]) -> tuple[bytes, Counter[str], int]:
    """Give the bytes of a batch, its problems by code, and the number of its rows."""
    answers = iter(outcomes)
    lines: list[bytes] = []
    problems: Counter[str] = Counter()
    rows = 0
    for record in batch.records:
        outcome = next(answers) if record.text is not None else Outcome(problem=record.problem)
        if outcome.problem is not None:
            problems[outcome.problem.code] += 1
        rows += record.is_row
        lines.append(form.render(record, outcome))
    return b"".join(lines), problems, rows


def _stopped(reason: str, output: Output) -> str:
    return f"{reason} {output.resumable}".strip()


def _output_open(job: Job, source: Source, surroundings: Surroundings) -> Output:
    if job.output is None:
        return StreamOutput(surroundings.stdout)
    options = {
        "format": job.format,
        "column": job.column,
        "delimiter": job.delimiter,
        "prefix": job.prefix,
        "tier": job.tier,
        "spans": job.spans,
        "any-language": job.any_language,
        "batch-size": job.batch_size,
    }
    return FileOutput(
        job.output,
        source=source.identity,
        options=options,
        restart=job.restart,
        every=surroundings.checkpoint_seconds,
    )


def _output_check(job: Job) -> None:
    if job.output is None or job.input == "-":
        return
    if job.output.exists() and Path(job.input).exists() and job.output.samefile(job.input):
        raise FileProblemError("Input and output are the same file. Name another --output.")


def _format_open(job: Job, source: Source) -> Format:
    name = job.format or _format_guess(job.input, source)
    ending = _ending(job.output) if job.output else ""
    written = "jsonl" if name == "lines" else name
    if _ENDINGS.get(ending, written) != written:
        raise FileProblemError(
            f"The output of {name} is written as {written}, and “{job.output}” promises {_ENDINGS[ending]}. "
            f"Name it with .{written} at the end."
        )
    names = Names(prefix=job.prefix, spans=job.spans)
    match name:
        case "lines":
            return PlainLines(source, names=names)
        case "jsonl":
            return JsonLines(source, names=names, column=job.column)
        case "csv":
            delimiter = job.delimiter or ("\t" if _ending(Path(job.input)) == ".tsv" else None)
            return CsvRows(source, names=names, column=job.column, delimiter=delimiter)
        case _:
            if job.output is not None and job.output.suffix == ".gz":
                raise FileProblemError("Parquet packs its columns itself. Name the output without .gz.")
            return ParquetRows(source, names=names, column=job.column)


def _ending(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix.lower()


def _format_guess(name: str, source: Source) -> str:
    """Tell the format by the file's name; of standard input by its first byte, where that leaves no doubt."""
    if source.beginning.startswith(_PARQUET_MAGIC):
        return "parquet"
    if name != "-":
        guess = _ENDINGS.get(_ending(Path(name)))
        if guess is None:
            raise FileProblemError(f"The name “{name}” doesn't tell the format. Say it with --format.")
        return guess
    begun = source.beginning.removeprefix(BOM).lstrip()
    return "jsonl" if begun.startswith(b"{") else "lines"
