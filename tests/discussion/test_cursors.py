"""Places to read on from: opaque, signed, good for one thread and one order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from parley.discussion.cursors import cursor_make, cursor_read
from parley.discussion.models import Thread

THREAD = Thread(public_id="0123456789abcdef")
OTHER = Thread(public_id="fedcba9876543210")


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_a_cursor_gives_back_what_it_was_made_of(position: int) -> None:
    token = cursor_make(thread=THREAD, scope="oldest", position=position)
    assert len(token) == 22
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert cursor_read(thread=THREAD, scope="oldest", token=token) == position
    assert cursor_read(thread=THREAD, scope="newest", token=token) is None
    assert cursor_read(thread=OTHER, scope="oldest", token=token) is None


@given(st.text(max_size=40) | st.text("abcXYZ019-_=", min_size=22, max_size=22))
def test_anything_else_is_none(token: str) -> None:
    assert cursor_read(thread=THREAD, scope="oldest", token=token) is None


@pytest.mark.parametrize("place", range(21))
def test_a_changed_cursor_is_none(place: int) -> None:
    token = cursor_make(thread=THREAD, scope="oldest", position=12345)
    changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    assert cursor_read(thread=THREAD, scope="oldest", token=changed) is None


def test_cursors_outlive_a_change_of_the_secret_key(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    token = cursor_make(thread=THREAD, scope="oldest", position=7)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    assert cursor_read(thread=THREAD, scope="oldest", token=token) == 7
    settings.SECRET_KEY_FALLBACKS = []
    assert cursor_read(thread=THREAD, scope="oldest", token=token) is None
