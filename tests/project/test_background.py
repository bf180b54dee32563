"""The thread beside the server does its turns, outlives failures, and ends when it is told or when it is orphaned."""

import os
import threading

import pytest

from parley.project import background
from parley.project.background import Background

PATIENCE = 20  # seconds


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the thread; what it relays is tested with the outbox."""
    monkeypatch.setattr(background, "outbox_relay", lambda **_options: 0)


def test_it_does_its_turns_until_it_is_stopped() -> None:
    often, seldom = threading.Semaphore(0), threading.Semaphore(0)
    beside = Background(often=(often.release,), seldom=(seldom.release,), tick=0.001)
    beside.start()
    for _ in range(3):
        assert often.acquire(timeout=PATIENCE)
    assert seldom.acquire(timeout=PATIENCE)
    beside.stop()
    assert not beside._thread.is_alive()
    assert not seldom.acquire(blocking=False)  # once a minute, not each turn


def test_what_was_left_behind_goes_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(
        background, "outbox_relay", lambda **options: calls.append(options["grace"].total_seconds())
    )
    turned = threading.Event()
    beside = Background(often=(lambda: calls.append("often"), turned.set), seldom=(), tick=0.001)
    beside.start()
    assert turned.wait(PATIENCE)
    beside.stop()
    assert calls[:2] == [0.0, "often"]


def test_a_failing_task_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    turned = threading.Semaphore(0)

    def fails() -> None:
        raise RuntimeError("no")

    beside = Background(often=(fails, turned.release), seldom=(fails,), tick=0.001)
    beside.start()
    for _ in range(3):
        assert turned.acquire(timeout=PATIENCE)
    beside.stop()
    assert "A background task failed" in caplog.text


def test_an_orphan_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    parent = os.getppid()
    beside = Background(often=(), seldom=(), tick=0.001, terminate=ended.set)
    beside.start()
    assert not ended.is_set()
    monkeypatch.setattr(background.os, "getppid", lambda: parent + 1)
    assert ended.wait(PATIENCE)
    beside.stop()


@pytest.mark.django_db
def test_what_is_done_seldom_works(caplog: pytest.LogCaptureFixture) -> None:
    for task in Background()._seldom:
        task()
