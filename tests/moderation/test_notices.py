"""What writers are told of decisions: from the decision to the notice, as a table, and what never gets into it."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django import Settings

from parley.discussion.actions import comment_status_set
from parley.discussion.actions.edits import comment_edit, comment_remove_own
from parley.discussion.actions.reports import comment_report
from parley.discussion.models import Comment
from parley.discussion.notices import Notice, decision_notices, text_pieces
from parley.moderation.actions import (
    Why,
    appeal_decide,
    appeal_make,
    comment_decide,
    decision_undo,
)
from parley.moderation.models import Appeal, Decision
from parley.moderation.queries_decisions import decision_in_force
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import person_make
from tests.moderation.stand_in import StandIn

pytestmark = pytest.mark.django_db
SECRET = "Grace said so on the telephone"
INSULT = Why(reason_code="insult", note=SECRET, rule="No insults", rule_version="7", passages=((4, 9),))
TEXT = "You idiot of a bridge"


def _comment(**more: Any) -> Comment:
    return comment_make(thread=thread_make(), text=TEXT, guest_key="g:ada", **more)


def _notice(comment: Comment) -> Notice | None:
    return decision_notices(comments=[Comment.objects.get(pk=comment.pk)]).get(comment.pk)


def _told(comment: Comment) -> Notice:
    notice = _notice(comment)
    assert notice is not None
    return notice


def test_a_removal_is_told_with_everything_and_nothing_of_the_newsroom(settings: Settings) -> None:
    comment, person = _comment(), person_make()
    decision = comment_decide(comment=comment, action="reject", person=person, why=INSULT)
    notice = _told(comment)
    assert (notice.action, notice.code, notice.rule) == ("removed", "insult", "No insults")
    assert notice.reason == str(settings.PARLEY_DECISION_REASONS["insult"]["sentence"])
    assert (notice.passages, notice.is_automatic, notice.found_by) == (((4, 9),), False, "")
    assert notice.decided_at == decision.created_at
    assert notice.appeal_until == decision.created_at + timedelta(days=settings.PARLEY_APPEAL_DAYS)
    assert notice.appeal is None
    told = str(asdict(notice))
    assert SECRET not in told
    assert person.username not in told


def test_a_comment_that_never_stood_on_the_page_is_rejected(scorer: type[StandIn]) -> None:
    comment = _comment()
    assert comment.status == "held"
    assert _notice(comment) is None, "what waits has not been decided on"
    comment_decide(comment=comment, action="reject", person=person_make(), why=Why(reason_code="insult"))
    notice = _told(comment)
    assert (notice.action, notice.found_by, notice.is_automatic) == ("rejected", "program", False)


def test_what_readers_reported_is_told_as_that(settings: Settings) -> None:
    settings.PARLEY_REPORTS_HOLD = 1
    comment = _comment()
    comment_report(
        thread=comment.thread, number=comment.number, guest_key="g:bob", network_key="n", reason_code="abuse"
    )
    comment.refresh_from_db()
    assert comment.status == "held"
    comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    assert _told(comment).found_by == "readers"


@pytest.mark.parametrize("phase", ["first_comments", "legal_mode", "sanctions", "thread_mode"])
def test_a_hold_that_is_not_for_the_words_is_not_told(phase: str) -> None:
    comment = _comment()
    comment_status_set(comment=comment, status="held", decided_by=f"phase:{phase}", reason_code="first")
    comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    assert _told(comment).found_by == ""


def test_a_program_s_decision_is_told_in_its_own_words() -> None:
    comment = _comment()
    comment_status_set(
        comment=comment,
        status="rejected",
        decided_by="phase:house_rules",
        reason_code="house_rule",
        reason="No advertising, please.",
    )
    notice = _told(comment)
    assert (notice.is_automatic, notice.reason, notice.code) == (
        True,
        "No advertising, please.",
        "house_rule",
    )
    assert notice.appeal_until is not None


@pytest.mark.parametrize("code", ["", "gone_from_the_settings"])
def test_what_a_person_wrote_down_is_never_the_reason(code: str) -> None:
    comment = _comment()
    comment_status_set(
        comment=comment,
        status="removed",
        decided_by="desk",
        person=person_make(),
        reason_code=code,
        reason=SECRET,
    )
    reason = _told(comment).reason
    assert reason
    assert SECRET not in reason


def test_an_attribute_of_the_model_is_no_rule() -> None:
    comment = _comment()
    why = Why(reason_code="insult", rule="TOXICITY", rule_version="accurate@1")
    comment_decide(comment=comment, action="remove", person=person_make(), why=why)
    assert _told(comment).rule == ""


# --- appeals -------------------------------------------------------------------------------------------
def _appealed(comment: Comment, *, overturn: bool | None) -> Appeal:
    comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    appeal = appeal_make(comment=comment, guest_key="g:ada", text="It is the bridge that I meant.")
    if overturn is None:
        return appeal
    return appeal_decide(appeal=appeal, person=person_make(), overturn=overturn, answer="We read it again.")


def test_an_open_appeal() -> None:
    comment = _comment()
    appeal = _appealed(comment, overturn=None)
    notice = _told(comment)
    assert notice.appeal is not None
    assert (notice.appeal.outcome, notice.appeal.made_at) == ("", appeal.created_at)
    assert notice.appeal_until is None


def test_an_upheld_appeal_is_answered_in_text() -> None:
    comment = _comment()
    _appealed(comment, overturn=False)
    notice = _told(comment)
    assert notice.appeal is not None
    assert (notice.appeal.outcome, notice.appeal.answer) == ("upheld", "We read it again.")
    assert (notice.appeal_until, notice.is_overturned) == (None, False)


def test_an_overturned_decision_is_told_beside_the_published_comment() -> None:
    comment = _comment()
    _appealed(comment, overturn=True)
    notice = _told(comment)
    comment.refresh_from_db()
    assert (comment.status, notice.is_overturned, notice.appeal_until) == ("published", True, None)


def test_after_its_days_nobody_can_object(settings: Settings) -> None:
    comment = _comment()
    comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    settings.PARLEY_APPEAL_DAYS = 0
    assert _told(comment).appeal_until is None


# --- what is not, or no longer, told --------------------------------------------------------------------
def test_a_decision_that_was_taken_back_is_not_told() -> None:
    comment = _comment()
    decision = comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    decision_undo(decision=decision, person=person_make())
    assert _notice(comment) is None


def test_a_decision_that_was_restored_has_the_reason_of_the_first() -> None:
    comment = _comment()
    person = person_make()
    comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    published = comment_decide(comment=comment, action="publish", person=person)
    decision_undo(decision=published, person=person)
    notice = _told(comment)
    assert (notice.action, notice.code, notice.passages) == ("removed", "insult", ((4, 9),))


def test_what_its_writer_removed_is_no_decision_even_after_one() -> None:
    comment = _comment()
    person = person_make()
    comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    comment_decide(comment=comment, action="publish", person=person)
    comment_remove_own(thread=comment.thread, number=comment.number, guest_key="g:ada")
    comment.refresh_from_db()
    assert comment.status == "removed"
    assert _notice(comment) is None
    assert decision_in_force(comment=comment) is None


def test_passages_of_an_earlier_text_are_left_out() -> None:
    comment = _comment()
    _appealed(comment, overturn=True)
    comment_edit(thread=comment.thread, number=comment.number, guest_key="g:ada", text="Another text")
    assert _told(comment).passages == ()


def test_without_the_setting_nobody_is_told(settings: Settings) -> None:
    comment = _comment()
    comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    settings.PARLEY_DECISION_NOTICE = ""
    assert decision_notices(comments=[comment]) == {}


def test_one_query_for_all(django_assert_num_queries: Any) -> None:
    thread = thread_make()
    person = person_make()
    for number in range(5):
        comment = comment_make(thread=thread, text=f"{TEXT} {number}", guest_key="g:ada")
        comment_decide(comment=comment, action="remove", person=person, why=INSULT)
        appeal_make(comment=comment, guest_key="g:ada", text="No.")
    loaded = list(Comment.objects.only("status", "revision_count"))
    with django_assert_num_queries(1):
        found = decision_notices(comments=loaded)
    assert len(found) == 5
    assert all(notice.appeal is not None for notice in found.values())
    with django_assert_num_queries(0):
        assert decision_notices(comments=[]) == {}
    assert Decision.objects.count() == 5


def test_the_sentence_is_in_the_reader_s_language(settings: Settings) -> None:
    comment = _comment()
    comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    with override("de"):
        assert isinstance(_told(comment).reason, str)


# --- marks ----------------------------------------------------------------------------------------------
PIECES = {
    "none": ([], ""),
    "one": ([(4, 9)], "You [idiot] of a bridge"),
    "the whole": ([(0, 21)], "[You idiot of a bridge]"),
    "overlapping": ([(4, 9), (7, 12)], "You [idiot][ of] a bridge"),
    "in any order": ([(15, 21), (0, 3)], "[You] idiot of a [bridge]"),
    "outside": ([(30, 40), (-5, 3)], "[You] idiot of a bridge"),
    "turned round and empty": ([(9, 4), (4, 4)], ""),
    "too long": ([(15, 900)], "You idiot of a [bridge]"),
}


@pytest.mark.parametrize(("passages", "shown"), PIECES.values(), ids=PIECES)
def test_pieces(passages: list[tuple[int, int]], shown: str) -> None:
    pieces = text_pieces(text=TEXT, passages=passages)
    assert "".join(f"[{one.text}]" if one.is_marked else one.text for one in pieces) == shown
    assert not pieces or "".join(one.text for one in pieces) == TEXT


def test_pieces_count_code_points() -> None:
    pieces = text_pieces(text="😀👍🏽idiot", passages=[(3, 8)])
    assert [one.text for one in pieces] == ["😀👍🏽", "idiot"]
