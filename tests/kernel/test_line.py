"""Standing in line, and taking turns."""

import threading
from collections.abc import Callable

from parley.kernel.line import Line, Turns

LONG = 20.0


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def until_waiting(line: Line, count: int) -> None:
    while len(line._waiting) < count:
        pass


def test_in_the_order_of_arrival() -> None:
    line, order = Line(), []

    def write(number: int) -> None:
        assert line.join(timeout=LONG)
        order.append(number)
        line.leave()

    assert line.join(timeout=LONG)
    threads = []
    for number in range(5):
        threads.append(started(lambda number=number: write(number)))
        until_waiting(line, number + 1)
    line.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_only_one_at_a_time() -> None:
    line, inside, most = Line(), 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(200):
            assert line.join(timeout=LONG)
            inside += 1
            most = max(most, inside)
            inside -= 1
            line.leave()

    for thread in [started(write) for _ in range(6)]:
        thread.join()
    assert most == 1
    assert line.join(timeout=0), "the last one has left"


def test_who_gave_up_is_not_called() -> None:
    line = Line()
    assert line.join(timeout=LONG)
    assert not line.join(timeout=0.001)
    line.leave()
    assert line.join(timeout=0)


def test_a_turn_that_does_not_come_is_done_without() -> None:
    turns = Turns(patience=0.001)
    ran = threading.Event()

    def compute() -> None:
        with turns.taken():
            ran.set()

    with turns.taken():
        started(compute).join()
        assert ran.is_set()
    with turns.taken():
        assert not turns._line.join(timeout=0), "the one without a turn did not end another's"


def test_a_turn_ends_early_and_only_once() -> None:
    turns = Turns(patience=LONG)
    with turns.taken():
        turns.end()
        assert turns._line.join(timeout=0)
        turns.end()
    assert not turns._line.join(timeout=0), "it was not ended a second time"
