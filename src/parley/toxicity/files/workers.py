"""What a worker process does: load the model once, then score one batch after the other until its pipe is closed."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Final

from parley.toxicity.errors import ScoringError
from parley.toxicity.files.outcomes import Asked, Outcome, texts_score
from parley.toxicity.scoring_protocol import Scoring

SCORER: Final = "parley.toxicity.scorer:Scorer"


@dataclass(frozen=True, slots=True)
class Order:
    """How to get a scorer, and what to ask of it. `scorer` is ``module:callable``, called with the tier's name."""

    tier: str
    asked: Asked
    scorer: str = SCORER

    def load(self) -> Scoring:
        """Load the model. Raises `ModelUnusable`."""
        module, _, name = self.scorer.partition(":")
        make: Callable[[str], Scoring] = getattr(import_module(module), name)
        return make(self.tier)


@dataclass(frozen=True, slots=True)
class Ready:
    model: str


@dataclass(frozen=True, slots=True)
class Scored:
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class Failed:
    reason: str


def failure_describe(error: Exception) -> str:
    """Say what failed: our own errors are sentences; of others the kind helps more than the message alone."""
    return str(error) if isinstance(error, ScoringError) else f"{type(error).__name__}: {error}"


def worker_main(connection: Connection, order: Order) -> None:
    """Answer each list of texts with `Scored` or `Failed`; the first message is `Ready`, or `Failed` and the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    with connection:
        try:
            scorer = order.load()
            connection.send(Ready(scorer.model))
            while True:
                texts = connection.recv()
                connection.send(Scored(texts_score(scorer, texts, asked=order.asked)))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # the parent has closed the pipe, or is gone
        except Exception as error:  # noqa: BLE001 -- whatever it is, the parent tells it and ends the run
            connection.send(Failed(failure_describe(error)))
