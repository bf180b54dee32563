"""Nothing that was answered with success is lost when the server is killed."""

import os
import re
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.flows.articles import article_with_thread
from tests.servers import ParleyServer

pytestmark = [pytest.mark.server, pytest.mark.slow]

WRITERS = 4
KILL_AFTER = 120  # acknowledged comments
LEAST_TOTAL = 400


def _thread_id(page: str) -> str:
    found = re.search(r'action="/threads/(\w+)/comments/"', page)
    assert found, page[:2000]
    return found[1]


class Writers:
    """Clients that post comments as fast as they can, and note each that was acknowledged."""

    def __init__(self, *, url: str, thread: str, name: str) -> None:
        self.acknowledged: list[str] = []
        self.reached = threading.Event()
        self._stop = threading.Event()
        self._target = KILL_AFTER
        self._url, self._thread, self._name = url, thread, name
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]
        for thread_ in self._threads:
            thread_.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, writer: int) -> None:
        with httpx.Client(base_url=self._url, timeout=30) as client:
            comments = f"/api/v1/threads/{self._thread}/comments"
            token = client.get(f"/api/v1/threads/{self._thread}").json()["token"]
            count = 0
            while not self._stop.is_set():
                count += 1
                text = f"{self._name} writer {writer} comment {count} {os.urandom(4).hex()}"
                try:
                    answer = client.post(
                        comments, json={"author_name": f"w{writer}", "text": text, "token": token}
                    )
                except httpx.TransportError:
                    return  # the server is gone: this one was not acknowledged
                assert answer.status_code == 201, answer.text
                self.acknowledged.append(text)
                if len(self.acknowledged) >= self._target:
                    self.reached.set()


def test_acknowledged_comments_survive_sigkill(tmp_path: Path) -> None:
    server = ParleyServer(data=tmp_path / "data")
    acknowledged: list[str] = []
    with server:
        article = article_with_thread(server.url)
        thread = _thread_id(httpx.get(article).text)
        rounds = 0
        while len(acknowledged) < LEAST_TOTAL:
            rounds += 1
            writers = Writers(url=server.url, thread=thread, name=f"round {rounds}")
            assert writers.reached.wait(timeout=60), "the writers got nowhere"
            server.kill()  # in the middle of whatever it was doing
            writers.stop()
            acknowledged += writers.acknowledged
            server.start()
        assert rounds > 1
        page = httpx.get(article)
        assert page.status_code == 200
        _everything_announced(server)
    with closing(sqlite3.connect(server.data / "parley.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (thread_pk, last_number), *_none = database.execute(
            "SELECT id, last_number FROM discussion_thread WHERE public_id = ?", (thread,)
        ).fetchall()
        rows = database.execute(
            "SELECT number, text FROM discussion_comment WHERE thread_id = ? ORDER BY number", (thread_pk,)
        ).fetchall()
        changes = database.execute(
            "SELECT count(*) FROM discussion_comment c WHERE thread_id = ? AND NOT EXISTS "
            "(SELECT 1 FROM discussion_statuschange s WHERE s.comment_id = c.id)",
            (thread_pk,),
        ).fetchone()[0]
    assert set(acknowledged) <= {text for _number, text in rows}
    assert len(acknowledged) == len(set(acknowledged))
    assert [number for number, _text in rows] == list(range(1, last_number + 1))
    assert changes == 0, "a comment without a StatusChange"


def _everything_announced(server: ParleyServer) -> None:
    """Wait until the restarted server has announced what the killed one left, and noted it."""
    until = time.monotonic() + 60
    with closing(sqlite3.connect(server.data / "parley.sqlite3")) as database:
        while database.execute("SELECT count(*) FROM outbox WHERE announced_at IS NULL").fetchone() != (0,):
            assert time.monotonic() < until, "changes that nobody was told of"
            time.sleep(0.05)  # polling a condition
