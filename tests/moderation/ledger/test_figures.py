"""Each figure of the ledger, against sums done by hand."""

from datetime import UTC, datetime

import pytest

from parley.discussion.actions.edits import comment_remove_own
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import decision_undo, look_add, sanction_impose, sanction_lift
from parley.moderation.ledger.groups import NONE
from parley.moderation.ledger.holds import HoldsRow
from parley.moderation.ledger.shares import share_of
from parley.moderation.models import AuditSample
from tests.factories.publishing import article, section
from tests.moderation.ledger.world import World
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db


def _reported(comment: Comment) -> None:
    comment_report(
        thread=comment.thread,
        number=comment.number,
        guest_key="g:reader",
        network_key="n",
        reason_code="abuse",
    )


def _rows(rows: list[HoldsRow]) -> dict[str, tuple[int, int, int]]:
    """Return (holds, false, decided) by name."""
    return {row.name: (row.holds, row.false.count, row.false.of) for row in rows}


def test_an_empty_period_claims_nothing(world: World) -> None:
    ledger = world.ledger()
    for share in (ledger.holds.false, ledger.passes.false, ledger.caught.removed, ledger.appeals.overturned):
        assert (share.count, share.of, share.value, share.low, share.high) == (0, 0, None, 0.0, 1.0)
    assert (ledger.waits.spread.median, ledger.appeals.answer.ninth, ledger.waits.waiting) == (None, None, 0)
    assert [row.name for row in ledger.holds.by["month"]] == ["2026-01", "2026-02", "2026-03"]
    assert (ledger.decisions.total, ledger.decisions.rows, ledger.sanctions, ledger.reports) == (
        0,
        [],
        [],
        [],
    )
    assert set(ledger.comments.values()) == {0}


def test_one_comment_held_and_published(world: World) -> None:
    world.decide(world.write("doubtful"), "publish")
    false = world.ledger().holds.false
    assert (false.count, false.of, false.value, false.high) == (1, 1, 1.0, 1.0)
    assert false.low == pytest.approx(0.025, abs=1e-3)  # 0.025 ** (1 / 1)


def test_a_hold_is_false_where_people_left_the_same_text_published(world: World) -> None:
    for action in ("publish", "publish", "reject"):
        world.decide(world.write("doubtful"), action)
    world.write("doubtful")  # waits still
    changed = world.write("doubtful")
    world.change(changed, "quite certain")
    world.decide(changed, "publish")
    world.at = datetime(2026, 3, 31, 23, tzinfo=UTC)
    world.decide(world.write("idiot"), "publish")
    world.at = datetime(2026, 4, 1, 0, tzinfo=UTC)
    world.decide(world.write("doubtful"), "publish")  # behind the period

    holds = world.ledger().holds
    assert (holds.holds, holds.undecided, holds.changed) == (6, 1, 1)
    assert (holds.false.count, holds.false.of) == (3, 4)
    assert (holds.false.low, holds.false.high) == pytest.approx(
        (0.1941, 0.9937), abs=1e-3
    )  # Clopper & Pearson
    assert _rows(holds.by["phase"]) == {"doubting": (5, 2, 3), "toxicity": (1, 1, 1)}
    assert _rows(holds.by["rule"]) == {"doubting: no-doubt": (5, 2, 3), "toxicity: TOXICITY": (1, 1, 1)}
    assert _rows(holds.by["model"]) == {"accurate@1": (1, 1, 1)}
    assert _rows(holds.by["month"]) == {"2026-01": (5, 2, 3), "2026-02": (0, 0, 0), "2026-03": (1, 1, 1)}


def test_what_people_said_last_counts(world: World) -> None:
    removed = world.write("doubtful")
    world.decide(removed, "publish")
    world.decide(removed, "remove")
    taken_back = world.write("doubtful")
    decision_undo(decision=world.decide(taken_back, "publish"), person=world.moderator)
    overturned = world.write("doubtful")
    world.decide(overturned, "reject")
    world.answer(world.appeal(overturned), overturn=True)
    holds = world.ledger().holds
    assert (holds.holds, holds.undecided, holds.false.count, holds.false.of) == (3, 1, 1, 2)


