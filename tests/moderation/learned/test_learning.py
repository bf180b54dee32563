"""From decisions to a model, from the model to a threshold, from there to comments that pass; and what shuts it."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import Why, comment_decide, look_add
from parley.moderation.learned import calibrating, refitting
from parley.moderation.learned.calibrating import attempt_next, calibrate
from parley.moderation.learned.labels import SETTLED_AFTER, labels_read
from parley.moderation.learned.live import live_now, threshold_newest
from parley.moderation.learned.refitting import refit, refit_due
from parley.moderation.learned.state import auto_pass_state
from parley.moderation.learned.tending import learn
from parley.moderation.learning import comparing
from parley.moderation.learning.model import ModelInvalid
from parley.moderation.learning.risk import pass_threshold
from parley.moderation.learning.thresholds import Calibration, NothingSafe, Side
from parley.moderation.learning.tries import RIPE, confidence_of
from parley.moderation.models import LearnedModel, PassThreshold, ScreenedFeatures
from parley.moderation.phases import auto_pass
from parley.moderation.queries_looks import looks_due
from tests.discussion.factories import comment_make
from tests.discussion.screening_phases import verdict_savepoint
from tests.moderation.learned.site import COUNT, decided_write, series, status_of
from tests.moderation.people import person_make

pytestmark = pytest.mark.django_db
INSULT = Why(reason_code="insult")


# --- the whole way ------------------------------------------------------------------------------------
def test_from_real_decisions_to_comments_that_pass(
    thread: Thread, person: Person, settings: Settings
) -> None:
    settings.PARLEY_AUTO_PASS, settings.PARLEY_LEARNING_SHARE = True, 1.0
    settings.PARLEY_TOXICITY_THRESHOLDS = {}
    dice, colleague = random.Random(7), person_make()
    for number in range(480):
        is_rude = dice.random() < 0.5
        comment = comment_make(
            thread=thread, text=f"You idiot {number}" if is_rude else f"Well said {number}"
        )
        assert comment.status == "held", "nothing passes before there is a threshold"
        action, why = ("reject", INSULT) if is_rude else ("publish", Why())
        comment_decide(comment=comment, action=action, person=person, why=why)
    assert not auto_pass_state().is_acting
    learn()
    assert auto_pass_state().model == "", "what one person alone rejected is no label yet"
    for sample in looks_due(person=colleague, at=now()):
        look_add(sample=sample, person=colleague, rejects=True)
    learn()
    state = auto_pass_state(with_tests=True)
    assert state.is_acting, state.reasons
    assert (state.labels_missing, state.drift_found, state.reasons) == (0, False, ())
    assert 0.3 < state.share < 0.7  # half of them are fine
    assert "No sign" in state.audits
    assert status_of("Well said 999", thread) == ("published", "auto_passed")
    assert status_of("You idiot 999", thread) == ("held", "not_passed")
    kept = ScreenedFeatures.objects.order_by("-pk")[0]
    assert (kept.model, kept.threshold) == (state.model, threshold_newest().score)  # type: ignore[union-attr]
    assert kept.score is not None
    assert kept.score >= threshold_newest().score  # type: ignore[operator, union-attr]


# --- the phase ----------------------------------------------------------------------------------------
@pytest.mark.usefixtures("learned")
def test_what_passes_needs_no_first_comments(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_FIRST_COMMENTS_HELD = 3
    assert status_of("Well said", thread) == ("held", "first_comments")
    settings.PARLEY_AUTO_PASS = True
    assert status_of("Well said again", thread) == ("published", "auto_passed")


@pytest.mark.usefixtures("learned")
def test_what_another_phase_holds_is_not_lifted(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUTO_PASS = True
    settings.PARLEY_TOXICITY_THRESHOLDS = {"TOXICITY": 0.01}
    assert status_of("Well said", thread) == ("held", "toxicity")


@pytest.mark.usefixtures("learned")
def test_a_changed_text_must_pass_too(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUTO_PASS = True
    PassThreshold.objects.update(labels=RIPE)
    comment = comment_make(thread=thread, text="Well said", guest_key="g:ada")
    PassThreshold.objects.update(score=1e-12)
    comment_edit(thread=thread, number=comment.number, guest_key="g:ada", text="Other words")
    comment.refresh_from_db()
    assert comment.status == "held"
    rows = ScreenedFeatures.objects.filter(comment=comment).order_by("version")
    assert [(row.version, row.chance, row.is_free) for row in rows] == [(1, 0.02, True), (2, 1.0, True)]


@pytest.mark.usefixtures("learned")
def test_the_score_is_that_of_what_is_kept(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUTO_PASS = True
    parent = comment_make(thread=thread, text="Well said")
    comment = comment_make(thread=thread, text="Well answered", parent=parent)
    kept = ScreenedFeatures.objects.get(comment=comment)
    comment_decide(comment=comment, action="publish", person=Person.objects.get())
    labels = labels_read(at=now())
    live = live_now()
    assert live is not None
    assert live.model.probabilities(labels.rows.features[-1:])[0] == kept.score
    assert kept.facts["depth"] == 1


@pytest.mark.usefixtures("learned")
def test_off_it_says_nothing_and_asks_nothing(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 1e-9
    asked = _statements(thread)
    settings.PARLEY_SCREENING_PHASES = settings.PARLEY_SCREENING_PHASES[:-1]
    assert asked == _statements(thread)


@pytest.mark.usefixtures("learned")
def test_on_it_takes_two_statements(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 1e-9
    before = _statements(thread)
    settings.PARLEY_AUTO_PASS = True
    # The threshold and the writer's record; what is published either way has no decision more.
    assert len(_statements(thread)) == len(before) + 2 + verdict_savepoint()


def _statements(thread: Thread) -> Sequence[str]:
    with CaptureQueriesContext(connection) as captured:
        comment_make(thread=thread, text="Well said")
    return [query["sql"].split()[0] for query in captured]


@pytest.mark.usefixtures("learned")
def test_a_state_that_cannot_be_read_holds(
    thread: Thread, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PARLEY_AUTO_PASS = True
    LearnedModel.objects.update(parameters="{}")
    with pytest.raises(ModelInvalid):
        live_now()
    assert status_of("Well said", thread) == ("held", "phase_failed")

    def broken() -> None:
        raise OSError("disk")

    monkeypatch.setattr(auto_pass, "live_now", broken)
    assert status_of("Well said again", thread) == ("held", "phase_failed")


@pytest.mark.parametrize(
    "changed", [{"PARLEY_AUTO_PASS_ALPHA": 0.05}, {"PARLEY_AUDIT_SHARE": 0.0}], ids=["alpha", "no slice"]
)
@pytest.mark.usefixtures("learned")
def test_a_threshold_for_other_settings_does_not_count(
    thread: Thread, settings: Settings, changed: dict[str, float]
) -> None:
    settings.PARLEY_AUTO_PASS = True
    for name, value in changed.items():
        setattr(settings, name, value)
    assert status_of("Well said", thread) == ("held", "not_passed")
    state = auto_pass_state()
    assert (state.is_acting, len(state.reasons)) == (False, 1)
    assert ScreenedFeatures.objects.order_by("-pk")[0].least == settings.PARLEY_LEARNING_SHARE


# --- models -------------------------------------------------------------------------------------------
def test_too_few_decisions_make_no_model(thread: Thread, person: Person, begin: datetime) -> None:
    scores, rejected = series(1, count=100)
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=begin)
    said = learn()
    assert "There are 100 decisions to learn from; 200 are needed." in said
    state = auto_pass_state()
    assert (state.model, state.labels, state.labels_missing) == ("", 100, 100)
    assert not LearnedModel.objects.exists()


def test_what_nobody_read_in_time_is_named_as_a_reason(thread: Thread, person: Person) -> None:
    scores, rejected = series(1)
    unread: list[bool | None] = [None if number % 3 == 0 else one for number, one in enumerate(rejected)]
    begin = now() - SETTLED_AFTER - timedelta(days=1)
    decided_write(thread=thread, person=person, scores=scores, rejected=unread, begin=begin)
    learn()
    row, reasons = threshold_newest(), auto_pass_state().reasons
    assert row is not None
    assert row.assumed > 0
    assert reasons[0] == row.words
    assert f"{row.assumed} comments that were drawn by chance were not read" in str(reasons[1])


def test_a_worse_model_does_not_replace(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold
) -> None:
    # A time of noise, from which the next model would learn, and then all is as before.
    for hours, told, count in ((1, False, COUNT), (2, True, 2 * COUNT)):
        scores, rejected = series(hours, count=count, told=told)
        later = begin + timedelta(hours=hours)
        decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=later)
    done = refit(labels_read(at=now()))
    assert done.made is not None
    assert (done.replaced, done.made.figures["better"]) == (False, False), done.words
    assert LearnedModel.objects.get(is_live=True).pk == learned.model_id
    assert LearnedModel.objects.get(is_live=False).figures["against"] == learned.model.version
    assert threshold_newest() == learned


def _turned_round(thread: Thread, person: Person, begin: datetime) -> None:
    """Write what people decided since scores mean the contrary: the old model is sure of what is wrong."""
    scores, rejected = series(2, count=3 * COUNT)
    turned = [1 - score for score in scores]
    later = begin + timedelta(hours=1)
    decided_write(thread=thread, person=person, scores=turned, rejected=rejected, begin=later)


def test_a_better_model_replaces_and_the_old_one_stays_readable(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold
) -> None:
    PassThreshold.objects.update(closed_at=begin + timedelta(minutes=30))
    _turned_round(thread, person, begin)
    done = refit(labels_read(at=now()))
    assert done.made is not None
    assert done.replaced, done.words
    assert done.made.labels == 3 * COUNT, "what came before the alarm can't judge"
    assert LearnedModel.objects.get(is_live=True) == done.made
    first = LearnedModel.objects.get(is_live=False)
    assert (first.figures["better"], first.figures["against"]) == (True, "")
    assert first.until < done.made.until
    newest = threshold_newest()
    assert newest is not None
    assert newest.model == done.made
    assert newest.score is not None, newest.words
    assert live_now() is not None
    assert PassThreshold.objects.filter(pk=learned.pk).exists()


def test_a_better_model_by_which_no_more_passes_does_not_replace(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold
) -> None:
    PassThreshold.objects.update(share=0.99)
    scores, rejected = series(2, count=3 * COUNT, told=False)
    later = begin + timedelta(hours=1)
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=later)
    done = refit(labels_read(at=now()))
    assert done.made is not None
    assert (done.replaced, done.made.figures["better"]) == (False, True)
    assert "would let no more pass" in done.words
    assert LearnedModel.objects.get(is_live=True).pk == learned.model_id
    assert threshold_newest() == learned


def test_after_an_alarm_a_model_needs_later_decisions(learned: PassThreshold) -> None:
    del learned
    assert not refit_due(labels_read(at=now()))
    PassThreshold.objects.update(closed_at=now())
    done = refit(labels_read(at=now()))
    assert (done.made, done.words) == (None, "There are 0 decisions to learn from; 200 are needed.")


def test_labels_that_teach_nothing_new_change_nothing(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold
) -> None:
    assert not refit_due(labels_read(at=now()))
    scores, rejected = series(3, count=COUNT)
    decided_write(
        thread=thread, person=person, scores=scores, rejected=rejected, begin=begin + timedelta(hours=1)
    )
    labels = labels_read(at=now())
    assert refit_due(labels)
    learn()
    newest = threshold_newest()
    assert newest is not None
    assert newest.model == LearnedModel.objects.get(is_live=True)
    assert newest.score is not None, "neither a model nor a try takes away a threshold that counts"


def test_thresholds_rest_on_later_texts_than_the_model(learned: PassThreshold) -> None:
    assert learned.begins_at is not None
    assert learned.begins_at > learned.model.until
    assert learned.labels <= learned.available < COUNT * 0.36


def test_stopped_before_the_end_all_is_as_it_was(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(self: LearnedModel, **_options: object) -> None:
        raise SystemExit

    scores, rejected = series(5)
    decided_write(
        thread=thread, person=person, scores=scores, rejected=rejected, begin=begin + timedelta(hours=1)
    )
    monkeypatch.setattr(LearnedModel, "save", stops)
    with pytest.raises(SystemExit):
        refit(labels_read(at=now()))
    assert LearnedModel.objects.get().is_live
    assert threshold_newest() == learned
    assert live_now() is not None


def test_of_two_processes_the_second_does_not_replace(
    thread: Thread, person: Person, begin: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores, rejected = series(1)
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=begin)
    labels = labels_read(at=now())
    compare = comparing.compare

    def slower(*what: object) -> object:
        monkeypatch.setattr(refitting, "compare", compare)
        assert refit(labels).replaced
        return compare(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(refitting, "compare", slower)
    assert not refit(labels).replaced
    assert LearnedModel.objects.filter(is_live=True).count() == 1


# --- tries --------------------------------------------------------------------------------------------
def test_tries_share_what_may_go_wrong(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold, monkeypatch: pytest.MonkeyPatch
) -> None:
    confidences: list[float] = []
    found = pass_threshold

    def noted(*labels: object, confidence: float, **more: object) -> Calibration:
        confidences.append(confidence)
        return found(*labels, confidence=confidence, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(calibrating, "pass_threshold", noted)
    assert "97.5% confidence" in learned.words, "the first"
    # As if the first try had found nothing safe, and there were many more labels since.
    PassThreshold.objects.update(score=None)
    scores, rejected = series(2)
    decided_write(
        thread=thread, person=person, scores=scores, rejected=rejected, begin=begin + timedelta(hours=1)
    )
    calibrate(labels_read(at=now()))
    assert confidences == [confidence_of(2)]
    assert attempt_next(learned.model) == 3
    PassThreshold.objects.filter(pk=learned.pk).update(needed=30)
    assert attempt_next(learned.model) == 2, "a try with too few labels tells nothing, and can't err"
    PassThreshold.objects.order_by("pk").last().delete()  # type: ignore[union-attr]
    PassThreshold.objects.update(needed=0, closed_at=now())
    assert attempt_next(learned.model) == 1, "an alarm begins anew"


def test_a_young_threshold_is_made_anew_from_more_labels(
    thread: Thread, person: Person, begin: datetime, learned: PassThreshold, monkeypatch: pytest.MonkeyPatch
) -> None:
    def more(seed: int, count: int) -> None:
        scores, rejected = series(seed, count=count)
        later = begin + timedelta(hours=seed)
        decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=later)

    assert "tried again" in calibrate(labels_read(at=now()))
    for number, wrong in enumerate((1e-9, 1.0)):  # too low, and too high
        PassThreshold.objects.update(score=wrong)
        more(number + 2, (number + 1) * COUNT)
        calibrate(labels_read(at=now()))
        found = threshold_newest()
        assert found is not None
        assert found.score is not None
        assert 0.01 < found.score < 0.99, found.words
        assert (found.pk > learned.pk, attempt_next(learned.model)) == (True, 3 + number)
    more(4, 4 * COUNT)
    PassThreshold.objects.filter(pk=found.pk).update(labels=RIPE - 1)
    monkeypatch.setattr(calibrating, "pass_threshold", lambda *_, **__: NothingSafe(Side.PASS, 9, 90, 4))
    assert "A later try found none" in calibrate(labels_read(at=now()))
    kept = threshold_newest()
    assert kept is not None
    assert (kept.pk, kept.score, kept.tries, attempt_next(learned.model)) == (found.pk, found.score, 2, 5)
    PassThreshold.objects.filter(pk=kept.pk).update(labels=RIPE, available=1)
    calibrate(labels_read(at=now()))
    assert attempt_next(learned.model) == 5, "a ripe one stays"


@pytest.mark.usefixtures("learned")
def test_people_read_the_large_sample_until_the_threshold_is_ripe(thread: Thread, settings: Settings) -> None:
    settings.PARLEY_AUTO_PASS = True
    for labels, chances in ((RIPE - 1, [0.6, 0.6]), (RIPE, [0.02, 1.0])):
        made = []
        for score in (1.0, 1e-12):
            PassThreshold.objects.update(labels=labels, score=score)
            made.append(comment_make(thread=thread, text=f"Well said {labels} {score}"))
        assert [comment.status for comment in made] == ["published", "held"]
        rows = ScreenedFeatures.objects.filter(comment__in=made).order_by("pk")
        assert [row.chance for row in rows] == chances
        assert len({row.least for row in rows}) == 1, "together an even sample"


def test_a_try_that_found_nothing_is_not_repeated_at_once(
    thread: Thread, person: Person, begin: datetime, settings: Settings
) -> None:
    settings.PARLEY_AUTO_PASS_ALPHA = 0.01
    scores, rejected = series(1)
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=begin)
    learn()
    row = threshold_newest()
    assert row is not None
    assert (row.score, row.needed) == (None, 368)
    state = auto_pass_state()
    assert (state.labels, state.labels_missing) == (row.labels, 369 - row.labels)
    assert "tried again" in calibrate(labels_read(at=now()))
    assert PassThreshold.objects.count() == 1
    assert Comment.objects.count() == COUNT
