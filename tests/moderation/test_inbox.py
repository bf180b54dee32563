"""The newsroom's inbox: how comments reach it, who may do what there, and what readers see of it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set
from parley.discussion.actions.edits import comment_edit
from parley.discussion.corrections import Correction, correction_read
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.refusals import CommentRefused
from parley.kernel.models import OutboxRow
from parley.moderation.actions import (
    inbox_answer,
    inbox_correct,
    inbox_dismiss,
    inbox_mark,
    inbox_undo,
    rules_set,
)
from parley.moderation.models import Decision, InboxItem
from parley.moderation.queries_inbox import inbox_item, inbox_items
from parley.moderation.refused import DecisionRefused
from parley.moderation.rules import Inbox
from parley.project.settings.comment_kinds import COMMENT_KINDS
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import AUDITOR, EDITOR, MODERATOR, SENIOR, person_make

pytestmark = pytest.mark.django_db
State = InboxItem.State
RULES = """
[[rule]]
name = "says-we-erred"
sentence = "Somebody says that the article is wrong."
severity = "minor"
action = "note"
inbox = "correction"
words = ["misspelt"]

[[rule]]
name = "asks-us"
sentence = "Questions wait for a moderator."
severity = "minor"
action = "hold"
inbox = "question"
words = ["newsroom"]

