"""Writes a generated thread's rows: comments with everything that is kept of them, status changes, reactions.

Rows go in many at once, past the actions: a hundred thousand comments through them would take an hour. What the actions
keep is worked out here instead, and tests/bench compares it with what the actions would have kept.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from bench.shape import Kept, Shape, kept_compute, shape_make
from bench.words import Words
from parley.discussion.models import Comment, Reaction, StatusChange, Thread
from parley.discussion.orders import orders

DECIDED_BY = "bench"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUED = 0.45  # of all comments somebody values
_VALUED_MOST = 400


@dataclass(slots=True)
class _Ranked:
    """What an order's rank is made from."""

    number: int
    parent_id: int | None
    placed_number: int | None
    branch_count: int
    valued_count: int
    report_count: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written: rows of comments, how many of them are published, and when the last of these was written."""

    rows: int
    published: int
    last_at: datetime | None


def thread_fill(
    *,
    thread: Thread,
    comments: int,
    words: Words,
    until: datetime,
    span: timedelta,
    seed: int,
    valued: bool,
) -> Filled:
    """Write `comments` comments into a thread that has none, spread over the `span` before `until`; set its counters.

    Without `valued` nobody values any. Runs in the caller's transaction.
    """
    rng = random.Random(seed)
    shape = shape_make(count=comments, rng=rng)
    kept = kept_compute(shape)
    values = [_valued_draw(rng) if valued else 0 for _ in range(comments)]
    times = [_text(until - span + span * ((index + 1) / (comments + 1))) for index in range(comments)]
    first = _next_id(Comment)
    _insert(
        model=Comment,
        columns=(*_COMMENT, *(order.column for order in _ranked())),
        rows=_comment_rows(thread, first, shape, kept, values, times, words, rng),
    )
    _insert(model=StatusChange, columns=_CHANGE, rows=_change_rows(first, shape, times))
    if valued:
        _insert(model=Reaction, columns=_REACTION, rows=_reaction_rows(thread, first, values, times, rng))
    published = [index for index, status in enumerate(shape.statuses) if status == "published"]
    last_at = until - span + span * ((published[-1] + 1) / (comments + 1)) if published else None
    thread.last_number = comments
    thread.comment_count = len(published)
    thread.last_comment_at = last_at
    thread.save(update_fields=["last_number", "comment_count", "last_comment_at"])
    return Filled(rows=comments, published=len(published), last_at=last_at)


_COMMENT = (
    *("id", "public_id", "thread_id", "number", "parent_id", "root_number", "depth"),
    *("placed_number", "reply_count", "branch_count", "valued_count"),
    *("author_name", "guest_key", "text", "html", "status", "created_at", "published_at"),
)
_CHANGE = ("id", "comment_id", "from_status", "to_status", "decided_by", "reason_code", "created_at")
_REACTION = ("id", "comment_id", "thread_id", "guest_key", "created_at")


def _comment_rows(
    thread: Thread,
    first: int,
    shape: Shape,
    kept: Kept,
    values: Sequence[int],
    times: Sequence[str],
    words: Words,
    rng: random.Random,
) -> Iterator[tuple[Any, ...]]:
    ranks = [order.rank for order in _ranked() if order.rank]
    none = (None,) * len(ranks)
    thread_id, names = thread.pk, words.names
    bits, chance = random.Random().getrandbits, rng.random
    for index, (parent, status) in enumerate(zip(shape.parents, shape.statuses, strict=True)):
        number = index + 1
        placed = number if kept.placed[index] else None
        author = int(chance() * len(names))
        text, html = words.comment(rng)
        ranked = none
        if parent < 0 and placed is not None:
            comment = _Ranked(number, None, placed, kept.branch_counts[index], values[index])
            ranked = tuple([rank(comment) for rank in ranks])
        draw = bits(80)
        yield (
            first + index,
            "".join([_PAIRS[draw >> shift & 1023] for shift in range(0, 80, 10)]),
            thread_id,
            number,
            first + parent if parent >= 0 else None,
            kept.roots[index] + 1,
            kept.depths[index],
            placed,
            kept.reply_counts[index],
            kept.branch_counts[index],
            values[index],
            names[author],
            f"g:bench{author:011d}",
            text,
            html,
            status,
            times[index],
            times[index] if status in ("published", "removed") else None,
            *ranked,
        )


def _change_rows(first: int, shape: Shape, times: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    keys = count(_next_id(StatusChange))
    for index, status in enumerate(shape.statuses):
        if status in ("removed", "rejected"):
            before = "published" if status == "removed" else "held"
            yield (next(keys), first + index, "", before, DECIDED_BY, "", times[index])
            yield (next(keys), first + index, before, status, DECIDED_BY, "house_rules", times[index])
        else:
            yield (next(keys), first + index, "", status, DECIDED_BY, "", times[index])


def _reaction_rows(
    thread: Thread,
    first: int,
    values: Sequence[int],
    times: Sequence[str],
    rng: random.Random,
) -> Iterator[tuple[Any, ...]]:
    keys = count(_next_id(Reaction))
    for index, value in enumerate(values):
        reader = rng.randrange(100_000)
        for place in range(value):
            yield (next(keys), first + index, thread.pk, f"g:reader{reader + place:010d}", times[index])


def _valued_draw(rng: random.Random) -> int:
    """Most comments few people value, some very many: the tail falls off with the 1.6th power."""
    if rng.random() > _VALUED:
        return 0
    return min(int(rng.paretovariate(1.6)), _VALUED_MOST)


def _ranked() -> list[Any]:
    return [order for order in orders() if order.rank is not None]


def _next_id(model: type[Model]) -> int:
    last = model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001 -- Django's documented name
    return int(last or 0) + 1


def _text(at: datetime) -> str:
    """Write a time as Django writes it on SQLite; PostgreSQL reads it in the session's time zone, which is UTC."""
    return str(at.replace(tzinfo=None, microsecond=0))


def _insert(*, model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that carry their own keys; every column that is not named gets its field's default."""
    meta = model._meta  # noqa: SLF001 -- Django's documented name
    others = [field for field in meta.concrete_fields if field.column not in columns]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    names = ", ".join(f'"{name}"' for name in (*columns, *(field.column for field in others)))
    full = ((*row, *defaults) for row in rows)
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            with cursor.copy(f'COPY "{meta.db_table}" ({names}) FROM STDIN') as copy:
                for row in full:
                    copy.write_row(row)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM \"{meta.db_table}\"))",  # noqa: S608 -- our own table
                [meta.db_table],
            )
        return
    marks = ", ".join("?" * (len(columns) + len(others)))
    # The driver itself: Django's own cursor looks at every statement and value again.
    connection.connection.executemany(
        f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks})',  # noqa: S608 -- our own table
        full,
    )
