from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from parley.kernel import outbox
from parley.kernel.bus import RESET, Announcement, bus_get
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from parley.kernel.outbox import (
    outbox_last,
    outbox_read,
    outbox_recent,
    outbox_relay,
    outbox_trim,
    outbox_write,
)

NO_GRACE = timedelta(0)


@pytest.fixture
def heard() -> Iterator[list[Announcement]]:
    announcements: list[Announcement] = []
    outbox._announced.clear()
    end = bus_get().subscribe(announcements.append)
    yield announcements
    end()
    outbox._announced.clear()


def write(number: int) -> OutboxRow:
    return outbox_write(
        topic="thread:a", kind="thread.changed", payload={"n": number}, surrogate_keys=("thread:a",)
    )


@pytest.mark.django_db
def test_a_row_stands_or_falls_with_its_change(
    heard: list[Announcement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        write(1)


@pytest.mark.django_db(transaction=True)
def test_a_change_stands_although_it_could_not_be_announced(
    heard: list[Announcement], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def publish(_announcement: Announcement) -> None:
        raise ConnectionError("Redis is away")

    with monkeypatch.context() as away:
        away.setattr(bus_get(), "publish", publish)
        with transaction.atomic():
            row = write(1)
    assert "Redis is away" in caplog.text
    assert OutboxRow.objects.get().announced_at is None
    assert outbox_relay(grace=NO_GRACE) == 1
    assert [one.sequence for one in heard] == [row.sequence]


@pytest.mark.django_db(transaction=True)
def test_it_is_announced_after_commit_and_not_before(heard: list[Announcement]) -> None:
    with transaction.atomic():
        row = write(1)
        assert heard == []
    assert heard == [
        Announcement(
            sequence=row.sequence,
            topic="thread:a",
            kind="thread.changed",
            payload={"n": 1},
            surrogate_keys=("thread:a",),
        )
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_announced(heard: list[Announcement]) -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert (heard, outbox_relay(grace=NO_GRACE)) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_the_relay_notes_what_was_announced_and_announces_the_rest(heard: list[Announcement]) -> None:
    with transaction.atomic():
        write(1)
    OutboxRow.objects.create(
        topic="t", kind="left.behind", payload={}, surrogate_keys=[], created_at=now() - timedelta(seconds=9)
    )
    assert outbox_relay() == 1
    assert [announcement.kind for announcement in heard] == ["thread.changed", "left.behind"]
    assert outbox_relay() == 0
    assert OutboxRow.objects.filter(announced_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fresh_row_of_another_process_is_left_to_it(heard: list[Announcement]) -> None:
    OutboxRow.objects.create(topic="t", kind="on.its.way", payload={}, surrogate_keys=[], created_at=now())
    assert outbox_relay() == 0
    assert outbox_relay(grace=NO_GRACE) == 1


def kept(topic: str, number: int, *, announced: datetime | None) -> OutboxRow:
    return OutboxRow.objects.create(
        topic=topic, kind="k", payload={"n": number}, created_at=now(), announced_at=announced
    )


@pytest.mark.django_db
def test_of_old_rows_the_newest_of_each_topic_stays_as_a_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "TRIM_BATCH", 2)  # so that it takes several
    long_ago = now() - timedelta(days=31)
    a = [kept("a", number, announced=long_ago) for number in range(3)]
    b = [kept("b", number, announced=long_ago) for number in range(2)]
    waiting = kept("c", 0, announced=None)
    recent = kept("a", 3, announced=now())
    last = outbox_last(topic="b")
    assert outbox_trim(older_than=timedelta(days=30)) == 5
    assert list(OutboxRow.objects.order_by("sequence").values_list("sequence", "kind", "payload")) == [
        (a[2].sequence, RESET, {}),
        (b[1].sequence, RESET, {}),
        (waiting.sequence, "k", {"n": 0}),
        (recent.sequence, "k", {"n": 3}),
    ]
    assert outbox_last(topic="b") == last == b[1].sequence
    assert outbox_trim(older_than=timedelta(days=30)) == 0
    OutboxRow.objects.filter(pk=recent.pk).update(announced_at=long_ago)
    assert outbox_trim(older_than=timedelta(days=30)) == 1
    assert not OutboxRow.objects.filter(pk=a[2].pk).exists()  # the newer reset says the same


@pytest.mark.django_db
def test_a_topic_is_read_on_from_a_sequence() -> None:
    rows = [kept("a", number, announced=None) for number in range(3)]
    kept("b", 0, announced=None)
    assert (outbox_last(topic="a"), outbox_last(topic="nobody's")) == (rows[2].sequence, 0)
    everything = [Announcement(row.sequence, "a", "k", {"n": number}) for number, row in enumerate(rows)]
    assert outbox_read(topic="a", after=0, limit=9) == everything
    assert outbox_read(topic="a", after=rows[0].sequence, limit=1) == [everything[1]]
    assert outbox_read(topic="a", after=rows[2].sequence, limit=9) == []
    assert outbox_recent(topic="a", limit=2) == everything[1:]


@pytest.mark.django_db
def test_who_reads_on_from_before_what_is_kept_is_told() -> None:
    long_ago = now() - timedelta(days=31)
    rows = [kept("a", number, announced=long_ago if number < 2 else now()) for number in range(3)]
    outbox_trim(older_than=timedelta(days=30))
    kinds = [event.kind for event in outbox_read(topic="a", after=rows[0].sequence, limit=9)]
    assert kinds == [RESET, "k"]
    # Who had seen the last of what is gone has lost nothing.
    assert [event.kind for event in outbox_read(topic="a", after=rows[1].sequence, limit=9)] == ["k"]


# Written in SQLite's own words; PostgreSQL's plan depends on how many rows there are.
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the words of SQLite's plans")
@pytest.mark.django_db
def test_reading_a_topic_walks_its_index_only() -> None:
    plans = []
    with CaptureQueriesContext(connection) as queries:
        outbox_last(topic="a")
        outbox_read(topic="a", after=7, limit=9)
        outbox_recent(topic="a", limit=9)
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            plans.append([row[3] for row in cursor.fetchall()])
    for steps in plans:
        assert len(steps) == 1, steps  # no step that sorts
        assert "outbox_topic (topic=?" in steps[0]
