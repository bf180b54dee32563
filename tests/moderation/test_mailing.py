"""What writers are told by e-mail: of which decisions, when, in which words, and of what not."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from pytest_django import Settings

from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set
from parley.discussion.actions.edits import comment_edit, comment_remove_own
from parley.discussion.models import Comment, WriterEmail
from parley.discussion.screening import Submission
from parley.discussion.verdicts import Outcome, Verdict
from parley.kernel.clock import now
from parley.kernel.mail import Mail, composer_of
from parley.kernel.models import MailRow
from parley.moderation.actions import (
    Why,
    appeal_decide,
    appeal_make,
    batch_undo,
    comment_decide,
    comments_decide,
    decision_undo,
    inbox_answer,
    inbox_mark,
    inbox_undo,
    rules_set,
)
from parley.moderation.mailing import telling
from parley.moderation.mailing.telling import UNDO_TIME
from parley.moderation.mailing.writing import WORDS_MAX, links_blunt
from parley.moderation.models import Decision
from tests.discussion.factories import thread_make
from tests.moderation.people import EDITOR, person_make

pytestmark = pytest.mark.django_db
ADDRESS = "ada@readers.example"
TEXT = "You idiot of a bridge"
NOTE = "Grace said so on the telephone"
INSULT = Why(reason_code="insult", note=NOTE, passages=((4, 9),))
ADVERTISING = "No advertising, please."
LINKS = " ".join(f"https://{n}.example" for n in range(9))
_numbers = count(1)


@pytest.fixture(autouse=True)
def _settings(settings: Settings) -> None:
    settings.PARLEY_EMAIL_ON = True
    settings.PARLEY_URL = "https://news.example"
    settings.PARLEY_PUBLICATION_NAME = "tests.moderation.test_mailing.publication"


def publication() -> str:
    return "The Tidewell Post"


def _comment(text: str = TEXT, *, address: str = ADDRESS, title: str = "The bridge stays closed") -> Comment:
    author = GuestAuthor(name="Ada", guest_key=f"g:{next(_numbers)}", email=address)
    return comment_post(thread=thread_make(title=title), author=author, text=text).comment


def _queued() -> list[str]:
    """Return the decisions that wait to be told, as actions, in their order."""
    rows = MailRow.objects.filter(state=MailRow.State.WAITING, kind="decision").order_by("pk")
    actions = dict(Decision.objects.values_list("public_id", "action"))
    return [actions[row.reference] for row in rows]


def _sent() -> None:
    """Let what waits be sent as far as the queue knows."""
    MailRow.objects.update(state=MailRow.State.SENT, settled_at=now())


def _mail(kind: str = "decision") -> Mail | None:
    """Write the newest e-mail that waits."""
    row = MailRow.objects.filter(state=MailRow.State.WAITING, kind=kind).latest("pk")
    composer = composer_of(kind)
    assert composer is not None
    return composer(reference=row.reference)


def _written(kind: str = "decision") -> Mail:
    mail = _mail(kind)
    assert mail is not None
    assert mail.to == ADDRESS
    return mail


# --- which ---------------------------------------------------------------------------------------------------
def _published(comment: Comment) -> None:
    comment_decide(comment=comment, action="publish", person=person_make())


def _rejected(comment: Comment) -> None:
    comment_decide(comment=comment, action="reject", person=person_make(), why=INSULT)


def _held(comment: Comment) -> None:
    comment_decide(comment=comment, action="hold", person=person_make())


def _held_by_reports(comment: Comment) -> None:
    comment_status_set(comment=comment, status="held", decided_by="reports", reason_code="reported")


def _held_by_a_phase(comment: Comment) -> None:
    comment_edit(thread=comment.thread, number=comment.number, guest_key=comment.guest_key, text=LINKS)


def _rejected_by_a_phase(comment: Comment) -> None:
    comment_status_set(
        comment=comment,
        status="rejected",
        decided_by="phase:house_rules",
        reason_code="x",
        reason=ADVERTISING,
    )


def _confirmed(comment: Comment) -> None:
    comment_decide(comment=comment, action="publish", person=person_make())


def _removed_by_its_writer(comment: Comment) -> None:
    comment_remove_own(thread=comment.thread, number=comment.number, guest_key=comment.guest_key)


TOLD: dict[str, tuple[str, Callable[[Comment], None], list[str]]] = {
    "a person removes it": (TEXT, _rejected, ["remove"]),
    "a person rejects it": (LINKS, _rejected, ["reject"]),
    "a person publishes what waited": (LINKS, _published, ["publish"]),
    "a person holds it": (TEXT, _held, ["hold"]),
    "reports hold it": (TEXT, _held_by_reports, ["hold"]),
    "a phase rejects it": (TEXT, _rejected_by_a_phase, ["reject"]),
    "a phase holds what was just posted": (LINKS, lambda _comment: None, []),
    "a phase holds what was just changed": (TEXT, _held_by_a_phase, []),
    "somebody looks and leaves it": (TEXT, _confirmed, []),
    "its writer removes it": (TEXT, _removed_by_its_writer, []),
}


@pytest.mark.parametrize(("text", "act", "told"), TOLD.values(), ids=TOLD)
def test_what_is_told(text: str, act: Callable[[Comment], None], told: list[str]) -> None:
    act(_comment(text))
    assert _queued() == told


class Strict:
    name = "strict"

    def verdict(self, _submission: Submission) -> Verdict:
        return Verdict(Outcome.REJECT, "strict", ADVERTISING)


def test_what_a_phase_rejects_when_it_is_posted_is_told_too(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["tests.moderation.test_mailing.Strict"]
    assert _comment().status == "rejected"
    assert _queued() == ["reject"]
    assert ADVERTISING in _written().text


@pytest.mark.parametrize("address", ["", ADDRESS], ids=["without an address", "where nobody may leave one"])
def test_nobody_else_is_told(settings: Settings, address: str, django_assert_max_num_queries: Any) -> None:
    comment = _comment(address=address)
    settings.PARLEY_EMAIL_ON = not address
    _rejected(comment)
    assert not MailRow.objects.exists()


def test_where_it_is_off_a_decision_asks_for_no_address(
    settings: Settings, django_assert_max_num_queries: Any
) -> None:
    settings.PARLEY_EMAIL_ON = False
    with django_assert_max_num_queries(100) as captured:
        _rejected(_comment())
    assert not [one for one in captured.captured_queries if "writeremail" in one["sql"].lower()]


def test_nothing_is_sent_while_it_can_be_undone() -> None:
    comment = _comment()
    decision = comment_decide(comment=comment, action="remove", person=person_make(), why=INSULT)
    row = MailRow.objects.get()
    assert row.due_at == decision.created_at + UNDO_TIME
    assert timedelta(seconds=30) < UNDO_TIME


def test_who_is_written_to_very_often_is_not_any_more() -> None:
    for _time in range(telling.RATE.count + 3):
        _rejected(_comment())
    assert len(_queued()) == telling.RATE.count
    other = _comment(address="bob@readers.example")
    _rejected(other)
    assert len(_queued()) == telling.RATE.count + 1


# --- undone, and decided anew --------------------------------------------------------------------------------
def test_what_is_undone_in_time_is_told_by_nothing() -> None:
    comment, person = _comment(), person_make()
    decision = comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    decision_undo(decision=decision, person=person)
    assert _queued() == []


def test_what_is_undone_later_is_told() -> None:
    comment, person = _comment(), person_make()
    decision = comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    _sent()
    decision_undo(decision=decision, person=person)
    assert _queued() == ["publish"]
    assert "taken back. It is published" in _written().text


def test_many_undone_as_one() -> None:
    comments, person = [_comment(), _comment()], person_make()
    (first, _second) = comments_decide(comments=comments, action="reject", person=person, why=INSULT)
    assert len(_queued()) == 2
    batch_undo(batch=first.batch, person=person)
    assert _queued() == []


def test_what_was_decided_anew_is_told_alone() -> None:
    comment = _comment()
    _held_by_reports(comment)
    waiting = MailRow.objects.get()
    _rejected(comment)
    composer = composer_of("decision")
    assert composer is not None
    assert composer(reference=waiting.reference) is None
    assert "removed your comment" in _written().text


def test_what_was_decided_anew_and_undone_leaves_the_first() -> None:
    comment, person = _comment(), person_make()
    comment_decide(comment=comment, action="remove", person=person, why=INSULT)
    published = comment_decide(comment=comment, action="publish", person=person)
    decision_undo(decision=published, person=person)
    assert _queued() == ["remove"]
    assert "attacks" in _written().text or "insult" in _written().text.lower()


def test_an_address_that_has_expired_is_written_to_no_more() -> None:
    _rejected(_comment())
    WriterEmail.objects.update(expires_at=now())
    assert _mail() is None


def test_what_its_writer_removed_since_is_not_told() -> None:
    comment = _comment(LINKS)
    _published(comment)
    _removed_by_its_writer(comment)
    assert _mail() is None


# --- in which words ------------------------------------------------------------------------------------------
def test_a_removal_says_what_why_and_how_to_object(settings: Settings) -> None:
    comment = _comment(f"{TEXT}\nSecond line")
    rules = rules_set(
        text='[[rule]]\nname = "no-insults"\nsentence = "Say it without insults."\n'
        'severity = "minor"\naction = "hold"\nwords = ["idiot"]\n'
    )
    why = Why("insult", NOTE, "no-insults", rules.version, ((4, 9),))
    person = person_make()
    comment_decide(comment=comment, action="remove", person=person, why=why)
    mail = _written()
    assert mail.subject == "Removed: your comment on “The bridge stays closed”"
    for words in (
        "A moderator removed your comment.",
        f"#{comment.number} on “The bridge stays closed”",
        f"> {TEXT}\n> Second line",
        str(settings.PARLEY_DECISION_REASONS["insult"]["sentence"]),
        "Rule: Say it without insults. (no-insults)",
        "– idiot",
        "You can object once, until",
        "https://news.example/threads/told/?key=",
        "The Tidewell Post",
        mail.stop_url,
    ):
        assert words in mail.text, words
    for hidden in (NOTE, person.username, ADDRESS):
        assert hidden not in mail.text + mail.html
    assert "/threads/stop/?key=" in mail.stop_url


def test_html_says_the_same_and_escapes() -> None:
    _rejected(_comment("You <b>idiot</b> & co", title="Bridge <i>& road</i>"))
    mail = _written()
    assert "You &lt;b&gt;idiot&lt;/b&gt; &amp; co" in mail.html
    assert "Bridge &lt;i&gt;&amp; road&lt;/i&gt;" in mail.html
    assert "You <b>idiot</b> & co" in mail.text, "plain text has nothing to escape"
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert mail.stop_url in mail.html


def test_what_a_program_decides_sends_nobody_s_words_to_anybody() -> None:
    _rejected_by_a_phase(_comment())
    mail = _written()
    assert "decided automatically" in mail.text
    assert ADVERTISING in mail.text
    assert "idiot" not in mail.text + mail.html
    assert "/threads/told/" in mail.text


def test_long_words_are_cut_and_make_no_links() -> None:
    _rejected(_comment("Buy at https://spam.example/now or www.spam.example " + "x" * 2 * WORDS_MAX))
    mail = _written()
    quoted = mail.text.partition("> ")[2].partition("\n")[0]
    assert len(quoted) == WORDS_MAX
    assert quoted.startswith("Buy at https[://]spam[.]example/now or www[.]spam[.]example")
    assert "spam.example" not in mail.text + mail.html


@pytest.mark.parametrize(
    ("text", "blunt"),
    [
        ("It costs 3.50. Really.", "It costs 3.50. Really."),
        ("ada@readers.example", "ada@readers[.]example"),
        ("spam。example", "spam[。]example"),
        ("ftp://x", "ftp[://]x"),
        ("a.b.c", "a[.]b[.]c"),
    ],
)
def test_links_blunt(text: str, blunt: str) -> None:
    assert links_blunt(text) == blunt


def test_a_subject_has_one_line() -> None:
    _rejected(_comment(title="The bridge\nBcc: all@readers.example"))
    assert _written().subject == "Removed: your comment on “The bridge Bcc: all@readers.example”"


def test_publishing_what_waited_leads_to_the_comment() -> None:
    comment = _comment(LINKS)
    _published(comment)
    comment.refresh_from_db()
    mail = _written()
    assert "waited for a moderator. Now it is published." in mail.text
    assert f"https://news.example{comment.thread.url}#comment-{comment.number}" in mail.text
    assert "object" not in mail.text


def test_a_hold_says_only_what_the_thread_says() -> None:
    comment = _comment()
    comment_decide(comment=comment, action="hold", person=person_make(), why=Why(note=NOTE))
    mail = _written()
    assert "It waits for a moderator." in mail.text
    assert "Why" not in mail.text
    assert NOTE not in mail.text


@pytest.mark.parametrize(("overturn", "words"), [(True, "you were right"), (False, "the decision stands")])
def test_an_appeal_s_answer_is_told(*, overturn: bool, words: str) -> None:
    comment = _comment()
    _rejected(comment)
    appeal = appeal_make(comment=comment, guest_key=comment.guest_key, text="I meant the bridge.")
    _sent()
    appeal_decide(appeal=appeal, person=person_make(), overturn=overturn, answer="We read it again.")
    mail = _written()
    assert words in mail.text
    assert "> We read it again." in mail.text
    assert "object once" not in mail.text


def test_each_is_written_in_the_language_of_the_site(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "ar"
    _rejected(_comment())
    assert '<html lang="ar" dir="rtl">' in _written().html


# --- answers -------------------------------------------------------------------------------------------------
def test_an_answer_of_the_newsroom_is_told_and_one_that_is_taken_back_not() -> None:
    comment, person = _comment("When does it open?"), person_make(EDITOR)
    item = inbox_mark(comment=comment, kind="question", person=person_make())
    item = inbox_answer(item=item, person=person, text="On Monday.")
    mail = _written("answer")
    assert mail.subject == "Answered: your comment on “The bridge stays closed”"
    assert "> When does it open?" in mail.text
    assert "> On Monday." in mail.text
    assert "#comment-2" in mail.text
    inbox_undo(item=item, person=person)
    assert not MailRow.objects.filter(state=MailRow.State.WAITING).exists()


def test_an_answer_that_a_moderator_removed_is_not_told() -> None:
    comment = _comment("When does it open?")
    item = inbox_mark(comment=comment, kind="question", person=person_make())
    item = inbox_answer(item=item, person=person_make(EDITOR), text="On Monday.")
    assert item.answer is not None
    _rejected(item.answer)
    assert _mail("answer") is None
