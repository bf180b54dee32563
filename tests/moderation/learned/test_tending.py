"""What is done about learning beside the serving, and by hand."""

import threading
from datetime import datetime

import pytest

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.learned import tending
from parley.moderation.learned.tending import Tending
from parley.moderation.models import AuditSample, LearnedModel
from parley.project.learning import learn_run
from tests.discussion.factories import comment_make
from tests.moderation.learned.site import decided_write

pytestmark = pytest.mark.django_db
PATIENCE = 30  # seconds


def test_audits_are_looked_at_when_there_is_something_new(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    monkeypatch.setattr(tending, "audits_watch", lambda: looks.append("look") or "")  # type: ignore[func-returns-value]
    beside = Tending()
    beside.tend()
    beside.tend()
    assert len(looks) == 1
    # Long overdue: it counts as wrong, though nobody has judged it.
    AuditSample.objects.create(
        comment=comment_make(thread=thread), rate=0.02, drawn_at=datetime.fromisoformat("2026-01-01T00:00Z")
    )
    beside.tend()
    beside.tend()
    assert len(looks) == 2


def test_learning_has_a_thread_of_its_own_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    learned, go = threading.Semaphore(0), threading.Event()

    def learn() -> list[str]:
        go.wait(PATIENCE)
        learned.release()
        return []

    monkeypatch.setattr(tending, "FIRST_AFTER", 0.0)
    monkeypatch.setattr(tending, "learn", learn)
    beside = Tending()
    beside.tend()
    beside.tend()
    go.set()
    assert learned.acquire(timeout=PATIENCE)
    beside.tend()
    assert not learned.acquire(blocking=False)


def test_by_hand_it_says_what_came_of_it(thread: Thread, person: Person, begin: datetime) -> None:
    said: list[str] = []
    learn_run(forced=False, report=said.append)
    assert said[-2:] == [
        "Nothing passes by itself.",
        "No model has been learned yet: moderators have decided on too few comments.",
    ]
    scores, rejected = [0.05, 0.9] * 350, [False, True] * 350
    decided_write(thread=thread, person=person, scores=scores, rejected=rejected, begin=begin)
    said.clear()
    learn_run(forced=False, report=said.append)
    assert said[0].startswith("The new model is better")
    assert said[-1].endswith("would pass by themselves; PARLEY_AUTO_PASS is off.")
    learn_run(forced=False, report=said.append)
    assert LearnedModel.objects.count() == 1, "nothing new to learn from"
    learn_run(forced=True, report=said.append)
    assert LearnedModel.objects.count() == 2
    assert LearnedModel.objects.filter(made_at__lte=now(), is_live=True).count() == 1


def test_drift_is_looked_for_when_it_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    due, looked = [True, False], threading.Semaphore(0)
    monkeypatch.setattr(tending, "scores_due", lambda: due.pop(0))
    monkeypatch.setattr(tending, "scores_watch", lambda: looked.release() or "Scores have changed")  # type: ignore[func-returns-value]
    monkeypatch.setattr(tending, "learn", lambda: pytest.fail("it is not yet time to learn"))
    beside = Tending()
    beside.tend()
    assert looked.acquire(timeout=PATIENCE)
    beside._thread.join(PATIENCE)  # type: ignore[union-attr]
    beside.tend()
    assert due == []
    assert not looked.acquire(blocking=False)