def test_a_sanction_is_no_word_on_the_comment(world: World) -> None:
    comment = world.write("doubtful")
    world.decide(comment, "publish")
    comment.refresh_from_db()
    warning = sanction_impose(comment=comment, kind="warn", person=world.moderator, reason_code="insult")
    world.decide(comment, "remove")
    sanction_lift(sanction=warning, person=world.moderator)
    holds = world.ledger().holds
    assert (holds.false.count, holds.false.of) == (0, 1)


def test_a_mistake_put_right_by_undoing_counts_as_what_it_was_put_right_to(world: World) -> None:
    comment = world.write("doubtful")
    world.decide(comment, "publish")
    decision_undo(decision=world.decide(comment, "remove"), person=world.moderator)
    assert world.ledger().holds.false.count == 1


def test_what_readers_reported_is_no_hold_of_a_phase(world: World, settings: object) -> None:
    settings.PARLEY_REPORTS_HOLD = 1  # type: ignore[attr-defined]
    comment = world.write()
    _reported(comment)
    world.later(minutes=2)
    world.decide(comment, "publish")
    ledger = world.ledger()
    assert ledger.holds.holds == 0
    assert (ledger.waits.spread.count, ledger.waits.spread.median) == (1, 120.0)


def test_sections_are_those_of_the_articles(world: World) -> None:
    article_thread = Thread.objects.get(key=f"page:{article(within=section('Town')).pk}")
    world.decide(world.write("doubtful", thread=article_thread), "publish")
    world.write("doubtful")
    assert _rows(world.ledger().holds.by["section"]) == {NONE: (1, 0, 0), "town": (1, 1, 1)}


def test_time_to_decision_is_from_held_to_the_first_decision(world: World) -> None:
    for seconds in (60, 120, 240, 600):
        comment = world.write("doubtful")
        world.later(seconds=seconds)
        world.decide(comment, "publish")
        world.later(days=1)
        world.decide(comment, "remove")
    world.write("doubtful")
    waits = world.ledger().waits
    assert (waits.spread.count, waits.spread.median, waits.spread.ninth, waits.waiting) == (
        4,
        180.0,
        600.0,
        1,
    )
    assert [(month, spread.count) for month, spread in waits.by_month] == [
        ("2026-01", 4),
        ("2026-02", 0),
        ("2026-03", 0),
    ]


def test_false_passes_are_weighted_by_the_chance_of_being_drawn(world: World) -> None:
    for rate, action in (
        (0.5, "remove"),
        (0.5, "publish"),
        (0.5, "publish"),
        (0.5, "publish"),
        (0.1, "remove"),
        (0.1, "publish"),
    ):
        comment = world.write()
        sample = world.draw(comment, rate=rate)
        world.decide(comment, action)
        if action == "remove":
            world.look_again(sample, rejects=True)
    world.draw(world.write(), rate=0.1)  # nobody has judged it
    held = world.draw(world.write("doubtful"), rate=0.5)  # it did not pass
    AuditSample.objects.filter(pk=held.pk).update(was_held=True)
    passes = world.ledger().passes
    assert passes.drawn == 7
    assert passes.passed == pytest.approx(4 * 2 + 3 * 10)
    assert (passes.false.count, passes.false.of) == (2, 6)
    assert passes.false.value == pytest.approx((2 + 10) / (4 * 2 + 2 * 10))
    # Effective size 28² / 216 = 3.6: from 1 of 3 up to 2 of 3.
    assert (passes.false.low, passes.false.high) == pytest.approx((0.0084, 0.9916), abs=1e-3)
    assert [(row.name, row.drawn, row.false.of) for row in passes.by["model"]] == [("accurate@1", 7, 6)]
    assert [(row.name, row.drawn) for row in passes.by["section"]] == [(NONE, 7)]
    assert [row.drawn for row in passes.by["month"]] == [7, 0, 0]


def test_a_sample_with_one_chance_for_all_has_the_plain_interval(world: World) -> None:
    for action in ("remove", "publish", "publish", "publish", "publish"):
        comment = world.write()
        sample = world.draw(comment, rate=0.02)
        world.decide(comment, action)
        if action == "remove":
            world.look_again(sample, rejects=True)
    assert world.ledger().passes.false == share_of(1, 5)


