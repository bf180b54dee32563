from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from parley.kernel import fingerprint as module
from parley.kernel.fingerprint import client_fingerprint, fingerprint_salts_forget, network_fingerprint
from parley.kernel.models import FingerprintSalt

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "now", clock)
    monkeypatch.setattr(module, "_known", None)
    return clock


def make(address: str = "192.0.2.1", user_agent: str = "Browser/1") -> str:
    return client_fingerprint(address=address, user_agent=user_agent)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("192.0.2.1", "B"), ("192.0.2.1", "B"), True),
        (("192.0.2.1", "B"), ("192.0.2.2", "B"), False),
        (("192.0.2.1", "B"), ("192.0.2.1", "C"), False),
        (("2001:db8:1:2::1", "B"), ("2001:db8:1:2:ffff::9", "B"), True),
        (("2001:db8:1:2::1", "B"), ("2001:db8:1:3::1", "B"), False),
        (("::ffff:192.0.2.1", "B"), ("192.0.2.1", "B"), True),
        (("::ffff:192.0.2.1", "B"), ("::ffff:192.0.2.2", "B"), False),
        (("", "B"), ("nonsense", "B"), True),
    ],
)
def test_who_is_taken_for_the_same(
    *, clock: Clock, one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert (make(*one) == make(*other)) is same


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_what_is_one_network(*, clock: Clock, one: str, other: str, same: bool) -> None:
    assert (network_fingerprint(address=one) == network_fingerprint(address=other)) is same


@pytest.mark.django_db
def test_it_is_short_and_tells_nothing(clock: Clock) -> None:
    value = make("192.0.2.1", "ünlü \udcff")
    assert len(value) == 24
    assert int(value, 16)


@pytest.mark.django_db(transaction=True)
def test_it_outlives_a_restart_within_the_day_and_not_the_day(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make()
    monkeypatch.setattr(module, "_known", None)  # as in a process started later
    assert make() == first
    clock.now = NOON.replace(hour=23, minute=59)
    assert make() == first
    clock.now = NOON + timedelta(hours=12)
    assert make() != first
    assert FingerprintSalt.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_salt_is_read_once_a_process(clock: Clock, django_assert_num_queries: Any) -> None:
    make()
    with django_assert_num_queries(0):
        make("192.0.2.2")


@pytest.mark.django_db(transaction=True)
def test_a_salt_that_was_rolled_back_is_not_used_again(clock: Clock) -> None:
    with transaction.atomic():
        make()
        transaction.set_rollback(True)
    value = make()
    assert FingerprintSalt.objects.count() == 1
    assert make() == value


@pytest.mark.django_db
def test_salts_are_forgotten(clock: Clock) -> None:
    for days in range(5):
        FingerprintSalt.objects.create(day=NOON.date() - timedelta(days=days), salt=b"x" * 32)
    assert fingerprint_salts_forget() == 3
    assert [row.day.day for row in FingerprintSalt.objects.order_by("day")] == [21, 22]
