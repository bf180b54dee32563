"""Jinja for the few templates that a page has a hundred of; all others are Django's."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from jinja2 import Environment

from parley.discussion.addresses import comment_link, passage_link
from parley.discussion.numbers import number_words


def environment(**options: Any) -> Environment:
    """Return what Django's Jinja backend is to use. It escapes by default, as Django's own templates do.

    Words are written `_("…")` and `_("…")|format(…)`, which makemessages finds.
    """
    made = Environment(**options)  # noqa: S701 -- the backend's options say autoescape=True
    made.globals.update({"_": gettext, "comment_link": comment_link, "passage_link": passage_link})
    made.filters.update({"iso": time_iso, "date_words": date_words, "grouped": number_words})
    return made


class _Words(dict[str, str]):
    def __missing__(self, message: str) -> str:
        words = self[message] = gettext(message)
        return words


@lru_cache(maxsize=64)
def words_of(_language: str | None) -> Callable[[str], str]:
    """Return a `gettext` for a template, to be used while this language is the current one.

    Django finds out anew for each word what that is, which is a third of the time a comment takes.
    """
    return _Words().__getitem__


def time_iso(at: datetime) -> str:
    """Return a time for machines, in the site's time zone."""
    return localtime(at).isoformat()


def date_words(at: datetime) -> str:
    """Return a time as the language writes it, in the site's time zone."""
    return str(date_format(localtime(at), "DATETIME_FORMAT"))
