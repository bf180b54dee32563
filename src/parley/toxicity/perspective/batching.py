"""Scores together what is asked at the same time.

While one batch runs, what arrives queues and makes the next one: a lone request waits for nobody, and under load the
throughput nears that of scoring in bulk. No timer, so no added wait.
"""

import logging
import threading
import traceback
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final, Protocol

from parley.toxicity.errors import TextRefused
from parley.toxicity.results import Result
from parley.toxicity.scoring_protocol import Scoring

logger = logging.getLogger(__name__)

#: Letters of one batch, by tier: some 20 ms of work. The network reads text by text, so a larger batch would gain
#: nothing, and all of it would wait for its last; of n-grams the fixed cost of a call is that of several comments.
LETTERS: Final = {"accurate": 2_000, "fast": 16_384}
Answer = Result | TextRefused


class QueueFullError(Exception):
    """More waits than can be scored in a sensible time, or the batcher is closing."""


class ScoringFailedError(Exception):
    """The scorer failed on this text. There is no score, not even a low one."""


class Watching(Protocol):
    """Hears what the batcher does, for metrics."""

    def batch_done(self, size: int) -> None: ...

    def scoring_failed(self) -> None: ...


class NobodyWatching:
    def batch_done(self, size: int) -> None:
        """Nothing to count."""

    def scoring_failed(self) -> None:
        """Nothing to count."""


@dataclass(frozen=True, slots=True)
class _Options:
    sentences: bool
    any_language: bool


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    text: str
    options: _Options
    future: "Future[Answer]" = field(default_factory=Future)


class Batcher:
    """Hands texts to `scorer` in batches, on threads of its own.

    A batch has at most `max_batch` texts and, unless it is a single one, `max_letters` letters (see LETTERS), so that
    one long text makes few others wait. `queue_limit` is how many texts may wait. `threads` score at the same time: as
    many as there are cores to spare, each of them with a scorer that uses one.
    """

    def __init__(
        self,
        scorer: Scoring,
        *,
        max_batch: int = 32,
        max_letters: int = LETTERS["accurate"],
        queue_limit: int = 2048,
        threads: int = 1,
        watching: Watching | None = None,
    ) -> None:
        self._scorer = scorer
        self._max_batch = max_batch
        self._max_letters = max_letters
        self._queue_limit = queue_limit
        self._watching = watching or NobodyWatching()
        self._changed = threading.Condition()
        # One queue for each set of options, since a batch is scored with one of them.
        self._queues: dict[_Options, deque[_Job]] = {}
        self._numbers = 0
        self._closing = False
        self._failing = False
        self._threads = [
            threading.Thread(target=self._run, name=f"scoring-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def model(self) -> str:
        return self._scorer.model

    @property
    def healthy(self) -> bool:
        """Whether it takes texts, and the last one scored did not fail."""
        return not self._closing and not self._failing and all(thread.is_alive() for thread in self._threads)

    @property
    def waiting(self) -> int:
        """How many texts wait."""
        return sum(len(queue) for queue in tuple(self._queues.values()))

    def submit(self, text: str, *, sentences: bool = False, any_language: bool = False) -> "Future[Answer]":
        """Return the future answer: a result or a refusal, or else it raises ScoringFailedError.

        Cancelled before its turn comes, it costs nothing. Raises QueueFullError.
        """
        options = _Options(sentences=sentences, any_language=any_language)
        with self._changed:
            if self._closing or self.waiting >= self._queue_limit:
                raise QueueFullError
            self._numbers += 1
            job = _Job(number=self._numbers, text=text, options=options)
            self._queues.setdefault(options, deque()).append(job)
            self._changed.notify()
        return job.future

    def close(self, *, timeout: float = 10.0) -> None:
        """Take no more, finish what waits, and end the threads; `timeout` seconds at most for each."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self) -> None:
        while jobs := self._take():
            self._score(jobs)

    def _take(self) -> Sequence[_Job]:
        """Wait for work and return a batch with the same options, the oldest first; nothing when all is over."""
        with self._changed:
            while True:
                while not self.waiting:
                    if self._closing:
                        return ()
                    self._changed.wait()
                queue = min(
                    (queue for queue in self._queues.values() if queue), key=lambda queue: queue[0].number
                )
                jobs: list[_Job] = []
                letters = 0
                while queue and len(jobs) < self._max_batch:
                    if jobs and letters + len(queue[0].text) > self._max_letters:
                        break
                    job = queue.popleft()
                    if job.future.set_running_or_notify_cancel():
                        jobs.append(job)
                        letters += len(job.text)
                if jobs:
                    return jobs

    def _score(self, jobs: Sequence[_Job]) -> None:
        try:
            answers = self._answers(jobs)
        except Exception as error:  # noqa: BLE001 -- whatever a scorer raises, the waiting must hear of it
            if len(jobs) > 1:
                # One text may spoil a batch: alone, only its own request fails.
                for job in jobs:
                    self._score([job])
                return
            _log(error)
            self._failing = True
            self._watching.scoring_failed()
            jobs[0].future.set_exception(ScoringFailedError(type(error).__name__))
            return
        self._failing = False
        self._watching.batch_done(len(jobs))
        for job, answer in zip(jobs, answers, strict=True):
            job.future.set_result(answer)

    def _answers(self, jobs: Sequence[_Job]) -> Sequence[Answer]:
        options = jobs[0].options
        answers = self._scorer.score_each(
            [job.text for job in jobs], sentences=options.sentences, any_language=options.any_language
        )
        if len(answers) != len(jobs):
            raise ValueError(f"The scorer gave {len(answers)} answers for {len(jobs)} texts")
        return answers


def _log(error: Exception) -> None:
    # The error's own words may hold a piece of the comment, so only its kind and place are logged.
    place = "".join(traceback.format_tb(error.__traceback__))
    logger.error("Scoring failed: %s\n%s", type(error).__name__, place)
