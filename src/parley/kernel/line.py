"""Threads standing in line, and taking turns at the interpreter. Imports no Django."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Line:
    """A lock that is handed on in the order of arrival; threading.Lock lets in whoever happens to run."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def join(self, *, timeout: float) -> bool:
        """Wait for one's turn, at most `timeout` seconds; return whether it came. Whom it came to must leave."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=timeout):
            return True
        with self._guard:
            try:
                self._waiting.remove(called)
            except ValueError:
                return True  # called between the end of the wait and here
        return False

    def leave(self) -> None:
        """Let the next one in. Any thread may do it for the one whose turn it is."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class Turns:
    """Lets threads that compute go one after the other, so that they don't outnumber the event loop.

    Threads that want CPython's interpreter lock get it in rotation, each for the switch interval. With four of them
    computing, the event loop would come fifth each time it has a kept page to send. Nothing is gained by their
    sharing: together they compute no faster than one. A thread that has waited `patience` seconds goes all the same,
    so that one slow request doesn't hold up the rest.
    """

    def __init__(self, *, patience: float = 0.3) -> None:
        self._patience = patience
        self._line = Line()
        self._own = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have a turn, or run without one when it doesn't come."""
        self._own.turn = self._line.join(timeout=self._patience)
        try:
            yield
        finally:
            self.end()

    def end(self) -> None:
        """End this thread's turn early, because what is left is short or only waits. Without a turn, do nothing."""
        if getattr(self._own, "turn", False):
            self._own.turn = False
            self._line.leave()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Give the turn up while something else than the interpreter is waited for, and stand in line again after."""
        had_turn = getattr(self._own, "turn", False)
        self.end()
        try:
            yield
        finally:
            if had_turn:
                self._own.turn = self._line.join(timeout=self._patience)


# The turns of the threads that run Django in this process.
turns = Turns()
