"""What stands in addresses and query strings of the API, with its limits."""

import re
from typing import Annotated, Literal

from ninja import Path, Query
from pydantic import BeforeValidator, StringConstraints

from parley.discussion.actions.sites import KEY_MAX
from parley.discussion.queries_sites import COUNTS_MAX

_DIGITS = re.compile(r"[0-9]{1,9}")
NUMBER_MAX = 999_999_999


def _digits(value: object) -> object:
    """Let only plain ASCII digits be a number: 1_000, +5 and ٥ are not what we write into addresses."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("a number has one to nine digits")
    return value


_ID = r"^[0-9a-hjkmnp-tv-z]{16}$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"

ThreadId = Annotated[str, Path(pattern=_ID, description="Id of the thread.", examples=["3v9k2m7q4t8w1x5z"])]
SiteSlug = Annotated[
    str, Path(pattern=SLUG, max_length=50, description="Short name of the site.", examples=["my-blog"])
]
Number = Annotated[
    int,
    BeforeValidator(_digits),
    Path(ge=1, le=NUMBER_MAX, description="Number of the comment in its thread.", examples=[7]),
]
PassageId = Annotated[
    int, BeforeValidator(_digits), Path(ge=1, le=NUMBER_MAX, description="Id of the passage.", examples=[12])
]
# django-ninja loses a default that stands in the view's signature when there is a validator: it stands here.
AfterNumber = Annotated[
    int,
    BeforeValidator(_digits),
    Query(0, ge=0, le=NUMBER_MAX, description="Number of the last comment that was read; 0 for none."),
]
Key = Annotated[
    str, Query(min_length=1, max_length=KEY_MAX, description="Key of the page.", examples=["/2026/bridge/"])
]
Keys = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=KEY_MAX)]],
    Query(max_length=COUNTS_MAX, description="Key of a page of that site; may be repeated, up to 100 times."),
]
ThreadIds = Annotated[
    list[Annotated[str, StringConstraints(pattern=_ID)]],
    Query(max_length=COUNTS_MAX, description="Id of a thread; may be repeated, up to 100 times."),
]
Cursor = Annotated[
    str, Query(max_length=64, description="A cursor that an earlier answer gave; empty for the start.")
]
OrderName = Annotated[
    Literal["oldest", "newest", "replied", "valued"],
    Query(description="Order of the top-level comments.", examples=["newest"]),
]
Flat = Annotated[
    Literal["0", "1"],
    Query(description="1 for all comments in the order of time, oldest or newest, whatever they answer."),
]
