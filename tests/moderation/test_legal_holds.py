"""Legal holds as the newsroom sets, ends and reads them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from parley.discussion.models import ImmutableError, Thread
from parley.kernel.clock import now
from parley.moderation.actions.legal import legal_hold_end, legal_hold_set
from parley.moderation.forms_legal import LegalHoldForm
from parley.moderation.legal import LASTS_MAX, NAMES_MAX, STANDING_MAX, LegalHoldRefused
from parley.moderation.models import LEGAL_REASON_MAX, LegalHold
from parley.moderation.queries_legal import legal_holds_everywhere, legal_holds_of, legal_holds_standing
from tests.discussion.factories import thread_make
from tests.moderation.legal_holds import NAME, hold_make
from tests.moderation.people import AUDITOR, EDITOR, MODERATOR, SENIOR, person_make

pytestmark = pytest.mark.django_db


def _refused(thread: Thread, **terms: Any) -> list[tuple[str, str]]:
    with pytest.raises(LegalHoldRefused) as refused:
        hold_make(thread, **terms)
    assert all(str(error.message).endswith((".", "!")) for error in refused.value.errors)
    assert not LegalHold.objects.filter(thread=thread).exists()
    return [(error.field, error.code) for error in refused.value.errors]


def test_a_hold_keeps_what_it_was_given_tidied() -> None:
    thread, editor, until = thread_make(), person_make(EDITOR), now() + timedelta(days=30)
    hold = legal_hold_set(
        thread=thread,
        person=editor,
        kind="protected_name",
        scope="names",
        reason="  Order of\nthe court. ",
        until=until,
        names=["  Anna   Maria Bergson ", "anna maria bergson", "", "Otto Lund"],
    )
    stored = LegalHold.objects.get()
    assert stored == hold
    assert (stored.thread, stored.kind, stored.scope) == (thread, "protected_name", "names")
    assert (stored.names, stored.reason) == ([NAME, "Otto Lund"], "Order of the court.")
    assert (stored.until, stored.created_by, stored.ended_at) == (until, editor, None)
    assert NAME not in str(stored)


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        ({"kind": "rumour"}, ("kind", "kind_unknown")),
        ({"scope": "some"}, ("scope", "scope_unknown")),
        ({"scope": "names"}, ("names", "names_missing")),
        ({"scope": "names", "names": ["", "  "]}, ("names", "names_missing")),
        ({"names": ["Anna$Berg"]}, ("names", "name_wrong")),
        ({"names": ["x"]}, ("names", "name_wrong")),
        ({"names": ["abc " * 21]}, ("names", "name_wrong")),
        ({"names": ["ab" * 100_000]}, ("names", "name_wrong")),
        ({"names": [f"Name{number} Lund" for number in range(NAMES_MAX + 1)]}, ("names", "names_too_many")),
        ({"reason": " \n"}, ("reason", "reason_empty")),
        ({"reason": "x" * (LEGAL_REASON_MAX + 1)}, ("reason", "reason_too_long")),
        ({"names": [NAME], "reason": "About A. Bergson."}, ("reason", "reason_names")),
        ({"until": datetime(2100, 1, 1)}, ("until", "until_naive")),  # noqa: DTZ001 -- that is what is wrong
    ],
)
def test_what_is_wrong_is_said(terms: dict[str, Any], wrong: tuple[str, str]) -> None:
    assert _refused(thread_make(), **terms) == [wrong]


def test_a_hold_ends_within_a_year() -> None:
    thread = thread_make()
    assert _refused(thread, until=now() - timedelta(seconds=1)) == [("until", "until_past")]
    assert _refused(thread, until=now() + LASTS_MAX + timedelta(hours=1)) == [("until", "until_too_far")]
    assert hold_make(thread, until=now() + LASTS_MAX - timedelta(minutes=1)).stands(now())


def test_everything_wrong_is_said_at_once() -> None:
    assert [field for field, _code in _refused(thread_make(), kind="", scope="", reason="", until=now())] == [
        "kind",
        "scope",
        "until",
        "reason",
    ]


def test_as_many_names_as_may_be() -> None:
    names = [f"Name{number} Lund" for number in range(NAMES_MAX)]
    assert hold_make(thread_make(), *names, *names).names == names


def test_only_so_many_holds_stand_over_one_thread() -> None:
    thread = thread_make()
    holds = [hold_make(thread) for _ in range(STANDING_MAX)]
    with pytest.raises(LegalHoldRefused) as refused:
        hold_make(thread)
    assert [error.code for error in refused.value.errors] == ["holds_too_many"]
    legal_hold_end(hold=holds[0], person=person_make(EDITOR))
    hold_make(thread)
    hold_make(thread_make())
    assert len(legal_holds_standing(thread=thread, at=now())) == STANDING_MAX


def test_ending_is_written_down_once() -> None:
    thread, editor = thread_make(), person_make(EDITOR)
    hold = hold_make(thread)
    ended = legal_hold_end(hold=hold, person=editor)
    assert (ended.ended_by, ended.stands(now())) == (editor, False)
    assert legal_holds_standing(thread=thread, at=now()) == []
    with pytest.raises(LegalHoldRefused) as refused:
        legal_hold_end(hold=hold, person=editor)
    assert [error.code for error in refused.value.errors] == ["hold_over"]
    with pytest.raises(ImmutableError):
        ended.end(person=editor, at=now())


def test_a_hold_past_its_end_is_over_by_itself() -> None:
    thread = thread_make()
    hold = hold_make(thread)
    assert legal_holds_standing(thread=thread, at=hold.until - timedelta(seconds=1)) == [hold]
    assert legal_holds_standing(thread=thread, at=hold.until) == []
    assert not hold.stands(hold.until)


def test_holds_can_not_be_altered_or_deleted() -> None:
    hold = hold_make(thread_make(), NAME)
    for attempt in (
        hold.delete,
        hold.save,
        lambda: LegalHold.objects.update(names=[]),
        lambda: LegalHold.objects.all().delete(),
    ):
        with pytest.raises(ImmutableError):
            attempt()
    with pytest.raises(ProtectedError):
        hold.created_by.delete()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM moderation_legalhold",
        "UPDATE moderation_legalhold SET names = '[]'",
        "UPDATE moderation_legalhold SET until = ended_at",
        "UPDATE moderation_legalhold SET ended_at = until, ended_by_id = created_by_id, kind = 'other'",
    ],
)
def test_the_database_refuses_too(statement: str) -> None:
    hold_make(thread_make(), NAME)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_lets_a_hold_end_once() -> None:
    legal_hold_end(hold=hold_make(thread_make(), NAME), person=person_make(EDITOR))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_legalhold SET ended_at = NULL, ended_by_id = NULL")


@pytest.mark.parametrize(
    ("role", "may"), [("", False), (AUDITOR, False), (MODERATOR, False), (EDITOR, True), (SENIOR, True)]
)
def test_who_may_set_end_and_read_names(role: str, may: bool) -> None:  # noqa: FBT001 -- a table
    thread, person = thread_make(), person_make(role)
    standing = hold_make(thread, NAME, "Otto Lund")
    for attempt in (
        lambda: hold_make(thread, person=person),
        lambda: legal_hold_end(hold=standing, person=person),
    ):
        if may:
            attempt()
        else:
            with pytest.raises(PermissionDenied):
                attempt()
    view = legal_holds_of(thread=thread, person=person, at=now())[-1]
    assert (view.names, view.names_count) == ((NAME, "Otto Lund") if may else None, 2)


def test_the_newsroom_reads_what_stands_and_what_stood() -> None:
    first, second, editor = thread_make(), thread_make(), person_make(EDITOR)
    over = hold_make(first, NAME)
    legal_hold_end(hold=over, person=editor)
    later = hold_make(first, until=now() + timedelta(days=9))
    sooner = hold_make(second)
    views = legal_holds_of(thread=first, person=editor, at=now())
    assert [(view.hold, view.stands) for view in views] == [(later, True), (over, False)]
    everywhere = legal_holds_everywhere(person=editor, at=now())
    assert [view.hold for view in everywhere] == [sooner, later]
    assert [view.hold.thread.title for view in everywhere] == [second.title, first.title]


def test_reading_costs_the_same_however_many() -> None:
    thread, editor = thread_make(), person_make(EDITOR)
    for _ in range(5):
        hold_make(thread, NAME)
    editor.has_perm("moderation.change_modes")  # asked once, then remembered
    reads: list[tuple[int, Callable[[], Sequence[object]]]] = [
        (2, lambda: legal_holds_standing(thread=thread, at=now())),  # whether there are any, and which
        (
            1,
            lambda: [
                view.hold.created_by.username
                for view in legal_holds_of(thread=thread, person=editor, at=now())
            ],
        ),
        (1, lambda: [view.hold.thread.title for view in legal_holds_everywhere(person=editor, at=now())]),
    ]
    for queries, read in reads:
        with CaptureQueriesContext(connection) as captured:
            assert len(read()) == 5
        assert len(captured) == queries


def test_what_stands_is_found_along_an_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("reads SQLite's plan")
    standing = LegalHold.objects.filter(thread=thread_make(), ended_at__isnull=True, until__gt=now())
    assert "legal_hold_standing" in standing.order_by("until", "pk")[:STANDING_MAX].explain()


# --- the form -----------------------------------------------------------------------------------------------------
def _typed(**fields: str) -> dict[str, str]:
    until = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    return {"kind": "minors", "scope": "names", "names": f"{NAME}\r\n\r\nOtto Lund", "until": until} | {
        "reason": "The police asked for it.",
        **fields,
    }


def test_the_form_sets_a_hold() -> None:
    form = LegalHoldForm(_typed())
    assert form.is_valid(), form.errors
    hold = form.hold_set(thread=thread_make(), person=person_make(EDITOR))
    assert hold is not None
    assert (hold.kind, hold.names) == ("minors", [NAME, "Otto Lund"])
    assert hold.until == form.cleaned_data["until"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", "rumour"),
        ("names", ""),
        ("names", "Anna$Berg"),
        ("until", ""),
        ("until", "2001-01-01T00:00"),
        ("reason", ""),
        ("reason", "About A. Bergson."),
    ],
)
def test_the_form_says_what_is_wrong_beside_the_field(field: str, typed: str) -> None:
    form = LegalHoldForm(_typed(**{field: typed}))
    assert not form.is_valid()
    assert set(form.errors) == {field}


def test_the_form_says_what_is_refused_only_when_it_is_set() -> None:
    thread = thread_make()
    for _ in range(STANDING_MAX):
        hold_make(thread)
    form = LegalHoldForm(_typed())
    assert form.is_valid()
    assert form.hold_set(thread=thread, person=person_make(EDITOR)) is None
    assert form.non_field_errors()
