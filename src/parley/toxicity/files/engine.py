"""Scoring batch after batch, in order: in this process, or in several with a bounded number of batches on the way."""

import multiprocessing
import signal
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Final, Self

from parley.toxicity.files.outcomes import Outcome, texts_score
from parley.toxicity.files.problems import JobStoppedError
from parley.toxicity.files.records import Batch
from parley.toxicity.files.workers import Failed, Order, failure_describe, worker_main

_PATIENCE: Final = 5.0


class Engine(ABC):
    """A loaded scorer. `model` is known once it is entered."""

    model: str

    @abstractmethod
    def __enter__(self) -> Self:
        """Load the model. Raises `JobStoppedError`."""

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @abstractmethod
    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[Outcome]]]:
        """Yield each batch with an outcome for each of its texts, in order. Raises `JobStoppedError`."""


class InProcess(Engine):
    """One batch after the other, here."""

    def __init__(self, order: Order) -> None:
        self._order = order

    def __enter__(self) -> Self:
        try:
            self._scorer = self._order.load()
        except Exception as error:
            raise JobStoppedError(f"The model can't be loaded. {failure_describe(error)}") from error
        self.model = self._scorer.model
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[Outcome]]]:
        for batch in batches:
            try:
                outcomes = texts_score(self._scorer, batch.texts, asked=self._order.asked)
            except Exception as error:
                raise JobStoppedError(f"Scoring failed. {failure_describe(error)}") from error
            yield batch, outcomes


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    slot: "_Slot | None" = None


@dataclass(slots=True)
class _Slot:
    batch: Batch
    outcomes: list[Outcome] | None = None


class Pool(Engine):
    """Several processes, each with the model loaded once and one batch at a time.

    A worker has one batch only, so that neither side ever waits to write while the other does too. Twice as many
    batches as workers may be on the way, counting those that are done and wait for an earlier one: that bounds memory
    and still keeps the workers busy while a slow batch is waited for.
    """

    def __init__(self, order: Order, *, workers: int) -> None:
        self._order = order
        self._count = workers
        self._workers: list[_Worker] = []
        self._slots: deque[_Slot] = deque()
        self._unsent: deque[_Slot] = deque()
        self.limit = 2 * workers
        self.most_on_the_way = 0

    def __enter__(self) -> Self:
        try:
            with _interrupts_held():
                self._workers = [self._start() for _number in range(self._count)]
            models = {
                self._message(worker, doing="while it loaded the model").model for worker in self._workers
            }
        except BaseException:
            self._end(at_once=True)
            raise
        if len(models) > 1:
            self._end(at_once=True)
            raise JobStoppedError(f"The workers have loaded different models: {', '.join(sorted(models))}.")
        self.model = models.pop()
        return self

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=worker_main, args=(theirs, self._order), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(at_once=kind is not None)

    def _end(self, *, at_once: bool) -> None:
        for worker in self._workers:
            worker.connection.close()
            if at_once:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self._workers = []

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[Outcome]]]:
        more = True
        while more or self._slots:
            while more and len(self._slots) < self.limit:
                batch = next(batches, None)
                if batch is None:
                    more = False
                else:
                    self._take(batch)
            self._hand_out()
            while self._slots and (outcomes := self._slots[0].outcomes) is not None:
                yield self._slots.popleft().batch, outcomes
                if more:
                    break  # read on first, so that no worker waits for the writing
            else:
                if self._slots:
                    self._receive()

    def _take(self, batch: Batch) -> None:
        slot = _Slot(batch)
        self._slots.append(slot)
        self.most_on_the_way = max(self.most_on_the_way, len(self._slots))
        if batch.texts:
            self._unsent.append(slot)
            self._hand_out()
        else:
            slot.outcomes = []

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.slot is None and self._unsent:
                worker.slot = self._unsent.popleft()
                try:
                    worker.connection.send(worker.slot.batch.texts)
                except (BrokenPipeError, ConnectionResetError) as error:
                    raise self._death(worker, doing="between two batches") from error

    def _receive(self) -> None:
        """Wait until at least one worker has something to say."""
        busy = [worker for worker in self._workers if worker.slot is not None]
        ready = wait([worker.connection for worker in busy])
        for worker in busy:
            slot = worker.slot
            if slot is None or worker.connection not in ready:
                continue
            slot.outcomes = self._message(
                worker, doing=f"in batch {slot.batch.number + 1} of this run"
            ).outcomes
            worker.slot = None

    def _message(self, worker: _Worker, *, doing: str) -> Any:
        """Give the next message of a worker. Raises `JobStoppedError` where it failed or died."""
        try:
            message = worker.connection.recv()
        except (EOFError, ConnectionResetError) as error:
            raise self._death(worker, doing=doing) from error
        if isinstance(message, Failed):
            what = "The model can't be loaded." if not hasattr(self, "model") else "Scoring failed."
            raise JobStoppedError(f"{what} {message.reason}")
        return message

    @staticmethod
    def _death(worker: _Worker, *, doing: str) -> JobStoppedError:
        worker.process.join(_PATIENCE)
        code = worker.process.exitcode
        how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with status {code}"
        hint = " Perhaps memory ran out: try fewer --workers." if code == -signal.SIGKILL else ""
        return JobStoppedError(f"A worker process {how} {doing}.{hint}")


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start workers that never see Ctrl-C, which a terminal sends to all: ending them is the parent's part.

    A blocked signal stays blocked in the children; here it is delivered once they have started.
    """
    # Its first start would lift the block again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def engine_make(order: Order, *, workers: int) -> Engine:
    return InProcess(order) if workers == 1 else Pool(order, workers=workers)
