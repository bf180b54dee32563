"""Which part of scoring takes how much: the scorer's parts, each with a clock put around it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from parley.toxicity import scorer
from parley.toxicity.accurate import AccurateModel
from parley.toxicity.fast import FastModel

#: What is measured, and which function of which place does it. None of them calls another.
PARTS: Final[dict[str, tuple[Any, str]]] = {
    "normaliser": (scorer, "forms_of"),
    "language": (scorer, "detect"),
    "n-grams": (FastModel, "logits"),
    "tokenizer": (AccurateModel, "pieces"),
    "network": (AccurateModel, "read"),
}


def shares_measure(work: Callable[[], object], *, texts: int) -> dict[str, float]:
    """Return the milliseconds of processor time for one of the `texts`: of each part, of the rest and of all."""
    spent = dict.fromkeys(PARTS, 0.0)
    with ExitStack() as stack:
        for name, (owner, function) in PARTS.items():
            stack.enter_context(_clocked(owner, function, spent=spent, name=name))
        begun = time.process_time()
        work()
        whole = time.process_time() - begun
    spent["rest"] = whole - sum(spent.values())
    spent["all"] = whole
    return {f"{name} ms": round(seconds * 1000 / texts, 4) for name, seconds in spent.items()}


@contextmanager
def _clocked(owner: Any, function: str, *, spent: dict[str, float], name: str) -> Iterator[None]:
    plain = getattr(owner, function)

    def clocked(*arguments: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return plain(*arguments, **named)
        finally:
            spent[name] += time.process_time() - begun

    setattr(owner, function, clocked)
    try:
        yield
    finally:
        setattr(owner, function, plain)
