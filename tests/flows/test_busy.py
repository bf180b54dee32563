"""A database that takes no writes for a while costs a reader a minute, never the text."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from tests.flows.articles import article_with_thread
from tests.servers import ParleyServer

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_a_comment_that_can_not_be_written_is_handed_back(tmp_path: Path) -> None:
    with ParleyServer(data=tmp_path / "data") as server:
        article = article_with_thread(server.url)
        form = BeautifulSoup(httpx.get(article).text, "html.parser").select_one("form.comment-form")
        assert isinstance(form, Tag)
        typed = {
            str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")
        }
        typed |= {"author_name": "Patient", "text": "Forty words I would hate to type again"}
        with closing(sqlite3.connect(server.data / "parley.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = httpx.post(f"{server.url}{form['action']}", data=typed, timeout=60)
            assert answer.status_code == 503
            assert "The site is busy" in answer.text
            assert typed["text"] in answer.text
            assert httpx.get(article).status_code == 200  # reading goes on
            other.execute("ROLLBACK")
        again = httpx.post(f"{server.url}{form['action']}", data=typed, timeout=60)
        assert again.status_code == 303
        assert typed["text"] in httpx.get(article).text
