"""What the phases said is kept with the text that they said it about, for good."""

from typing import ClassVar

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from parley.discussion.actions.edits import comment_edit
from parley.discussion.models.history import ImmutableError
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.models import Screening
from parley.moderation.recording import REASONS_MAX
from tests.discussion.factories import comment_make, posted_make, thread_make

pytestmark = pytest.mark.django_db
HERE = __name__


class Watchful:
    """Holds a text with the word "crossword", and says where it stands."""

    name = "watchful"

    def verdict(self, submission: Submission) -> Verdict:
        begin = submission.text.find("crossword")
        if begin < 0:
            return NO_OPINION
        where = Reason("no-crosswords", "v7", 0.91234, begin, begin + 9)
        return Verdict(Outcome.HOLD, "rule", "No crosswords.", reasons=(where,))


class Strict:
    name = "strict"

    def verdict(self, submission: Submission) -> Verdict:
        if "sudoku" not in submission.text:
            return NO_OPINION
        many = tuple(Reason(f"rule-{number}") for number in range(REASONS_MAX + 9))
        return Verdict(Outcome.REJECT, "rule", "Puzzles are not discussed here.", reasons=many)


class Broken:
    name = "broken"
    error: ClassVar[Exception] = RuntimeError("no answer")

    def verdict(self, _submission: Submission) -> Verdict:
        raise self.error


@pytest.fixture(autouse=True)
def _phases(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = [f"{HERE}.Watchful", f"{HERE}.Strict"]


def _last() -> Screening:
    return Screening.objects.order_by("-pk")[0]


def _said(screening: Screening) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "ms"} for row in screening.verdicts]


def test_every_verdict_is_kept_with_its_reasons() -> None:
    comment = comment_make(thread=thread_make(), text="A crossword, please")
    kept = _last()
    assert (kept.comment, kept.version, kept.outcome, kept.phase, kept.code) == (
        comment,
        1,
        "hold",
        "watchful",
        "rule",
    )
    reason = {"rule": "no-crosswords", "version": "v7", "score": 0.9123, "begin": 2, "end": 11}
    assert _said(kept) == [
        {"phase": "watchful", "outcome": "hold", "code": "rule", "reasons": [reason]},
        {"phase": "strict"},
    ]
    assert all(row["ms"] >= 0 for row in kept.verdicts)


def test_a_new_text_gets_a_row_of_its_own() -> None:
    thread = thread_make()
    comment = comment_make(thread=thread, text="Fine", guest_key="g:ada")
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="A crossword after all")
    rows = comment.screenings.order_by("version").values_list("version", "outcome")
    assert list(rows) == [(1, "publish"), (2, "hold")]


def test_a_rejected_comment_is_kept_and_not_shown() -> None:
    thread = thread_make()
    posted = posted_make(thread=thread, text="My sudoku")
    assert (posted.shown, posted.comment.status, posted.code) == (False, "rejected", "rule")
    assert (posted.thread.comment_count, posted.comment.placed_number) == (0, None)
    assert posted.comment.status_changes.get().reason == "Puzzles are not discussed here."
    assert len(_said(_last())[1]["reasons"]) == REASONS_MAX  # type: ignore[arg-type]


@pytest.mark.parametrize(("open_ones", "status"), [((), "held"), (("broken",), "published")])
def test_a_failure_is_kept_whatever_comes_of_it(
    settings: Settings, open_ones: tuple[str, ...], status: str
) -> None:
    settings.PARLEY_SCREENING_PHASES = [f"{HERE}.Broken"]
    settings.PARLEY_PHASES_FAIL_OPEN = open_ones
    comment = comment_make(thread=thread_make())
    assert comment.status == status
    kept = _last()
    assert kept.failures == 1
    assert _said(kept)[0]["failed"] is True


def test_what_can_not_be_recorded_is_held(settings: Settings) -> None:
    settings.PARLEY_SCREENING_RECORDER = f"{HERE}.recorder_broken"
    posted = posted_make(thread=thread_make())
    assert (posted.shown, posted.code) == (False, "phase_failed")


def recorder_broken(**_what: object) -> None:
    raise RuntimeError("disk full")


def test_nobody_alters_or_deletes_a_screening() -> None:
    comment_make(thread=thread_make())
    kept = _last()
    with pytest.raises(ImmutableError):
        kept.save()
    with pytest.raises(ImmutableError):
        Screening.objects.all().delete()
    for statement in ("UPDATE moderation_screening SET code = 'x'", "DELETE FROM moderation_screening"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
