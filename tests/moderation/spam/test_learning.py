"""What moderators' decisions teach the spam model, and when what was learned is used."""

from datetime import timedelta

import pytest

from parley.accounts.models import Person
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import Why, appeal_decide, appeal_make, comment_decide, decision_undo
from parley.moderation.learned.tending import learn
from parley.moderation.models import Decision, SpamModel
from parley.moderation.spam import decisions
from parley.moderation.spam.decisions import judged_read
from parley.moderation.spam.live import weights_live
from parley.moderation.spam.model import bundled
from parley.moderation.spam.refitting import EACH_LEAST, spam_learn
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
SPAM, INSULT = Why(reason_code="spam"), Why(reason_code="insult")
ADVERT = "Brassicas by the crate, straight from the field of lot {}"
WORDS = ("bridge", "school", "river", "mayor", "bus", "market", "snow", "choir", "road", "library")


@pytest.fixture
def thread() -> Thread:
    return thread_make()


@pytest.fixture
def person() -> Person:
    return person_make()


def _spam() -> list[tuple[str, bool]]:
    return [(one.text, one.is_spam) for one in judged_read()]


# --- labels -------------------------------------------------------------------------------------------
def test_the_reason_makes_it_spam(thread: Thread, person: Person) -> None:
    first, second, third, fourth = (comment_make(thread=thread, text=f"Text {n}") for n in range(4))
    comment_decide(comment=first, action="reject", person=person, why=SPAM)
    comment_decide(comment=second, action="remove", person=person, why=INSULT)
    comment_decide(comment=third, action="publish", person=person)
    comment_decide(comment=fourth, action="hold", person=person)
    assert _spam() == [("Text 0", True), ("Text 1", False), ("Text 2", False)]


def test_an_undone_decision_teaches_nothing(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text="Text")
    done = comment_decide(comment=comment, action="reject", person=person, why=SPAM)
    decision_undo(decision=done, person=person)
    assert _spam() == []


@pytest.mark.parametrize("overturn", [True, False])
def test_an_appeal_has_the_last_word(thread: Thread, person: Person, *, overturn: bool) -> None:
    comment = comment_make(thread=thread, text="Text", guest_key="g:ada")
    comment_decide(comment=comment, action="reject", person=person, why=SPAM)
    appeal = appeal_make(comment=comment, guest_key="g:ada", text="It was none.")
    appeal_decide(appeal=appeal, person=person_make(), overturn=overturn, answer="So it is.")
    assert _spam() == [("Text", not overturn)]


def test_a_decision_is_about_the_text_of_its_time(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text="Honest words", guest_key="g:ada")
    comment_decide(comment=comment, action="publish", person=person)
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="Buy now")
    comment.refresh_from_db()
    comment_decide(comment=comment, action="reject", person=person, why=SPAM)
    assert _spam() == [("Honest words", False), ("Buy now", True)]


def test_a_reason_that_the_settings_no_longer_have_says_nothing(thread: Thread, person: Person) -> None:
    comment = comment_make(thread=thread, text="Text")
    Decision.objects.create(
        comment=comment, action="reject", reason_code="rubbish", person=person, created_at=now()
    )
    assert _spam() == []


def test_what_the_machine_does_teaches_nothing(thread: Thread) -> None:
    comment = comment_make(thread=thread, text="Text")
    Decision.objects.create(
        comment=comment, action="reject", reason_code="spam", maker="phase:spam", created_at=now()
    )
    assert _spam() == []


def test_of_many_some_of_all_times_are_taken(
    thread: Thread, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "EACH_MAX", 10)
    _decided(thread, person, spam=0, others=100)
    places = [int(text.split()[-1]) for text, _is_spam in _spam()]
    assert len(places) == 10
    assert min(places) < 20
    assert max(places) > 80


# --- learning -----------------------------------------------------------------------------------------
def _decided(
    thread: Thread, person: Person, *, spam: int, others: int, lucky: bool = False, after: int = 0
) -> None:
    """Write comments and decisions in bulk, both kinds mixed in time, from `after` seconds on.

    `lucky`: the reason has nothing to do with the text.
    """
    count = max(spam, others)
    texts: list[tuple[str, bool]] = []
    for place in range(count):
        honest = (
            f"The {WORDS[place % 10]} and the {WORDS[place // 10 % 10]} need somebody who minds them, {place}"
        )
        texts += [(honest if lucky else ADVERT.format(place), True)] if place < spam else []
        texts += [(honest, False)] if place < others else []
    last = Thread.objects.values_list("last_number", flat=True).get(pk=thread.pk)
    Thread.objects.filter(pk=thread.pk).update(last_number=last + len(texts))
    begin = now() + timedelta(seconds=after)
    comments = Comment.objects.bulk_create(
        Comment(
            thread=thread, number=last + 1 + place, root_number=last + 1 + place, author_name="Ada", text=text,
            html=f"<p>{text}</p>", status="rejected" if is_spam else "published", created_at=begin,
        )
        for place, (text, is_spam) in enumerate(texts)
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(
            comment=comment, person=person, action="reject" if is_spam else "publish",
            reason_code="spam" if is_spam else "", created_at=begin + timedelta(seconds=place),
        )
        for place, (comment, (_text, is_spam)) in enumerate(zip(comments, texts, strict=True))
    )  # fmt: skip


def test_few_decisions_teach_nothing(thread: Thread, person: Person) -> None:
    _decided(thread, person, spam=EACH_LEAST - 1, others=60)
    assert spam_learn() == ""
    assert f"{EACH_LEAST} of each are needed" in spam_learn(forced=True)
    assert not SpamModel.objects.exists()
    assert weights_live() is bundled()


def test_what_the_newsroom_calls_spam_is_found_afterwards(thread: Thread, person: Person) -> None:
    new = ADVERT.format("Z")
    assert bundled().scores([new])[0] < 0.9
    _decided(thread, person, spam=60, others=60)
    assert "The new model is better" in " ".join(learn())
    kept = SpamModel.objects.get()
    assert (kept.is_live, kept.spam, kept.others) == (True, 60, 60)
    assert kept.figures["against"] == bundled().version
    assert weights_live().version == kept.version
    found, honest = weights_live().scores([new, "The mayor and the choir need a road"])
    assert found > 0.9
    assert honest < 0.5
    assert (
        weights_live().scores(["Buy viagra online without prescription, cheap, www.pills.example/now"])[0]
        > 0.5
    )


def test_decisions_that_have_nothing_in_common_replace_nothing(thread: Thread, person: Person) -> None:
    _decided(thread, person, spam=60, others=60, lucky=True)
    assert "stays" in spam_learn()
    assert not SpamModel.objects.get().is_live
    assert weights_live() is bundled()


def test_it_is_tried_again_with_a_tenth_more_and_compared_on_later_decisions_alone(
    thread: Thread, person: Person
) -> None:
    _decided(thread, person, spam=60, others=60)
    assert spam_learn() != ""
    assert spam_learn() == ""
    assert "no decisions came after" in spam_learn(forced=True)
    first = SpamModel.objects.get()
    _decided(thread, person, spam=20, others=20, after=1000)
    assert spam_learn() != ""
    second = SpamModel.objects.latest("pk")
    assert second.until > first.until
    assert second.figures["rows"] <= 40
    assert SpamModel.objects.filter(is_live=True).count() == 1


def test_weights_for_other_features_are_left_alone(thread: Thread, person: Person) -> None:
    _decided(thread, person, spam=60, others=60)
    spam_learn()
    SpamModel.objects.update(features=0)
    assert weights_live() is bundled()
