"""What legal holds do to comments: those that come in, and those that stand there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.queries import waiting_comments
from parley.discussion.quotes.selector import QuoteSelector
from parley.discussion.screening import Draft, Submission, screening_prepare, screening_run
from parley.discussion.verdicts import Outcome, Verdict
from parley.kernel.clock import now
from parley.moderation.actions import legal
from parley.moderation.actions.legal import SWEEP_MAX, legal_hold_end, legal_hold_sweep
from parley.moderation.legal import LegalFound
from parley.moderation.models import Decision, LegalHold, Screening
from parley.moderation.phases.legal_mode import LegalMode
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.discussion.threads import thread_of
from tests.moderation.legal_holds import NAME, hold_make
from tests.moderation.people import EDITOR, person_make

pytestmark = pytest.mark.django_db
SENTENCE = "Comments on this article are read by a moderator first."
PUBLISHED, HELD = Comment.Status.PUBLISHED, Comment.Status.HELD


def _verdict(thread: Thread, text: str, **facts: Any) -> Verdict:
    """What the phase says of a text, prepared as posting does it."""
    name = facts.pop("author_name", "Ada")
    phases = (LegalMode(),)
    found = screening_prepare(draft=Draft(thread=thread, text=text, author_name=name), phases=phases)
    given = {"at": now(), "guest_keys": ("g:1",), "links": (), "form": None, "findings": found.found}
    submission = Submission(thread=thread, author_name=name, text=text, **given | facts)
    return screening_run(submission=submission, phases=phases).given[0].verdict


def _names_held(thread: Thread, text: str, **facts: Any) -> list[str]:
    verdict = _verdict(thread, text, **facts)
    if verdict.outcome is Outcome.NO_OPINION:
        return []
    assert (verdict.outcome, verdict.code, str(verdict.reason)) == (Outcome.HOLD, "legal_hold", SENTENCE)
    assert not verdict.is_precaution
    return [text[one.begin : one.end] for one in verdict.reasons]


def test_without_a_hold_it_says_nothing() -> None:
    hold_make(thread_make(), NAME)
    assert _verdict(thread_make(), NAME).outcome is Outcome.NO_OPINION


def test_a_hold_on_all_holds_all_and_says_of_which_kind() -> None:
    thread = thread_make()
    hold = hold_make(thread, kind="election_silence")
    verdict = _verdict(thread, "Fine weather.")
    assert (verdict.outcome, verdict.code) == (Outcome.HOLD, "legal_hold")
    [reason] = verdict.reasons
    assert (reason.rule, reason.version, reason.begin) == ("election_silence", hold.public_id, None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Fine weather.", []),
        ("Bergson", []),
        ("Is it Anna Bergson? Or is A. Bergson innocent?", ["Anna Bergson", "A. Bergson"]),
        ("Is it **Anna** [Bergson](https://people.example/1)?", ["Anna** [Bergson"]),
        ("See [this](https://people.example/anna-bergson/).", ["anna-bergson"]),
        ("> 4nna Berg$on\n\nSo what?", ["4nna Berg$on"]),
        ("an innocent _anna_ _bergson_", ["anna_ _bergson"]),
    ],
)
def test_a_hold_on_names_says_where_they_stand(text: str, named: list[str]) -> None:
    thread = thread_make()
    hold_make(thread, NAME)
    assert _names_held(thread, text) == named


def test_a_name_in_the_writers_name_is_held_too() -> None:
    thread = thread_make()
    hold_make(thread, NAME)
    verdict = _verdict(thread, "Fine weather.", author_name="anna bergson")
    assert verdict.outcome is Outcome.HOLD
    assert [reason.begin for reason in verdict.reasons] == [None]


def test_several_holds_give_their_reasons_each() -> None:
    thread = thread_make()
    names = hold_make(thread, NAME, until=now() + timedelta(hours=1))
    everything = hold_make(thread, kind="minors", until=now() + timedelta(hours=2))
    verdict = _verdict(thread, "Anna Bergson")
    assert [(one.rule, one.version, one.begin) for one in verdict.reasons] == [
        ("sub_judice", names.public_id, 0),
        ("minors", everything.public_id, None),
    ]


def test_a_hold_past_its_end_has_no_effect() -> None:
    thread = thread_make()
    hold = hold_make(thread)
    assert _verdict(thread, "Fine weather.", at=hold.until).outcome is Outcome.NO_OPINION
    assert _verdict(thread, "Fine weather.", at=hold.until - timedelta(seconds=1)).outcome is Outcome.HOLD


def test_a_hold_set_or_ended_while_somebody_writes_counts() -> None:
    thread = thread_make()
    before = screening_prepare(draft=Draft(thread=thread, text=NAME), phases=(LegalMode(),)).found
    hold = hold_make(thread, NAME)
    assert _names_held(thread, NAME, findings=before) == [NAME]
    during = screening_prepare(draft=Draft(thread=thread, text=NAME), phases=(LegalMode(),)).found
    legal_hold_end(hold=hold, person=person_make(EDITOR))
    assert _names_held(thread, NAME, findings=during) == []


def test_the_names_are_looked_for_outside_the_transaction_only() -> None:
    thread = thread_make()
    hold = hold_make(thread, NAME)
    found = {LegalMode.name: LegalFound({hold.pk: ((3, 5),)}, is_held=True)}
    [reason] = _verdict(thread, "abcdef", findings=found).reasons
    assert (reason.begin, reason.end) == (3, 5)


def test_a_finding_of_another_shape_fails_the_phase() -> None:
    thread = thread_make()
    assert _verdict(thread, "Fine weather.", findings={LegalMode.name: None}).code == "phase_failed"


@pytest.mark.parametrize(("holds", "queries"), [(0, 1), (1, 2), (5, 2)])
def test_it_asks_before_and_within_and_reads_where_there_are_holds(holds: int, queries: int) -> None:
    thread = thread_make()
    for _ in range(holds):
        hold_make(thread, NAME)
    with CaptureQueriesContext(connection) as captured:
        _verdict(thread, "Fine weather.")
    reads = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(reads) == 2 * queries
    assert all("moderation_legalhold" in sql for sql in reads)


# --- whole comments ------------------------------------------------------------------------------------------------
def test_the_writer_is_told_that_comments_are_read_and_no_more(client: Client) -> None:
    thread = thread_make()
    hold_make(thread, NAME, kind="protected_name")
    posted = posted_make(thread=thread, text="It was Anna Bergson.")
    assert (posted.comment.status, posted.code, posted.reason) == (HELD, "legal_hold", SENTENCE)
    [waiting] = waiting_comments(thread=thread, public_ids=[posted.comment.public_id])
    assert waiting.waiting_reason == SENTENCE
    change = StatusChange.objects.get(comment=posted.comment)
    assert (change.decided_by, change.reason_code, change.reason) == (
        "phase:legal_mode",
        "legal_hold",
        SENTENCE,
    )
    said = next(
        one
        for one in Screening.objects.get(comment=posted.comment).verdicts
        if one["phase"] == LegalMode.name
    )
    assert said["code"] == "legal_hold"
    assert [(one["begin"], one["end"]) for one in said["reasons"]] == [(7, 19)]


def test_who_names_nobody_is_published_and_a_change_that_names_is_held() -> None:
    thread = thread_make()
    hold_make(thread, NAME)
    comment = comment_make(thread=thread, guest_key="g:1", text="It was her.")
    assert comment.status == PUBLISHED
    edited = comment_edit(thread=thread, number=comment.number, guest_key="g:1", text="It was A. Bergson.")
    assert (edited.shown, edited.code, edited.reason) == (False, "legal_hold", SENTENCE)


def test_ending_a_hold_publishes_nothing() -> None:
    thread = thread_make()
    hold = hold_make(thread)
    comment = comment_make(thread=thread)
    legal_hold_end(hold=hold, person=person_make(EDITOR))
    comment.refresh_from_db()
    assert comment.status == HELD
    assert comment_make(thread=thread).status == PUBLISHED


# --- what was published before ---------------------------------------------------------------------------------------
def _swept(hold: LegalHold, **options: Any) -> list[int]:
    """Sweep to the end; the numbers of what was held."""
    held: list[int] = []
    after: int | None = 0
    while after is not None:
        sweep = legal_hold_sweep(hold=hold, after=after, **options)
        held.extend(sweep.held)
        after = sweep.after
    return sorted(Comment.objects.filter(pk__in=held).values_list("number", flat=True))


@pytest.mark.parametrize("scope", ["names", "all"])
def test_a_sweep_holds_what_names_the_names(scope: str) -> None:
    thread, other = thread_make(), thread_make()
    for text in ("Fine weather.", "It was Anna Bergson.", "Bergson?", "B3rgson, Anna"):
        comment_make(thread=thread, text=text)
    comment_make(thread=thread, text="Me too.", name="Anna Bergson")
    elsewhere = comment_make(thread=other, text="It was Anna Bergson.")
    hold = hold_make(thread, NAME, scope=scope)
    assert _swept(hold) == [2, 4, 5]
    assert _swept(hold) == []
    thread.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (thread.comment_count, elsewhere.status) == (2, PUBLISHED)
    change = StatusChange.objects.filter(comment__thread=thread, comment__number=2).latest("pk")
    assert (change.decided_by, change.reason_code, change.reason, change.person) == (
        "legal",
        "legal_hold",
        SENTENCE,
        None,
    )
    decisions = Decision.objects.filter(batch=hold.public_id)
    assert decisions.count() == 3
    assert all(one.passages == [] for one in decisions)


def test_a_sweep_reads_the_words_that_a_comment_quotes() -> None:
    thread = thread_make()
    source = comment_make(thread=thread, text="They arrested Anna Bergson at night.")
    quoting = comment_post(
        thread=thread,
        author=GuestAuthor(name="Eve", guest_key="g:eve"),
        text="Who says so?",
        quote=QuoteSelector(exact="arrested Anna Bergson at night", target_number=source.number),
    ).comment
    assert quoting.quotes.count() == 1
    assert _swept(hold_make(thread, NAME)) == [source.number, quoting.number]


def test_a_sweep_goes_in_bounded_steps() -> None:
    thread = thread_of([None] * 25, text="It was Anna Bergson.")
    hold = hold_make(thread, NAME)
    sweep = legal_hold_sweep(hold=hold, most=10)
    assert (sweep.looked_at, len(sweep.held), sweep.after) == (10, 10, 10)
    sweep = legal_hold_sweep(hold=hold, after=10, most=10)
    assert (sweep.looked_at, sweep.after) == (10, 20)
    sweep = legal_hold_sweep(hold=hold, after=20, most=10)
    assert (sweep.looked_at, len(sweep.held), sweep.after) == (5, 5, None)
    assert legal_hold_sweep(hold=hold, most=10**9).looked_at <= SWEEP_MAX


def test_looking_costs_the_same_however_much_is_looked_at() -> None:
    counts = []
    for length in (2, 40):
        thread = thread_of([None] * length, text="Fine weather.")
        hold = hold_make(thread, NAME)
        with CaptureQueriesContext(connection) as captured:
            assert legal_hold_sweep(hold=hold).looked_at == length
        counts.append(len(captured))
    assert counts == [3, 3]  # the hold, the comments, their quotes


def test_a_sweep_passes_over_what_is_not_shown() -> None:
    thread = thread_of([None, 1, None, None], text="It was Anna Bergson.")
    for number, status in ((1, "removed"), (3, "rejected"), (4, "held")):
        comment_status_set(comment=thread.comments.get(number=number), status=status, decided_by="test")
    assert _swept(hold_make(thread, NAME)) == [2]
    statuses = thread.comments.order_by("number").values_list("status", flat=True)
    assert list(statuses) == ["removed", "held", "rejected", "held"]


def test_a_comment_that_changes_or_goes_during_the_sweep_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = thread_make()
    changed = comment_make(thread=thread, guest_key="g:1", text="It was Anna Bergson.")
    gone = comment_make(thread=thread, text="It was Anna Bergson!")
    hold = hold_make(thread, NAME)
    read = legal._read

    def read_and_wait(*args: Any) -> Any:
        answer = read(*args)
        comment_edit(thread=thread, number=changed.number, guest_key="g:1", text="It was her.")
        comment_status_set(comment=gone, status="removed", decided_by="test")
        return answer

    monkeypatch.setattr(legal, "_read", read_and_wait)
    sweep = legal_hold_sweep(hold=hold)
    assert (sweep.looked_at, sweep.held) == (2, ())
    changed.refresh_from_db()
    gone.refresh_from_db()
    assert (changed.status, gone.status) == (PUBLISHED, "removed")


def test_a_hold_that_is_over_or_names_nobody_sweeps_nothing() -> None:
    thread = thread_of([None], text="It was Anna Bergson.")
    over = hold_make(thread, NAME)
    legal_hold_end(hold=over, person=person_make(EDITOR))
    for hold in (over, hold_make(thread)):
        sweep = legal_hold_sweep(hold=hold)
        assert (sweep.looked_at, sweep.held, sweep.after) == (0, (), None)


def test_who_may_quote_the_decision_is_never_told_the_place() -> None:
    """What a decision names, its writer is shown: so a legal one names neither place nor kind."""
    thread = thread_make()
    hold_make(thread, NAME)
    comment = comment_make(thread=thread, text="It was Anna Bergson.")
    decision = Decision.objects.get(comment=comment)
    assert (decision.reason_code, decision.passages, decision.rule) == ("legal_hold", [], "")
