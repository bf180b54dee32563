from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from parley.kernel import outbox
from parley.kernel.bus import Announcement, bus_get
from parley.kernel.clock import now
from parley.kernel.models import OutboxRow
from parley.kernel.outbox import outbox_relay, outbox_trim, outbox_write

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


@pytest.mark.django_db
def test_old_rows_are_dropped_if_they_were_announced() -> None:
    long_ago = now() - timedelta(days=31)
    common = {"topic": "t", "kind": "k", "payload": {}, "surrogate_keys": []}
    OutboxRow.objects.create(**common, created_at=long_ago, announced_at=long_ago)
    waiting = OutboxRow.objects.create(**common, created_at=long_ago)
    recent = OutboxRow.objects.create(**common, created_at=long_ago, announced_at=now())
    assert outbox_trim(older_than=timedelta(days=30)) == 1
    assert list(OutboxRow.objects.order_by("sequence")) == [waiting, recent]
