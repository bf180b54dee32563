"""What every stream begins with: whether there is a place, the headers, and when a browser that lost it comes back."""

import random

from parley.edge.messages import Answer, Headers, Send
from parley.edge.problems import StreamProblem, problem_answer
from parley.edge.streams_counts import StreamCounts

HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would collect it otherwise
    (b"x-content-type-options", b"nosniff"),
]
# Milliseconds after which a browser comes back, drawn for each: after a restart not all at once.
_RETRY = (2000, 5000)


class Refused(Exception):  # noqa: N818 -- named for what happens
    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def refusal(status: int, code: StreamProblem, detail: str, *headers: tuple[bytes, bytes]) -> Refused:
    return Refused(problem_answer(status=status, code=code, detail=detail, headers=headers))


def method_check(method: str, *, allowed: bytes) -> None:
    """Raises Refused for what is neither GET nor HEAD."""
    if method not in ("GET", "HEAD"):
        code = StreamProblem.METHOD_NOT_ALLOWED
        raise refusal(405, code, "A stream is read with GET.", (b"allow", allowed))


def place_take(counts: StreamCounts, who: str, *, closing: bool, whose: str, instead: str) -> str | int:
    """Count one more stream of `who`; return what `counts.give` wants back. Raises Refused.

    `whose`: their places, as the refusal says it; `instead`: what can be done when there are none at all.
    """
    if closing:
        raise refusal(503, StreamProblem.BUSY, "The server is restarting.", (b"retry-after", b"5"))
    if counts.full():
        raise refusal(
            503,
            StreamProblem.TOO_MANY_STREAMS,
            f"The server has as many streams open as it can bear. {instead}",
            (b"retry-after", b"%d" % random.randint(30, 90)),  # noqa: S311 -- spreads those who come back
        )
    if counts.full_for(who):
        raise refusal(
            429, StreamProblem.TOO_MANY, f"Too many streams are open {whose}.", (b"retry-after", b"60")
        )
    return counts.take(who)


def retry_frame() -> bytes:
    """Return the line that says when to come back."""
    return b"retry: %d\n\n" % random.randint(*_RETRY)  # noqa: S311 -- spreads those who come back


async def stream_begin(send: Send, *, headers: Headers, first: bytes, head: bool) -> None:
    """Send the head and the first piece of a stream; the head alone, and the end, for HEAD."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else first, "more_body": not head})
