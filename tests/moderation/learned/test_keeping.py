"""What is kept of a text when it is screened, and what the slice draws."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions.edits import comment_edit, comment_remove_own
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import Why, comment_decide, comments_rescore, decision_undo, rules_set
from parley.moderation.learned import keeping
from parley.moderation.models import AuditSample, ScreenedFeatures
from parley.moderation.scoring import scorer_forget, scorer_get
from parley.toxicity.results import EMBEDDING_SIZE
from tests.discussion.factories import comment_make
from tests.moderation.stand_in import BASE, StandIn

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult")
RULES = """
[[rule]]
name = "no-puzzles"
sentence = "Puzzles are not discussed here."
severity = "serious"
action = "note"
words = ["sudoku"]

[[rule]]
name = "on-trial"
sentence = "A rule on trial."
severity = "grave"
action = "hold"
mode = "shadow"
words = ["sudoku"]
"""


class Dice:
    def __init__(self, *thrown: float) -> None:
        self._thrown = iter(thrown)

    def random(self) -> float:
        return next(self._thrown)


def _kept(comment: Comment) -> ScreenedFeatures:
    return ScreenedFeatures.objects.get(comment=comment, version=comment.revision_count + 1)


def test_facts_are_those_of_the_moment(thread: Thread) -> None:
    rules_set(text=RULES)
    parent = comment_make(thread=thread)
    kept = _kept(comment_make(thread=thread, text="A sudoku, see https://x.example", parent=parent))
    assert kept.facts["scores"]["TOXICITY"] == BASE
    assert kept.facts["rules"] == {"serious": 1}, "a rule in shadow is on trial and counts for nothing"
    assert (kept.facts["links"], kept.facts["depth"], kept.facts["letters"]) == (1, 1, 31)
    assert (kept.published, kept.rejected, kept.model, kept.score) == (0, 0, "", None)
    assert kept.facts["embedding"] == [BASE] * EMBEDDING_SIZE
    assert kept.scored_by == "accurate@1"


def test_new_scores_take_the_place_of_the_old_ones_and_of_nothing_else(
    thread: Thread, scorer: type[StandIn]
) -> None:
    rules_set(text=RULES)
    comment = comment_make(thread=thread, text="A sudoku, you idiot")
    ScreenedFeatures.objects.filter(comment=comment).update(facts={**_kept(comment).facts, "scores": {}})
    scorer.version = "2"
    scorer_forget()
    comments_rescore(scorer=scorer_get(), everything=True)
    kept = _kept(comment)
    assert kept.scored_by == "accurate@2"
    assert kept.facts["scores"]["TOXICITY"] > BASE
    assert kept.facts["rules"] == {"serious": 1}


def test_the_record_is_the_writers_without_the_comment_and_without_what_they_took_back(
    thread: Thread, person: Person
) -> None:
    bad, good, mine = (comment_make(thread=thread, text=f"Text {n}", guest_key="g:ada") for n in range(3))
    comment_decide(comment=bad, action="reject", person=person, why=INSULT)
    comment_remove_own(thread=thread, number=mine.number, guest_key="g:ada")
    last = comment_make(thread=thread, text="The last", guest_key="g:ada")
    assert (_kept(last).published, _kept(last).rejected) == (1, 1)
    assert good.pk
    comment_edit(thread=thread, number=last.number, guest_key="g:ada", text="Other words")
    last.refresh_from_db()
    assert (_kept(last).version, _kept(last).published, _kept(last).rejected) == (2, 1, 1)


def test_what_was_restored_is_no_stain(thread: Thread, person: Person) -> None:
    bad = comment_make(thread=thread, guest_key="g:ada")
    decision_undo(
        decision=comment_decide(comment=bad, action="reject", person=person, why=INSULT), person=person
    )
    last = comment_make(thread=thread, text="The last", guest_key="g:ada")
    assert (_kept(last).published, _kept(last).rejected) == (1, 0)


@pytest.mark.parametrize(
    ("thrown", "drawn"),
    [(0.019, 1), (0.02, 0)],
)
def test_the_slice_draws_what_is_published(
    thread: Thread, monkeypatch: pytest.MonkeyPatch, thrown: float, drawn: int
) -> None:
    monkeypatch.setattr(keeping, "dice", Dice(thrown))
    comment = comment_make(thread=thread)
    kept = _kept(comment)
    assert (kept.chance, kept.least, kept.is_drawn, kept.is_due, kept.is_free) == (
        0.02,
        0.02,
        drawn,
        drawn,
        True,
    )
    assert list(AuditSample.objects.values_list("comment", "rate")) == [(comment.pk, 0.02)] * drawn


def test_what_is_held_is_due_and_never_drawn(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 1.0
    held = _kept(comment_make(thread=thread, text="You idiot"))
    assert (held.chance, held.is_drawn, held.is_due, held.is_free) == (1.0, False, True, False)
    settings.PARLEY_FIRST_COMMENTS_HELD = 1
    new = _kept(comment_make(thread=thread, text="My first"))
    assert (new.chance, new.is_drawn, new.is_due, new.is_free) == (1.0, False, True, True)
    assert not AuditSample.objects.exists()


@pytest.mark.parametrize(("thrown", "drawn"), [(0.39, 1), (0.4, 0)])
def test_while_nothing_may_pass_a_share_of_what_waits_for_that_alone_is_drawn(
    thread: Thread, settings: Settings, monkeypatch: pytest.MonkeyPatch, thrown: float, drawn: int
) -> None:
    settings.PARLEY_AUTO_PASS, settings.PARLEY_LEARNING_SHARE = True, 0.4
    monkeypatch.setattr(keeping, "dice", Dice(thrown))
    comment = comment_make(thread=thread)
    kept = _kept(comment)
    assert comment.status == "held"
    assert (kept.chance, kept.least, kept.is_free) == (0.4, 0.4, True)
    assert (kept.is_drawn, kept.is_due) == (drawn, drawn)
    found = AuditSample.objects.values_list("comment", "rate", "was_held")
    assert list(found) == [(comment.pk, 0.4, True)] * drawn
    other = _kept(comment_make(thread=thread, text="You idiot"))
    assert (other.chance, other.least, other.is_drawn, other.is_due) == (1.0, 0.4, False, True), (
        "what another phase holds comes before people whatever is drawn"
    )


def test_a_changed_text_is_drawn_anew(thread: Thread, person: Person, settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 1.0
    comment = comment_make(thread=thread, guest_key="g:ada")
    comment_decide(comment=comment, action="publish", person=person)
    assert AuditSample.objects.get().decision is not None
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="Other words")
    assert AuditSample.objects.get().decision is None


def test_it_costs_one_statement_and_one_more_when_drawn(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for keep, thrown in ((False, 1.0), (True, 1.0), (True, 0.0)):
        monkeypatch.setattr(keeping, "dice", Dice(thrown))
        with monkeypatch.context() as patch, CaptureQueriesContext(connection) as captured:
            if not keep:
                patch.setattr("parley.moderation.recording.features_keep", lambda **_what: None)
            comment_make(thread=thread)
        counts.append(len(captured))
    assert counts == [counts[0], counts[0] + 1, counts[0] + 2]
