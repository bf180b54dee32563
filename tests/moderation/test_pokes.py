"""Whatever changes the desk is told on the bus: once, after commit, and never when it did not happen."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from django.db import transaction
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment, Thread
from parley.kernel.bus import Announcement, LocalBus, bus_get
from parley.kernel.models import OutboxRow
from parley.moderation.actions import (
    Why,
    appeal_decide,
    appeal_make,
    comment_decide,
    comments_decide,
    decision_undo,
    desk_note_add,
    desk_note_settle,
    lease_release,
    lease_take,
    look_add,
    sanction_impose,
    sanction_lift,
)
from parley.moderation.models import AuditSample, Decision
from parley.moderation.pokes import DESK_CHANGED, DESK_KINDS, desk_poke
from tests.discussion.factories import comment_make, thread_make
from tests.moderation import test_recording
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult")
ADA = "g:ada"
Act = Callable[[], object]
STATUS = "comment.status_changed"


class Commit(Protocol):
    def __call__(self, *, execute: bool) -> AbstractContextManager[object]: ...


@dataclass
class Desk:
    """A thread with a published comment of Ada's, and two moderators."""

    thread: Thread
    comment: Comment
    person: Person
    colleague: Person
    settings: Any

    def removed(self) -> Decision:
        return comment_decide(comment=self.comment, action="remove", person=self.person, why=INSULT)

    def reported(self, network: str = "n") -> Act:
        return lambda: comment_report(
            thread=self.thread,
            number=self.comment.number,
            guest_key="g:reader",
            network_key=network,
            reason_code="abuse",
        )

    def appealed(self) -> Act:
        self.removed()
        return lambda: appeal_make(comment=self.comment, guest_key=ADA, text="It was a joke.")

    def answered(self, *, overturn: bool) -> Act:
        appeal = self.appealed()()
        return lambda: appeal_decide(
            appeal=appeal,  # type: ignore[arg-type] -- what the line above made
            person=self.colleague,
            overturn=overturn,
            answer="We have read it again.",
        )

    def sanctioned(self) -> Act:
        return lambda: sanction_impose(
            comment=self.comment, kind="suspend", person=self.person, reason_code="insult", days=3
        )

    def sampled(self) -> AuditSample:
        self.settings.PARLEY_AUDIT_SHARE = 1.0
        self.comment = comment_make(thread=self.thread, guest_key=ADA)
        self.removed()
        return AuditSample.objects.get()


def _posted(desk: Desk, **settings: object) -> Act:
    for name, value in settings.items():
        setattr(desk.settings, name, value)
    return lambda: comment_make(thread=desk.thread, text="A crossword, please")


def _dismissed(desk: Desk) -> Act:
    desk.reported()()
    return lambda: comment_decide(comment=desk.comment, action="publish", person=desk.person)


def _undone(desk: Desk) -> Act:
    decision = desk.removed()
    return lambda: decision_undo(decision=decision, person=desk.person)


def _lifted(desk: Desk) -> Act:
    sanction = desk.sanctioned()()
    return lambda: sanction_lift(sanction=sanction, person=desk.person)  # type: ignore[arg-type] -- it is one


def _let_go(desk: Desk) -> Act:
    lease_take(comment=desk.comment, person=desk.person)
    return lambda: lease_release(person=desk.person)


def _asked(desk: Desk, colleague: Person | None) -> Act:
    return lambda: desk_note_add(comment=desk.comment, person=desk.person, text="Look.", asks=colleague)


def _settled(desk: Desk) -> Act:
    note = desk_note_add(comment=desk.comment, person=desk.person, text="Look.", asks=desk.colleague)
    return lambda: desk_note_settle(note=note, person=desk.colleague)


def _looked(desk: Desk) -> Act:
    sample = desk.sampled()
    return lambda: look_add(sample=sample, person=desk.colleague, rejects=True)