def test_a_sample_is_judged_by_what_people_said_last(world: World) -> None:
    overturned, undone = world.write(), world.write()
    for comment in (overturned, undone):
        world.draw(comment, rate=1.0)
    world.decide(overturned, "remove")
    world.answer(world.appeal(overturned), overturn=True)
    decision_undo(decision=world.decide(undone, "remove"), person=world.moderator)
    false = world.ledger().passes.false
    assert false.count == 0


def test_a_rejection_that_stands_alone_counts_neither_way(world: World) -> None:
    comment = world.write()
    sample = world.draw(comment, rate=1.0)
    world.decide(comment, "remove")
    assert world.ledger().passes.false.of == 0
    world.look_again(sample, rejects=False)
    assert world.ledger().passes.false.of == 0
    look_add(sample=sample, person=person_make(), rejects=False)
    false = world.ledger().passes.false
    assert (false.count, false.of) == (0, 1)


def test_what_was_removed_later_is_counted_among_what_passed_unseen(world: World) -> None:
    removed, reported, own, _stays = (world.write() for _ in range(4))
    world.decide(removed, "remove")
    _reported(reported)
    world.decide(reported, "remove")
    comment_remove_own(thread=own.thread, number=own.number, guest_key=own.guest_key)
    held = world.write("doubtful")  # people published this one
    world.decide(held, "publish")
    world.decide(held, "remove")
    caught = world.ledger().caught
    assert (caught.removed.count, caught.removed.of, caught.reported) == (2, 4, 1)


def test_appeals(world: World) -> None:
    comments = [world.write("doubtful") for _ in range(4)]
    for comment in comments:
        world.decide(comment, "reject")
    appeals = [world.appeal(comment) for comment in comments]
    world.later(hours=1)
    world.answer(appeals[0], overturn=True)
    world.later(hours=1)
    world.answer(appeals[1], overturn=False)
    world.later(hours=1)
    world.answer(appeals[2], overturn=False)
    found = world.ledger().appeals
    assert (found.made, found.waiting) == (4, 1)
    assert (found.overturned.count, found.overturned.of) == (1, 3)
    assert (found.overturned.low, found.overturned.high) == pytest.approx((0.0084, 0.9057), abs=1e-3)
    assert (found.answer.count, found.answer.median, found.answer.ninth) == (3, 7200.0, 10800.0)
    for dimension, name in (
        ("maker", "person"),
        ("reason", "insult"),
        ("section", NONE),
        ("month", "2026-01"),
    ):
        row = found.by[dimension][0]
        assert (row.name, row.made, row.overturned.of) == (name, 4, 3)


def test_decisions_by_what_why_and_by_whom(world: World) -> None:
    world.decide(world.write("doubtful"), "publish")
    world.decide(world.write("doubtful"), "reject")
    decision_undo(decision=world.decide(world.write("doubtful"), "publish"), person=world.moderator)
    decisions = world.ledger().decisions
    rows = {(row.action, row.reason, row.category, row.automated): row.count for row in decisions.rows}
    assert rows == {
        ("hold", "doubt", "", True): 3,
        ("publish", "", "", False): 2,
        ("reject", "insult", "STATEMENT_CATEGORY_CYBER_VIOLENCE", False): 1,
    }
    assert (decisions.total, decisions.automated, decisions.undone) == (6, 3, 1)
    assert decisions.by_month == [("2026-01", 3, 3), ("2026-02", 0, 0), ("2026-03", 0, 0)]


def test_comments_sanctions_and_reports(world: World) -> None:
    first, second = world.write(), world.write()
    _reported(first)
    _reported(second)
    world.decide(second, "remove")
    imposed = [
        sanction_impose(comment=comment, kind="warn", person=world.moderator, reason_code="insult")
        for comment in (first, second)
    ]
    sanction_lift(sanction=imposed[0], person=world.moderator, note="Settled.")
    ledger = world.ledger()
    assert ledger.comments == {"published": 1, "held": 0, "rejected": 0, "removed": 1}
    assert [(row.kind, row.imposed, row.lifted) for row in ledger.sanctions] == [("warn", 2, 1)]
    assert [(row.reason, row.open, row.upheld, row.dismissed) for row in ledger.reports] == [
        ("abuse", 1, 1, 0)
    ]
