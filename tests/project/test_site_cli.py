"""`parley site …` as an operator runs it."""

import pytest
from click.testing import CliRunner, Result

from parley.discussion.actions.sites import thread_open
from parley.discussion.models import Site, Thread
from parley.discussion.queries_sites import site_find
from parley.project.site_cli import site_group
from tests.discussion.factories import comment_make

pytestmark = pytest.mark.django_db
BLOG = "https://blog.example"


def _run(*arguments: str, status: int = 0) -> str:
    result: Result = CliRunner().invoke(site_group, arguments)
    assert result.exit_code == status, result.output
    return result.output


def _page(path: str) -> Thread:
    site = site_find(slug="my-blog")
    assert site is not None
    return thread_open(site=site, key=path, title="", url=f"{BLOG}{path}").thread


def test_a_site_from_its_registration_to_its_removal() -> None:
    assert BLOG in _run(
        "add", "my-blog", "--name", "My blog", "--origin", f"{BLOG}/", "--origin", "http://localhost:1313"
    )
    assert "my-blog\tMy blog\thttps://blog.example http://localhost:1313\t0" in _run("list").splitlines()
    assert "https://new.example" in _run("set", "my-blog", "--origin", "https://new.example")
    assert Site.objects.get(slug="my-blog").name == "My blog"
    _run("remove", "my-blog")
    assert "my-blog" not in _run("list")


def test_what_a_person_can_put_right_is_told_in_a_sentence() -> None:
    _run("add", "my-blog", "--origin", BLOG)
    assert "already" in _run("add", "my-blog", "--origin", BLOG, status=1)
    assert "origin" in _run("add", "other", "--origin", "blog.example", status=1)
    assert "no site nothing" in _run("set", "nothing", "--origin", BLOG, status=1)
    _page("/a/")
    assert "stays" in _run("remove", "my-blog", status=1)
    assert "Either both" in _run("remap", f"{BLOG}/a/*", f"{BLOG}/b/", status=1)


def test_a_remap_shows_first_and_then_does() -> None:
    _run("add", "my-blog", "--origin", BLOG)
    thread = _page("/a/")
    shown = _run("remap", f"{BLOG}/a/", f"{BLOG}/b/")
    assert f"{BLOG}/a/ → {BLOG}/b/  (/a/ → /b/)" in shown
    assert "--apply" in shown
    thread.refresh_from_db()
    assert thread.key == "/a/"
    assert "move: 1" in _run("remap", f"{BLOG}/a/", f"{BLOG}/b/", "--apply", "--site", "my-blog")
    thread.refresh_from_db()
    assert (thread.key, thread.url) == ("/b/", f"{BLOG}/b/")


def test_a_clash_is_shown_and_nothing_is_done() -> None:
    _run("add", "my-blog", "--origin", BLOG)
    stuck, there = _page("/old/a/"), _page("/new/a/")
    comment_make(thread=there)
    moving = _page("/old/b/")
    moves = ("remap", f"{BLOG}/old/*", "https://new.example/new/*")
    assert "set" in _run(*moves)  # the new addresses are on no origin yet
    moves = ("remap", f"{BLOG}/old/*", f"{BLOG}/new/*")
    assert "✗" in _run(*moves)
    assert "Nothing was changed" in _run(*moves, "--apply", status=1)
    _run(*moves, "--apply", "--skip-clashes")
    for thread in (stuck, moving):
        thread.refresh_from_db()
    assert (stuck.key, moving.key) == ("/old/a/", "/new/b/")


def test_one_thread_is_closed_hidden_and_named_right() -> None:
    _run("add", "my-blog", "--origin", BLOG)
    thread = _page("/a/")
    assert "\topen\t0\t" in _run("thread", "my-blog", "/a/")
    assert "\tclosed\t" in _run("thread", "my-blog", "/a/", "--state", "closed", "--title", "The pier")
    thread.refresh_from_db()
    assert (thread.state, thread.title, thread.url) == ("closed", "The pier", f"{BLOG}/a/")
    assert "\thidden\t" in _run("thread", "my-blog", "/a/", "--state", "hidden")
    assert "\topen\t" in _run("thread", "my-blog", "/a/", "--state", "open")
    assert "no outside thread" in _run("thread", "my-blog", "/b/", status=1)
