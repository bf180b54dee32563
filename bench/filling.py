"""What `bench.generate` does once Django has started: articles and threads, filled with comments."""

import gc
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from bench.rows import thread_fill
from bench.words import Words
from parley.discussion.actions import own_site, thread_upsert
from parley.discussion.events import thread_announce
from parley.discussion.models import Site, Thread
from parley.kernel.clock import now
from parley.project.preparing import data_prepare
from parley.publishing.actions import ArticleContent, article_create
from parley.publishing.models import Section

SEED = 20_260
PARAGRAPHS = 8
FILL_SITE = "bench-fill"
# The other threads' lengths: lognormal, half of them below 400, few above 10,000.
_FILL_MEDIAN, _FILL_SIGMA, _FILL_MOST = 5.99, 1.5, 30_000
_TABLES = ("discussion_comment", "discussion_statuschange", "discussion_reaction")

Say = Callable[[str], None]


def site_fill(*, threads: Mapping[int, int], total: int, say: Say) -> dict[str, Any]:
    """Make a site with the demonstration and with `threads` (how many by length), and others up to `total` comments.

    The first thread of each length belongs to an article. Returns {"threads": {length: [{"id", "path"}, …]}}; a path
    is "" where there is no page.
    """
    data_prepare(demo=True, report=lambda _words: None)
    words = Words(rng=random.Random(SEED))
    made: dict[str, list[dict[str, str]]] = {}
    with _unguarded(), transaction.atomic():
        for length, count in threads.items():
            made[str(length)] = [
                _thread_make(length=length, number=number, words=words) for number in range(count)
            ]
            say(f"{count} threads of {length:,} comments")
        left = total - sum(length * count for length, count in threads.items())
        say(f"{_others_make(left=left, words=words)} other threads with {max(left, 0):,} comments")
    return {"threads": made}


def thread_add(*, comments: int) -> str:
    """Add one more article with a thread of that length to a site; return its path. A running server hears of it."""
    # Each call its own thread: the shape differs, and so does the article's address.
    seed = random.SystemRandom().getrandbits(32)
    words = Words(rng=random.Random(seed))
    with transaction.atomic():
        thread = _article(comments, words)
        _fill(thread, comments, words, seed=seed)
        thread_announce(thread=thread)
    return thread.url


def _thread_make(*, length: int, number: int, words: Words) -> dict[str, str]:
    if number == 0:
        thread = _article(length, words)
    else:
        key = f"bench:{length}:{number}"
        thread = thread_upsert(
            site=own_site(),
            key=key,
            title=f"{length} comments, {number}",
            url=f"/{key.replace(':', '/')}/",
        )
    _fill(thread, length, words, seed=SEED + length + number)
    return {"id": thread.public_id, "path": "" if number else thread.url}


def _others_make(*, left: int, words: Words) -> int:
    rng = random.Random(SEED)
    site, _made = Site.objects.get_or_create(
        slug=FILL_SITE, defaults={"name": "Others", "url": "https://others.example/"}
    )
    count = 0
    while left > 0:
        length = min(left, _FILL_MOST, 1 + int(rng.lognormvariate(_FILL_MEDIAN, _FILL_SIGMA)))
        count += 1
        thread = thread_upsert(
            site=site, key=f"/{count}/", title=f"Page {count}", url=f"https://others.example/{count}/"
        )
        _fill(thread, length, words, seed=SEED + count, valued=False)
        left -= length
    return count


def _article(comments: int, words: Words) -> Thread:
    section = Section.objects.live().order_by("pk").first()
    if section is None:
        raise SystemExit("The site has no section that an article could stand in.")
    rng = random.Random(comments)
    at = now()
    article = article_create(
        section=section,
        content=ArticleContent(
            headline=f"A thread of {comments:,} comments",
            standfirst="Made by the benchmark.",
            body=[{"type": "paragraph", "value": words.comment(rng)[1]} for _ in range(PARAGRAPHS)],
            published_at=at - _span(comments) - timedelta(minutes=5),
        ),
    )
    thread: Thread = article.thread
    return thread


def _fill(thread: Thread, length: int, words: Words, *, seed: int, valued: bool = True) -> None:
    thread_fill(
        thread=thread,
        comments=length,
        words=words,
        until=now(),
        span=_span(length),
        seed=seed,
        valued=valued,
    )


def _span(comments: int) -> timedelta:
    """A day for ten comments, ten weeks for a hundred thousand."""
    return timedelta(days=1 + comments**0.37)


@contextmanager
def _unguarded() -> Iterator[None]:
    """On SQLite: write without journal, sync, indexes and references, which are made good afterwards.

    A build that is stopped leaves a broken file, and no stamp that says otherwise.
    """
    if connection.vendor != "sqlite":
        yield
        return
    gc.disable()  # millions of rows come and go, and none of them in a circle
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA cache_size=-400000")
        marks = ", ".join("?" * len(_TABLES))
        indexes = connection.connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "  # noqa: S608 -- our own names
            f"AND tbl_name IN ({marks})",
            _TABLES,
        ).fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, sql in indexes:
            connection.connection.execute(sql)
        connection.check_constraints()
        cursor.execute("PRAGMA journal_mode=WAL")
    gc.enable()
    connection.close()  # the next connection sets its own
