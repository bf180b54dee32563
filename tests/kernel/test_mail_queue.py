"""E-mails that wait: written with what they tell of, once each, taken by one process, tried again, given up."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from parley.kernel.clock import now
from parley.kernel.mail_queue import (
    ATTEMPTS_MAX,
    BACKOFF,
    BACKOFF_MAX,
    CLAIM,
    SETTLED_KEPT,
    TROUBLE_ATTEMPTS,
    TROUBLE_HOURS,
    WAITING_KEPT,
    mail_claim,
    mail_defer,
    mail_drop,
    mail_queue,
    mail_settle,
    mail_trouble,
    mails_due,
    mails_sent_lately,
    mails_trim,
)
from parley.kernel.models import MailRow

pytestmark = pytest.mark.django_db
State = MailRow.State


def _row(key: str = "decision.1", **columns: Any) -> MailRow:
    mail_queue(key=key, kind="decision", reference="1", due_at=now() - timedelta(seconds=1))
    if columns:
        MailRow.objects.filter(key=key).update(**columns)
    return MailRow.objects.get(key=key)


def test_it_is_written_once_for_each_key() -> None:
    first = _row()
    mail_queue(key=first.key, kind="other", reference="2", due_at=now() + timedelta(days=1))
    row = MailRow.objects.get()
    assert (row.kind, row.reference, row.due_at, row.state) == ("decision", "1", first.due_at, State.WAITING)


def test_what_is_rolled_back_is_not_told() -> None:
    with transaction.atomic():
        _row()
        transaction.set_rollback(True)
    assert not MailRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        mail_queue(key="a", kind="decision", reference="1", due_at=now())


def test_what_is_due_comes_in_its_order_and_not_before_its_time() -> None:
    at = now()
    late, early = _row("late", due_at=at - timedelta(hours=1)), _row("early", due_at=at - timedelta(hours=2))
    _row("later", due_at=at + timedelta(hours=1))
    _row("sent", state=State.SENT)
    assert mails_due(most=10) == [early.pk, late.pk]
    assert mails_due(most=1) == [early.pk]


def test_one_process_sends_it_until_its_claim_ends() -> None:
    row = _row()
    claimed = mail_claim(pk=row.pk)
    assert claimed is not None
    assert (claimed.key, claimed.attempts) == (row.key, 1)
    assert mail_claim(pk=row.pk) is None
    assert mails_due(most=10) == []
    assert not mail_drop(key=row.key), "it may be on its way"
    MailRow.objects.update(claimed_until=now() - timedelta(seconds=1))  # its process was killed
    again = mail_claim(pk=row.pk)
    assert again is not None
    assert again.attempts == 2
    row.refresh_from_db()
    assert row.claimed_until is not None
    assert row.claimed_until > now() + CLAIM / 2


def test_what_is_dropped_is_not_sent_and_what_is_sent_is_not_dropped() -> None:
    row = _row()
    assert mail_drop(key=row.key)
    assert not mail_drop(key=row.key)
    assert mails_due(most=10) == []
    assert mail_claim(pk=row.pk) is None
    assert not mail_drop(key="another")


def test_it_is_tried_again_after_twice_as_long_each_time_and_given_up_in_the_end() -> None:
    row = _row()
    pauses = []
    for _attempt in range(ATTEMPTS_MAX):
        MailRow.objects.update(due_at=now())
        claimed = mail_claim(pk=row.pk)
        assert claimed is not None
        begun = now()
        mail_defer(claimed=claimed, problem="it is down")
        row.refresh_from_db()
        pauses.append(round((row.due_at - begun) / BACKOFF))
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == BACKOFF_MAX / BACKOFF
    assert pauses == [*sorted(pauses[:-1]), 0], "the last attempt sets no other time"
    assert (row.state, row.problem) == (State.FAILED, "it is down")
    assert row.settled_at is not None


def test_those_sent_within_a_minute_are_counted() -> None:
    at = now()
    _row("now", state=State.SENT, settled_at=at)
    _row("before", state=State.SENT, settled_at=at - timedelta(seconds=61))
    _row("dropped", state=State.DROPPED, settled_at=at)
    assert mails_sent_lately() == 1


def test_what_is_over_is_forgotten() -> None:
    at = now()
    _row("waits", created_at=at - WAITING_KEPT / 2)
    _row("waited", created_at=at - WAITING_KEPT - timedelta(hours=1))
    _row("sent", state=State.SENT, settled_at=at - SETTLED_KEPT / 2, created_at=at - SETTLED_KEPT)
    _row("old", state=State.SENT, settled_at=at - SETTLED_KEPT - timedelta(hours=1))
    assert mails_trim() == 2
    assert set(MailRow.objects.values_list("key", flat=True)) == {"waits", "sent"}


TROUBLE = {
    "nothing": ({}, None),
    "a first failure": ({"attempts": TROUBLE_ATTEMPTS - 1, "problem": "slow"}, None),
    "several failures": ({"attempts": TROUBLE_ATTEMPTS, "problem": "down"}, (1, 0, "down")),
    "given up": ({"state": State.FAILED, "settled_at": True, "problem": "down"}, (0, 1, "down")),
    "given up before": ({"state": State.FAILED, "settled_at": False, "problem": "down"}, None),
    "an address that is none": ({"state": State.REFUSED, "settled_at": True, "problem": "refused"}, None),
}


@pytest.mark.parametrize(("columns", "told"), TROUBLE.values(), ids=TROUBLE)
def test_trouble(columns: dict[str, Any], told: tuple[int, int, str] | None) -> None:
    lately = now() - (timedelta() if columns.get("settled_at") else TROUBLE_HOURS + timedelta(minutes=1))
    _row(**columns | ({"settled_at": lately} if "settled_at" in columns else {}))
    trouble = mail_trouble()
    assert (None if trouble is None else (trouble.waiting, trouble.failed, trouble.problem)) == told


def test_settling_ends_the_claim() -> None:
    claimed = mail_claim(pk=_row().pk)
    assert claimed is not None
    mail_settle(claimed=claimed, state=State.SENT)
    row = MailRow.objects.get()
    assert (row.state, row.claimed_until, row.problem) == (State.SENT, None, "")
