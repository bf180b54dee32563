"""An answer that waits for scores, and the two ways of waiting for it: on a thread, or on an event loop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

from parley.toxicity.perspective.batching import Answer
from parley.toxicity.perspective.messages import Response
from parley.toxicity.perspective.refusals import too_slow


@dataclass(frozen=True, slots=True)
class Pending:
    """`finish` makes the answer once `futures` are done or given up; it never raises and never waits."""

    futures: "Sequence[Future[Answer]]"
    finish: Callable[[], Response]


Begun = Response | Pending


def answer_now(future: "Future[Answer]") -> Answer:
    """Return what `future` has; one that is not done is given up. Raises Refusal (504) or what scoring raised."""
    if not future.done() or future.cancelled():
        future.cancel()
        raise too_slow()
    return future.result()


def wait_here(pending: Pending, *, seconds: float) -> Response:
    """Block this thread until the answer is there, at most so long."""
    wait(pending.futures, timeout=seconds)
    return pending.finish()


async def wait_async(pending: Pending, *, seconds: float) -> Response:
    """Let the event loop run meanwhile. When the caller is cancelled, texts whose turn has not come are dropped."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    left = len(pending.futures)

    def one_ended() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            ended.set()

    def tell(_future: "Future[Answer]") -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(one_ended)

    for future in pending.futures:
        future.add_done_callback(tell)
    try:
        async with asyncio.timeout(seconds):
            await ended.wait()
    except TimeoutError:
        pass  # `finish` answers 504 for what is not done
    except asyncio.CancelledError:
        for future in pending.futures:
            future.cancel()
        raise
    return pending.finish()