HOLDING = {"PARLEY_SCREENING_PHASES": ["tests.moderation.test_recording.Watchful"]}
FAILING = {
    "PARLEY_SCREENING_PHASES": ["tests.moderation.test_recording.Broken"],
    "PARLEY_PHASES_FAIL_OPEN": (test_recording.Broken.name,),
}
CHANGES: dict[str, tuple[Callable[[Desk], Act], str]] = {
    "held": (lambda desk: _posted(desk, **HOLDING), "comment.held"),
    "a phase fails": (lambda desk: _posted(desk, **FAILING), DESK_CHANGED),
    "drawn for audit": (lambda desk: _posted(desk, PARLEY_AUDIT_SHARE=1.0), DESK_CHANGED),
    "reported": (Desk.reported, "comment.reported"),
    "removed": (lambda desk: desk.removed, STATUS),
    "undone": (_undone, STATUS),
    "reports dismissed": (_dismissed, DESK_CHANGED),
    "appealed": (Desk.appealed, DESK_CHANGED),
    "upheld": (lambda desk: desk.answered(overturn=False), DESK_CHANGED),
    "overturned": (lambda desk: desk.answered(overturn=True), STATUS),
    "sanctioned": (Desk.sanctioned, DESK_CHANGED),
    "sanction lifted": (_lifted, DESK_CHANGED),
    "leased": (lambda desk: lambda: lease_take(comment=desk.comment, person=desk.person), DESK_CHANGED),
    "lease given back": (_let_go, DESK_CHANGED),
    "noted": (lambda desk: _asked(desk, None), DESK_CHANGED),
    "asked": (lambda desk: _asked(desk, desk.colleague), DESK_CHANGED),
    "question settled": (_settled, DESK_CHANGED),
    "looked again": (_looked, DESK_CHANGED),
}


@pytest.fixture
def desk(settings: Settings) -> Desk:
    settings.PARLEY_AUDIT_SHARE = 0.0
    thread = thread_make()
    return Desk(
        thread=thread,
        comment=comment_make(thread=thread, guest_key=ADA),
        person=person_make(),
        colleague=person_make(),
        settings=settings,
    )


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The kinds that the desk hears of."""
    kinds: list[str] = []

    def listen(announcement: Announcement) -> None:
        if announcement.kind in DESK_KINDS:
            kinds.append(announcement.kind)

    end = bus_get().subscribe(listen)
    yield kinds
    end()


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_once_after_commit(
    name: str, desk: Desk, heard: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    make, kind = CHANGES[name]
    act = make(desk)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        act()
        transaction.set_rollback(True)
    assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        act()
        assert heard == []
    assert heard == [kind]


def test_what_changes_nothing_at_the_desk_is_not_told(
    desk: Desk, heard: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    lease_take(comment=desk.comment, person=desk.person)
    with django_capture_on_commit_callbacks(execute=True):
        comment_make(thread=desk.thread)
        assert lease_take(comment=desk.comment, person=desk.person) is not None
        assert lease_take(comment=desk.comment, person=desk.colleague) is None
        assert lease_release(person=desk.colleague) == 0
    assert heard == []


def test_a_transaction_pokes_once_however_much_it_changes(
    desk: Desk, heard: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for _ in range(3):
            desk_poke()
        with transaction.atomic():
            desk.sanctioned()()
        with transaction.atomic():
            desk_poke()
            transaction.set_rollback(True)
        comments_decide(comments=[desk.comment], action="publish", person=desk.person)
    assert heard == [DESK_CHANGED]
    with django_capture_on_commit_callbacks(execute=True):
        desk_poke()
    assert heard == [DESK_CHANGED] * 2


def test_the_part_that_was_rolled_back_does_not_take_the_poke_with_it(
    heard: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with transaction.atomic():
            desk_poke()
            transaction.set_rollback(True)
        desk_poke()
    assert heard == [DESK_CHANGED]


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_is_told_at_once(heard: list[str]) -> None:
    desk_poke()
    desk_poke()
    assert heard == [DESK_CHANGED] * 2


def test_nothing_fails_while_redis_is_away(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    def publish(_bus: LocalBus, _announcement: Announcement) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(LocalBus, "publish", publish)
    with django_capture_on_commit_callbacks(execute=True):
        desk_poke()
    assert caplog.records == []


def test_a_poke_says_nothing_and_is_kept_nowhere(
    desk: Desk, django_capture_on_commit_callbacks: Commit
) -> None:
    heard: list[Announcement] = []
    end = bus_get().subscribe(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        desk.sanctioned()()
    end()
    assert heard == [Announcement(sequence=0, topic="desk", kind=DESK_CHANGED)]
    assert not OutboxRow.objects.filter(topic="desk").exists()
