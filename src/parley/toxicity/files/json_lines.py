"""Lines of plain text, and JSON Lines: one object a line. Both are written as JSON Lines."""

import json
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, Final

from parley.toxicity.files.outcomes import Names, Outcome
from parley.toxicity.files.problems import BAD_ROWS, FileProblemError, Problem, text_check
from parley.toxicity.files.records import Format, Record
from parley.toxicity.files.source import Line, Source

BOM: Final = b"\xef\xbb\xbf"

# Numbers don't matter here; as floats they can't run into Python's limit for digits of a whole number.
_DECODER: Final = json.JSONDecoder(parse_int=float)


class _Lines(Format):
    def __init__(self, source: Source, *, names: Names) -> None:
        self._source = source
        self._names = names

    def share(self) -> float | None:
        return self._source.share()

    def records(self, *, start: int) -> Iterator[Record]:
        for line in self._source.lines(start=start):
            body = line.body
            if line.position == line.size:
                body = body.removeprefix(BOM)
            yield self._record(line, body)

    def _record(self, line: Line, body: bytes) -> Record:
        record = Record(position=line.position, size=line.size)
        if line.too_long:
            record.problem = Problem("line_too_long", BAD_ROWS["line_too_long"])
            return record
        try:
            record.raw = body.decode()
        except UnicodeDecodeError as error:
            # Backslashes stand for what can't be read, so that the row can still be found and mended.
            record.raw = body.decode(errors="backslashreplace")
            record.problem = Problem(
                "not_utf8", f"The line is not encoded in UTF-8: byte {error.start + 1} is wrong."
            )
        self._read(record)
        return record

    @abstractmethod
    def _read(self, record: Record) -> None:
        """Take the text, and whatever else the format knows, from the record's line."""

    def _added(self, outcome: Outcome) -> dict[str, Any]:
        """Give the fields that a row gains."""
        added: dict[str, Any] = {}
        if outcome.scores is not None:
            added["scores"] = outcome.scores_named
        if outcome.problem is not None:
            added["error"] = {"code": outcome.problem.code, "message": outcome.problem.message}
        if outcome.language:
            added["language"] = outcome.language
        if outcome.model:
            added["model"] = outcome.model
        if outcome.spans is not None:
            added["spans"] = outcome.spans
        return {self._names.prefix + name: value for name, value in added.items()}


class PlainLines(_Lines):
    """Each line a text; a row out is ``{"text": …, "scores": …}``."""

    def _read(self, record: Record) -> None:
        record.raw = record.raw.removesuffix("\n").removesuffix("\r")
        if record.problem is None:
            record.problem = text_check(record.raw)
        if record.problem is None:
            record.text = record.raw

    def render(self, record: Record, outcome: Outcome) -> bytes:
        return _dump({"text": record.raw, **self._added(outcome)}) + b"\n"


class JsonLines(_Lines):
    """Each line an object; what is added goes behind its last field, and nothing else of the line changes."""

    def __init__(self, source: Source, *, names: Names, column: str) -> None:
        super().__init__(source, names=names)
        self._column = column
        self._taken = frozenset(names.fields)
        self._objects = 0

    def records(self, *, start: int) -> Iterator[Record]:
        """Yield the rows. Raises `FileProblemError` if the first object of the file has a name that would be added."""
        for record in super().records(start=start):
            if start == 0 and self._objects == 1 and record.problem and record.problem.code == "name_taken":
                raise FileProblemError(record.problem.message)
            yield record

    def _read(self, record: Record) -> None:
        record.raw = record.raw.strip(" \t\r\n")
        if record.problem is not None or not record.raw:
            return
        try:
            row = _DECODER.decode(record.raw)
        except RecursionError:
            record.problem = Problem("not_json", "The line is nested too deeply.")
            return
        except ValueError as error:
            record.problem = Problem("not_json", f"The line is no JSON: {error}.")
            return
        if not isinstance(row, dict):
            record.problem = Problem("not_an_object", BAD_ROWS["not_an_object"])
            return
        self._objects += 1
        text = row.get(self._column)
        if taken := sorted(self._taken & row.keys()):
            record.problem = Problem(
                "name_taken",
                f"The row has a field “{taken[0]}” already. Name what is added otherwise, with --prefix toxicity_ "
                "for instance.",
            )
            return
        # From here on the row is an object to which fields can be added, whatever its text.
        record.fields = list(row)
        if self._column not in row:
            record.problem = Problem(
                "column_missing",
                f"The row has no field “{self._column}”; name the one with the text with --column.",
            )
        elif not isinstance(text, str):
            record.problem = Problem("not_text", f"The field “{self._column}” holds no text.")
        else:
            record.problem = text_check(text)
            if record.problem is None:
                record.text = text

    def render(self, record: Record, outcome: Outcome) -> bytes:
        if not record.is_row:
            return b"\n"
        added = self._added(outcome)
        if record.fields is None:
            raw = {self._names.prefix + "raw": record.raw} if record.raw else {}
            return _dump({**added, **raw}) + b"\n"
        # The line ends in the object's brace, for it was read as one object.
        comma = b", " if record.fields else b""
        return record.raw[:-1].rstrip().encode() + comma + _dump(added)[1:] + b"\n"


def _dump(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode(errors="backslashreplace")
