"""Rows between reading and writing, and what each format of file has to offer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from parley.toxicity.files.outcomes import Outcome
from parley.toxicity.files.problems import Problem

#: Bytes of one row. Whatever is longer can't be a comment and its company, and memory has to stay bounded.
MAX_ROW: Final = 1 << 20

#: A batch is full at so many bytes of rows, whatever its number of rows.
_BATCH_BYTES: Final = 1 << 20


@dataclass(slots=True, kw_only=True)
class Record:
    """One row as it was read.

    `text` is what to score; without it `problem` says why. A record with neither is an empty line between rows: it is
    written as it was and not counted. `position` is where the next row begins, in units of the format.
    """

    position: int
    size: int
    raw: str = ""
    end: str = "\n"
    text: str | None = None
    problem: Problem | None = None
    fields: list[str] | None = None

    @property
    def is_row(self) -> bool:
        return self.text is not None or self.problem is not None


@dataclass(slots=True)
class Batch:
    """Rows that are scored together; `number` counts from the beginning of the run."""

    number: int
    records: list[Record] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [record.text for record in self.records if record.text is not None]


def batches_cut(records: Iterator[Record], *, rows: int) -> Iterator[Batch]:
    """Cut rows into batches of `rows` rows or 1 MiB.

    Where a batch ends depends on the rows alone. A run that goes on at a batch's end therefore makes the same batches
    as one that was never interrupted, and so the same scores, also with a model whose last decimals depend on what
    else is in the batch.
    """
    batch, counted, size = Batch(0), 0, 0
    for record in records:
        batch.records.append(record)
        counted += record.is_row
        size += record.size
        if counted >= rows or size >= _BATCH_BYTES:
            yield batch
            batch, counted, size = Batch(batch.number + 1), 0, 0
    if batch.records:
        yield batch


class Format(ABC):
    """A kind of file: how its rows are read, and how a row is written with its scores."""

    @property
    def head(self) -> bytes:
        """What stands before the first row of the output."""
        return b""

    @abstractmethod
    def records(self, *, start: int) -> Iterator[Record]:
        """Yield the rows from a position on: 0 or the `position` of a record of an earlier run."""

    @abstractmethod
    def render(self, record: Record, outcome: Outcome) -> bytes:
        """Write one row."""

    @abstractmethod
    def share(self) -> float | None:
        """Tell how much of the input has been read, 0..1; None where its size is unknown."""


class AssembledFormat(Format):
    """A format whose output is put together at the end, from what `render` made."""

    @abstractmethod
    def assemble(self, log: IO[bytes], target: IO[bytes]) -> None:
        """Write the output to `target` from the lines that `render` made."""
