"""CSV: the cells that are added go behind the last one of each row, and nothing else of the row changes."""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from typing import Final

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.files.outcomes import Names, Outcome
from parley.toxicity.files.problems import BAD_ROWS, FileProblemError, Problem, text_check
from parley.toxicity.files.records import MAX_ROW, Format, Record
from parley.toxicity.files.source import Line, Source

_BOM: Final = "\ufeff"
_DELIMITERS: Final = (",", ";", "\t", "|")
_SHOWN: Final = 200


class _RowTooLongError(Exception):
    pass


class _Feeder:
    """Hand a csv.reader one line after the other, and know which ones made the row it is at."""

    def __init__(self, lines: Iterator[Line], *, position: int) -> None:
        self._lines = lines
        self._back: deque[Line] = deque()
        self.taken: list[Line] = []
        self._size = 0
        self.position = position
        self.ended_within = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is None:
            self.ended_within = bool(self.taken)
            raise StopIteration
        self.taken.append(line)
        self.position += line.size
        self._size += line.size
        if line.too_long or self._size > MAX_ROW:
            raise _RowTooLongError
        return line.body.decode(errors="surrogateescape")

    def row_begin(self) -> None:
        self.taken = []
        self._size = 0
        self.ended_within = False

    def row_give_back(self) -> None:
        """Keep only the first line of the row, and let the others be read anew."""
        self.position -= sum(line.size for line in self.taken[1:])
        self._back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    @property
    def raw(self) -> str:
        return b"".join(line.body for line in self.taken).decode(errors="surrogateescape")


class CsvRows(Format):
    """Rows under a header. The delimiter is the one under which the header has the column, unless it is given."""

    def __init__(self, source: Source, *, names: Names, column: str, delimiter: str | None) -> None:
        """Read the header. Raises `FileProblemError`."""
        csv.field_size_limit(MAX_ROW)
        self._source = source
        self._names = names
        header, self._columns, self._delimiter = _header_read(
            self._header_lines(), column=column, delimiter=delimiter
        )
        self._header_count = len(header)
        times = Counter(self._columns)[column]
        if times > 1:
            raise FileProblemError(
                f"The header has the column “{column}” {times} times. Rename all but the one to score."
            )
        if taken := sorted(set(names.columns) & set(self._columns)):
            raise FileProblemError(
                f"The file has a column “{taken[0]}” already. Name what is added otherwise, with --prefix toxicity_ "
                "for instance."
            )
        self._place = self._columns.index(column)
        self._column = column
        joined = "".join(header)
        body = joined.rstrip("\r\n")
        self._end = joined[len(body) :] or "\n"
        self._head = body + self._cells(names.columns) + self._end

    def _header_lines(self) -> list[str]:
        """Look at the first lines without reading them, for a stream can't be read twice."""
        lines = self._source.beginning.splitlines(keepends=True)
        if not self._source.is_small and len(lines) > 1:
            lines.pop()  # the last one is probably cut
        if not lines or not lines[0].strip(b"\xef\xbb\xbf\r\n"):
            raise FileProblemError("The first line is empty, where CSV has the names of its columns.")
        return [line.decode(errors="surrogateescape") for line in lines]

    @property
    def head(self) -> bytes:
        return self._head.encode(errors="surrogateescape")

    def share(self) -> float | None:
        return self._source.share()

    def records(self, *, start: int) -> Iterator[Record]:
        lines = self._source.lines(start=start)
        feeder = _Feeder(lines, position=start)
        if start == 0:
            for _line in range(self._header_count):
                next(feeder)
        reader = csv.reader(feeder, delimiter=self._delimiter)
        while True:
            before = feeder.position
            try:
                cells, problem = _row_next(reader, feeder)
            except StopIteration:
                return
            record = Record(position=feeder.position, size=feeder.position - before)
            self._record_fill(record, cells, raw=feeder.raw, problem=problem)
            yield record

    def _record_fill(self, record: Record, cells: list[str], *, raw: str, problem: Problem | None) -> None:
        record.raw = raw.rstrip("\r\n")
        record.end = raw[len(record.raw) :] or self._end
        record.problem = problem
        if problem is not None:
            # What the row began with, so that it can be found and mended.
            begun = f" It begins: {_shown(record.raw)}" if record.raw else ""
            record.problem = Problem(problem.code, problem.message + begun)
            record.fields = [""] * len(self._columns)
            return
        if not cells:
            return
        if len(cells) != len(self._columns):
            record.problem = self._wrong_fields(cells)
            filled = [*cells, *[""] * (len(self._columns) - len(cells))]
            record.fields = filled[: len(self._columns)]
            return
        text = cells[self._place]
        record.problem = text_check(text)
        if record.problem is not None and record.problem.code == "lone_surrogate":
            # CSV has no way to write one: these are bytes that could not be read.
            record.problem = Problem("not_utf8", f"The field “{self._column}” is not encoded in UTF-8.")
        if record.problem is None:
            record.text = text

    def _wrong_fields(self, cells: list[str]) -> Problem:
        message = f"The row has {len(cells)} fields, the header {len(self._columns)}."
        if surplus := cells[len(self._columns) :]:
            message += f" Left out: {_shown(self._delimiter.join(surplus))}"
        return Problem("wrong_fields", message)

    def render(self, record: Record, outcome: Outcome) -> bytes:
        if not record.is_row:
            return (record.raw + record.end).encode(errors="surrogateescape")
        row = record.raw
        if record.fields is not None:
            row = _row(record.fields, delimiter=self._delimiter)
        scores = outcome.scores or ("",) * len(ATTRIBUTES)
        added = [*map(str, scores), outcome.language, outcome.model]
        if self._names.spans:
            added.append(outcome.spans_json)
        return (row + self._cells([*added, outcome.error_line]) + record.end).encode(errors="surrogateescape")

    def _cells(self, added: list[str] | tuple[str, ...]) -> str:
        return self._delimiter + _row(added, delimiter=self._delimiter)


def _row_next(reader: Iterator[list[str]], feeder: _Feeder) -> tuple[list[str], Problem | None]:
    """Read one row. Of one that fails only the first line is used up: a stray quote costs one row, not the rest.

    Raises `StopIteration` at the end. The reader forgets what failed when it is asked for the next row.
    """
    feeder.row_begin()
    try:
        cells = next(reader)
    except _RowTooLongError:
        if len(feeder.taken) == 1:
            return [], Problem("line_too_long", BAD_ROWS["line_too_long"])
        why = "a quote opens and isn't closed within 1 MiB"
    except csv.Error as error:
        why = str(error)
    else:
        if not feeder.ended_within:
            return cells, None
        why = "a quote opens and is never closed"
    feeder.row_give_back()
    return [], Problem("not_csv", f"The row can't be read as CSV: {why}.")


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


def _row(cells: list[str] | tuple[str, ...], *, delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(cells)
    return line.getvalue()


def _header_read(lines: list[str], *, column: str, delimiter: str | None) -> tuple[list[str], list[str], str]:
    """Find the lines of the header, the names, and the delimiter. Raises `FileProblemError` without the column."""
    best: list[str] = []
    for candidate in [delimiter] if delimiter else _DELIMITERS:
        reader = csv.reader([lines[0].removeprefix(_BOM), *lines[1:]], delimiter=candidate)
        try:
            columns = next(reader)
        except csv.Error:
            continue
        if column in columns:
            return lines[: reader.line_num], columns, candidate
        best = max(best, columns, key=len)
    raise FileProblemError(
        f"The file has no column “{column}”. Its columns are: {_shown(', '.join(best))}. "
        "Name the one with the text with --column."
    )
