"""Parquet: columns are added behind the last one; needs pyarrow, which the extra `parquet` brings.

A Parquet file can't be cut off and gone on with: its table of contents stands at the end. So what the rows came to is
kept as lines, which can; when all are there, the input is read once more and written with them. That second reading
takes seconds where the scoring took hours.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, Final

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.files.outcomes import Names, Outcome
from parley.toxicity.files.problems import FileProblemError, JobStoppedError, Problem, text_check
from parley.toxicity.files.records import AssembledFormat, Record
from parley.toxicity.files.source import Source

_READ_ROWS: Final = 1_024
_GROUP_ROWS: Final = 1 << 16
_GROUP_BYTES: Final = 1 << 25


class ParquetRows(AssembledFormat):
    """Rows of a table, counted: the position of a record is its number."""

    def __init__(self, source: Source, *, names: Names, column: str) -> None:
        """Read the table of contents. Raises `FileProblemError`, also where pyarrow is missing."""
        try:
            import pyarrow as pa  # noqa: PLC0415 -- optional, and a second to load
            import pyarrow.parquet  # noqa: PLC0415
        except ImportError as error:
            raise FileProblemError(
                "Parquet needs one more package. Install it with: pip install 'parley[parquet]'"
            ) from error
        self._arrow = pa
        self._names = names
        self._column = column
        self._read = 0
        try:
            self._file = pa.parquet.ParquetFile(source.as_file())
        except (pa.ArrowException, OSError) as error:
            raise FileProblemError(
                f"“{source.name}” is no Parquet file that can be read: {error}."
            ) from error
        self._schema: Any = self._file.schema_arrow
        self._columns_check()

    def _columns_check(self) -> None:
        columns = self._schema.names
        if columns.count(self._column) != 1:
            raise FileProblemError(
                f"The file has no column “{self._column}”, or several. Its columns are: {', '.join(columns)}. "
                "Name the one with the text with --column."
            )
        if taken := sorted(set(self._names.columns) & set(columns)):
            raise FileProblemError(
                f"The file has a column “{taken[0]}” already. Name what is added otherwise, with --prefix toxicity_ "
                "for instance."
            )
        kind = self._schema.field(self._column).type
        types = self._arrow.types
        value = kind.value_type if types.is_dictionary(kind) else kind
        if not (types.is_string(value) or types.is_large_string(value) or types.is_string_view(value)):
            raise FileProblemError(f"The column “{self._column}” holds {kind}, not text.")

    def share(self) -> float | None:
        return self._read / self._file.metadata.num_rows if self._file.metadata.num_rows else None

    def records(self, *, start: int) -> Iterator[Record]:
        self._read = start
        for text in self._texts(start):
            self._read += 1
            record = Record(position=self._read, size=64)
            if isinstance(text, Problem):
                record.problem = text
            elif text is None:
                record.problem = Problem("not_text", f"The field “{self._column}” is null.")
            else:
                record.size += len(text)
                record.problem = text_check(text)
                if record.problem is None:
                    record.text = text
            yield record

    def _texts(self, start: int) -> Iterator[str | Problem | None]:
        """Yield the texts from a row on; groups of rows that lie before it are not read."""
        group, before = 0, 0
        metadata = self._file.metadata
        while group < metadata.num_row_groups and before + metadata.row_group(group).num_rows <= start:
            before += metadata.row_group(group).num_rows
            group += 1
        groups = list(range(group, metadata.num_row_groups))
        skipped = start - before
        for batch in self._batches(row_groups=groups, columns=[self._column]):
            column = batch.column(0)
            yield from _values(column.slice(min(skipped, len(column))))
            skipped -= min(skipped, len(column))

    def _batches(self, **options: Any) -> Iterator[Any]:
        if "row_groups" in options and not options["row_groups"]:
            return
        try:
            yield from self._file.iter_batches(batch_size=_READ_ROWS, **options)
        except (self._arrow.ArrowException, OSError) as error:
            raise JobStoppedError(f"The Parquet file can't be read further: {error}.") from error

    def render(self, record: Record, outcome: Outcome) -> bytes:
        del record  # the input is read once more for it
        kept = (outcome.scores, outcome.language, outcome.model, outcome.spans_json, outcome.error_line)
        return json.dumps(kept).encode() + b"\n"

    def assemble(self, log: IO[bytes], target: IO[bytes]) -> None:
        """Write the whole table, reading the input once more beside the lines of `render`."""
        schema = self._schema
        for name in self._names.columns:
            score = name.removeprefix(self._names.prefix).upper() in ATTRIBUTES
            schema = schema.append(
                self._arrow.field(name, self._arrow.float32() if score else self._arrow.string())
            )
        with self._arrow.parquet.ParquetWriter(target, schema, compression=self._compression()) as writer:
            waiting: list[Any] = []
            for batch in self._batches():
                table = self._arrow.Table.from_arrays(
                    [*batch.columns, *self._arrays(list(islice(log, batch.num_rows)))], schema=schema
                )
                waiting.append(table)
                if (
                    sum(part.num_rows for part in waiting) >= _GROUP_ROWS
                    or sum(part.nbytes for part in waiting) >= _GROUP_BYTES
                ):
                    writer.write_table(self._arrow.concat_tables(waiting))
                    waiting = []
            if waiting:
                writer.write_table(self._arrow.concat_tables(waiting))

    def _arrays(self, lines: list[bytes]) -> list[Any]:
        rows = [json.loads(line) for line in lines]
        string = self._arrow.string()
        scores = [
            self._arrow.array([row[0] and row[0][place] for row in rows], type=self._arrow.float32())
            for place in range(len(ATTRIBUTES))
        ]
        places = (1, 2, 3, 4) if self._names.spans else (1, 2, 4)
        return scores + [
            self._arrow.array([row[place] or None for row in rows], type=string) for place in places
        ]

    def _compression(self) -> str:
        """Pack as the input is packed."""
        metadata = self._file.metadata
        if not metadata.num_row_groups or not metadata.num_columns:
            return "snappy"
        used: str = metadata.row_group(0).column(0).compression
        return "none" if used == "UNCOMPRESSED" else used.lower()


def _values(column: Any) -> Iterator[str | Problem | None]:
    """Yield the texts of a piece of the column; if one is broken, the others of its piece are still read."""
    try:
        yield from column.to_pylist()
    except UnicodeDecodeError:
        for value in column:
            try:
                yield value.as_py()
            except UnicodeDecodeError:
                yield Problem("not_utf8", "The text is not encoded in UTF-8.")
