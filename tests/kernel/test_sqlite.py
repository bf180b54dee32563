"""The line in which the writers of one process stand."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangosWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from parley.kernel.sqlite.base import DatabaseWrapper


class Writers:
    """Connections to one file, each as a thread of its own would have it."""

    def __init__(self, path: Path) -> None:
        settings = {
            "ENGINE": "parley.kernel.sqlite",
            "NAME": str(path),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
        }
        self._handler = ConnectionHandler({"default": settings})
        self._made: list[DatabaseWrapper] = []

    def connect(self, *, timeout: float = 30) -> DatabaseWrapper:
        wrapper = self._handler.create_connection("default")
        assert isinstance(wrapper, DatabaseWrapper)
        wrapper.settings_dict = {
            **wrapper.settings_dict,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": timeout},
        }
        wrapper.inc_thread_sharing()
        self._made.append(wrapper)
        return wrapper

    def close(self) -> None:
        for wrapper in self._made:
            wrapper.close()


@pytest.fixture
def writers(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Writers]:
    made = Writers(tmp_path / "line.sqlite3")
    with django_db_blocker.unblock():  # a database of its own, not the tests' common one
        yield made
        made.close()


def begin(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_second_writer_enters_when_the_first_commits(writers: Writers) -> None:
    first, second = writers.connect(), writers.connect()
    entered = threading.Event()

    def write() -> None:
        begin(second)
        entered.set()

    begin(first)
    other = threading.Thread(target=write)
    other.start()
    assert not entered.is_set()
    first.commit()
    assert entered.wait(20)
    other.join()
    second.rollback()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_every_end_lets_the_next_one_in(writers: Writers, end: str) -> None:
    first, second = writers.connect(), writers.connect(timeout=0.01)
    begin(first)
    getattr(first, end)()
    begin(second)
    second.commit()


def test_waits_no_longer_than_the_timeout(writers: Writers) -> None:
    first, second = writers.connect(), writers.connect(timeout=0.01)
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    first.rollback()
    begin(second)
    second.rollback()


def test_a_begin_that_fails_leaves_the_line(writers: Writers, tmp_path: Path) -> None:
    stranger = DjangosWrapper(
        {**writers.connect().settings_dict, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.01}}
    )
    second, third = writers.connect(timeout=0.01), writers.connect(timeout=0.01)
    stranger.set_autocommit(
        False, force_begin_transaction_with_broken_autocommit=True
    )  # as another process would
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    stranger.rollback()
    stranger.close()
    begin(third)
    third.commit()