[[rule]]
name = "in-shadow"
sentence = "Only counted."
severity = "grave"
action = "reject"
mode = "shadow"
inbox = "tip"
words = ["whistle"]
"""


def _post(
    thread: Thread, text: str = "The mayor's name is Ellen", kind: str = "", guest: str = "g:1"
) -> Comment:
    return comment_post(
        thread=thread, author=GuestAuthor(name="Ada", guest_key=guest), text=text, kind=kind
    ).comment


def _item(kind: str = "correction", thread: Thread | None = None) -> InboxItem:
    return InboxItem.objects.get(comment=_post(thread or thread_make(), kind=kind))


def _correction(item: InboxItem) -> Correction | None:
    return correction_read(Comment.objects.get(pk=item.comment_id).correction)


# --- how comments get there --------------------------------------------------------------------------------------
def test_the_kinds_are_the_same_wherever_they_are_named() -> None:
    assert set(InboxItem.Kind.values) == set(COMMENT_KINDS) == {str(one) for one in Inbox}


def test_the_writer_marks_a_comment() -> None:
    item = _item("tip")
    assert (item.kind, item.marked_by, item.person, item.state) == ("tip", "writer", None, "open")
    assert not InboxItem.objects.filter(comment=_post(item.comment.thread, "Just a word")).exists()


def test_a_kind_that_is_not_offered_is_refused_and_nothing_written() -> None:
    thread = thread_make()
    with pytest.raises(CommentRefused) as refused:
        _post(thread, kind="gossip")
    assert [(error.field, error.code) for error in refused.value.errors] == [("kind", "kind_unknown")]
    assert Comment.objects.count() == InboxItem.objects.count() == 0


def test_a_live_rule_marks_what_hits_it_whatever_becomes_of_the_comment() -> None:
    rules_set(text=RULES)
    thread = thread_make()
    noted = _post(thread, "The name is misspelt", guest="g:1")
    held = _post(thread, "Dear newsroom, the name is misspelt", guest="g:2")
    _post(thread, "A whistle was heard", guest="g:3")
    found = {item.comment_id: (item.kind, item.marked_by) for item in InboxItem.objects.all()}
    assert (noted.status, held.status) == ("published", "held")
    assert found == {
        noted.pk: ("correction", "rule:says-we-erred"),
        held.pk: ("question", "rule:asks-us"),
    }, "the strictest rule says as what, and one in shadow says nothing"


def test_the_writers_word_counts_before_a_rules() -> None:
    rules_set(text=RULES)
    item = InboxItem.objects.get(comment=_post(thread_make(), "The name is misspelt", kind="expert"))
    assert (item.kind, item.marked_by) == ("expert", "writer")


def test_an_edit_that_hits_a_rule_marks_the_comment_once() -> None:
    rules_set(text=RULES)
    thread = thread_make()
    comment = _post(thread, "The name is right", guest="g:1234567890abcdef")
    for text in ("The name is misspelt", "The name is misspelt, you see"):
        comment_edit(thread=thread, number=comment.number, guest_key=comment.guest_key, text=text)
    assert InboxItem.objects.get().marked_by == "rule:says-we-erred"


@pytest.mark.parametrize("role", [MODERATOR, SENIOR, EDITOR])
def test_who_decides_or_answers_marks(role: str) -> None:
    comment, person = comment_make(thread=thread_make()), person_make(role)
    item = inbox_mark(comment=comment, kind="tip", person=person)
    assert (item.kind, item.marked_by, item.person) == ("tip", "moderator", person)


@pytest.mark.parametrize("role", [AUDITOR, ""])
def test_who_only_looks_marks_nothing(role: str) -> None:
    comment = comment_make(thread=thread_make())
    with pytest.raises(PermissionDenied):
        inbox_mark(comment=comment, kind="tip", person=person_make(role))
    assert not InboxItem.objects.exists()


def test_a_moderator_says_better_what_it_is_until_it_is_settled() -> None:
    item, person = _item("tip"), person_make(SENIOR)
    assert inbox_mark(comment=item.comment, kind="question", person=person).kind == "question"
    inbox_dismiss(item=item, person=person)
    assert inbox_mark(comment=item.comment, kind="tip", person=person).state == State.OPEN
    inbox_correct(item=item, person=person, text="The name")
    with pytest.raises(DecisionRefused) as refused:
        inbox_mark(comment=item.comment, kind="tip", person=person)
    assert refused.value.code == "settled"
    with pytest.raises(DecisionRefused) as refused:
        inbox_mark(comment=comment_make(thread=item.comment.thread), kind="gossip", person=person)
    assert refused.value.code == "kind_unknown"


# --- who may do what ---------------------------------------------------------------------------------------------
STEPS: dict[str, Callable[..., InboxItem]] = {
    "answer": lambda item, person: inbox_answer(item=item, person=person, text="Thank you."),
    "correct": lambda item, person: inbox_correct(item=item, person=person, text="The name"),
    "dismiss": lambda item, person: inbox_dismiss(item=item, person=person),
    "undo": lambda item, person: inbox_undo(item=item, person=person),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", [MODERATOR, AUDITOR, ""])
def test_only_who_answers_readers_settles(step: str, role: str) -> None:
    item = _item()
    with pytest.raises(PermissionDenied):
        STEPS[step](item, person_make(role))
    item.refresh_from_db()
    assert (item.state, item.settled_by) == (State.OPEN, None)
    assert Comment.objects.count() == 1


# What may follow on what: (the steps so far, the next one, its outcome or the code of its refusal).
TABLE = [
    ((), "answer", State.ANSWERED),
    ((), "correct", State.CORRECTED),
    ((), "dismiss", State.DISMISSED),
    ((), "undo", "open"),
    (("answer",), "answer", "answered"),
    (("answer",), "correct", State.CORRECTED),
    (("answer",), "dismiss", "settled"),
    (("answer",), "undo", State.OPEN),
    (("correct",), "answer", State.CORRECTED),
    (("correct",), "correct", State.CORRECTED),
    (("correct",), "dismiss", "settled"),
    (("correct",), "undo", State.OPEN),
    (("answer", "correct"), "undo", State.ANSWERED),
    (("answer", "correct", "undo"), "undo", State.OPEN),
    (("dismiss",), "answer", "dismissed"),
    (("dismiss",), "correct", "dismissed"),
    (("dismiss",), "dismiss", "settled"),
    (("dismiss",), "undo", State.OPEN),
]


@pytest.mark.parametrize(("before", "step", "outcome"), TABLE)
def test_what_follows_on_what(before: tuple[str, ...], step: str, outcome: str) -> None:
    item, person = _item(), person_make(EDITOR)
    for earlier in before:
        STEPS[earlier](item, person)
    if not isinstance(outcome, State):
        with pytest.raises(DecisionRefused) as said:
            STEPS[step](item, person)
        assert said.value.code == outcome
        return
    settled = STEPS[step](item, person)
    assert settled.state == outcome
    assert settled.settled_by == person
    assert (settled.settled_at is None) is (outcome == State.OPEN)


# --- what readers see --------------------------------------------------------------------------------------------
def test_an_answer_stands_under_the_comment_under_the_persons_name() -> None:
    item, person = _item("question"), person_make(EDITOR)
    person.first_name, person.last_name = "Ellen", "Marsh"
    person.save()
    answer = inbox_answer(item=item, person=person, text="On *Monday*.").answer
    assert answer is not None
    assert (answer.parent_id, answer.status, answer.person) == (item.comment_id, "published", person)
    assert (answer.author_name, answer.badge, answer.guest_key) == ("Ellen Marsh", "newsroom", "")
    assert answer.html == "<p>On <em>Monday</em>.</p>"
    change = StatusChange.objects.get(comment=answer)
    assert (change.person, change.decided_by) == (person, "newsroom")
    assert not Decision.objects.filter(comment=answer).exists(), "it is no decision on a reader's comment"
    thread = Thread.objects.get(pk=answer.thread_id)
    assert (thread.comment_count, thread.last_number) == (2, 2)


def test_the_articles_author_has_a_badge_of_their_own() -> None:
    answer = inbox_answer(item=_item(), person=person_make(EDITOR), text="Thanks.", is_author=True).answer
    assert answer is not None
    assert answer.badge == "author"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "text_empty"),
        ("\u200b", "text_empty"),
        pytest.param("long " * 3000, "text_too_long", id="long"),
    ],
)
def test_a_text_that_is_none_is_refused(text: str, code: str) -> None:
    item = _item()
    with pytest.raises(DecisionRefused) as refused:
        inbox_answer(item=item, person=person_make(EDITOR), text=text)
    assert refused.value.code == code
    item.refresh_from_db()
    assert (item.state, Comment.objects.count()) == (State.OPEN, 1)


def test_a_comment_that_waits_is_answered_once_it_is_published() -> None:
    item, person = _item(), person_make(EDITOR)
    comment_status_set(comment=item.comment, status="held", decided_by="test")
    with pytest.raises(DecisionRefused) as refused:
        inbox_answer(item=item, person=person, text="Thanks.")
    assert refused.value.code == "parent_gone"
    comment_status_set(comment=item.comment, status="published", decided_by="test")
    assert inbox_answer(item=item, person=person, text="Thanks.").state == State.ANSWERED


def test_the_newsroom_answers_where_comments_are_closed_and_not_where_they_are_hidden() -> None:
    item, person = _item(), person_make(EDITOR)
    Thread.objects.update(state=Thread.State.CLOSED)
    assert inbox_answer(item=item, person=person, text="Thanks.").answer is not None
    other = _item()
    Thread.objects.update(state=Thread.State.HIDDEN)
    with pytest.raises(DecisionRefused) as refused:
        inbox_answer(item=other, person=person, text="Thanks.")
    assert refused.value.code == "thread_closed"


def test_a_correction_stands_beside_the_comment_and_every_kept_answer_is_dropped() -> None:
    item = _item()
    inbox_correct(item=item, person=person_make(EDITOR), text=" The  mayor's\nname ", link="/town/mayor/")
    assert _correction(item) == Correction("The mayor's name", "/town/mayor/")
    entry = OutboxRow.objects.latest("sequence")
    thread = item.comment.thread
    assert (entry.kind, entry.topic, entry.surrogate_keys) == (
        "comment.edited",
        thread.surrogate_key,
        [thread.surrogate_key],
    )


@pytest.mark.parametrize(
    ("text", "link", "code"),
    [
        ("", "", "correction_empty"),
        (" \u200b ", " ", "correction_empty"),
        ("x" * 301, "", "correction_too_long"),
        ("The name", "javascript:alert(1)", "link_wrong"),
        ("The name", "//evil.example/", "link_wrong"),
        ("The name", "/\\evil.example/", "link_wrong"),
        ("The name", "https://", "link_wrong"),
        ("The name", "town/mayor", "link_wrong"),
        ("The name", "https://news.example/a b", "link_wrong"),
        ("The name", "https://[news.example/", "link_wrong"),
        ("The name", "/" + "x" * 500, "link_wrong"),
    ],
)
def test_a_correction_that_is_none_is_refused(text: str, link: str, code: str) -> None:
    item = _item()
    with pytest.raises(DecisionRefused) as refused:
        inbox_correct(item=item, person=person_make(EDITOR), text=text, link=link)
    assert refused.value.code == code
    assert _correction(item) is None


def test_taking_back_goes_one_step_at_a_time() -> None:
    item, person = _item(), person_make(EDITOR)
    answer = inbox_answer(item=item, person=person, text="Thanks.").answer
    inbox_correct(item=item, person=person, link="https://news.example/mayor/")
    assert answer is not None
    inbox_undo(item=item, person=person)
    answer.refresh_from_db()
    assert (_correction(item), answer.status) == (None, "published")
    inbox_undo(item=item, person=person)
    answer.refresh_from_db()
    assert (answer.status, InboxItem.objects.get().answer) == ("removed", None)
    assert not Decision.objects.filter(comment=answer).exists(), "whoever wrote it took it back"
    assert inbox_answer(item=item, person=person, text="Again: thanks.").state == State.ANSWERED


def test_only_who_wrote_an_answer_takes_it_back_unless_it_is_gone() -> None:
    item = _item()
    answer = inbox_answer(item=item, person=person_make(EDITOR), text="Thanks.").answer
    colleague = person_make(SENIOR)
    with pytest.raises(DecisionRefused) as refused:
        inbox_undo(item=item, person=colleague)
    assert refused.value.code == "not_own_answer"
    assert answer is not None
    comment_status_set(comment=answer, status="removed", decided_by="test")
    assert inbox_undo(item=item, person=colleague).state == State.OPEN


def test_an_undone_correction_leaves_the_item_as_it_was() -> None:
    item, person = _item(), person_make(EDITOR)
    inbox_correct(item=item, person=person, text="The name")
    item = inbox_undo(item=item, person=person)
    assert (item.state, item.settled_at, item.settled_by) == (State.OPEN, None, person)


# --- reading it --------------------------------------------------------------------------------------------------
def test_open_ones_are_read_oldest_first_and_others_newest_first() -> None:
    thread, person = thread_make(), person_make(EDITOR)
    items = [InboxItem.objects.get(comment=_post(thread, f"Word {n}", "tip", f"g:{n}")) for n in range(4)]
    assert inbox_items(state="open", most=3) == items[:3]
    for item in items[:2]:
        inbox_dismiss(item=item, person=person)
    assert inbox_items(state="dismissed", most=9) == [items[1], items[0]]
    assert inbox_items(most=9) == items[::-1]
    assert inbox_items(kind="question", most=9) == []
    assert inbox_items(threads=[thread_make().pk], most=9) == []


def test_what_was_taken_away_is_in_no_inbox() -> None:
    item = _item()
    assert inbox_item(public_id=item.comment.public_id) == item
    comment_status_set(comment=item.comment, status="removed", decided_by="test")
    assert inbox_item(public_id=item.comment.public_id) is None
    assert inbox_items(most=9) == []


def test_reading_costs_one_query(django_assert_num_queries: Callable[[int], object]) -> None:
    thread, person = thread_make(), person_make(EDITOR)
    for number in range(3):
        item = InboxItem.objects.get(comment=_post(thread, f"Word {number}", "tip", f"g:{number}"))
        inbox_answer(item=item, person=person, text="Thanks.")
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        for item in inbox_items(most=9):
            assert item.comment.thread.title
            assert item.answer
            assert item.settled_by


@pytest.mark.parametrize("column", ["kind", "state"])
def test_the_database_knows_the_words(column: str) -> None:
    item = _item()
    with pytest.raises(IntegrityError), transaction.atomic():
        InboxItem.objects.filter(pk=item.pk).update(**{column: "gossip"})
