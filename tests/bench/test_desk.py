"""What part p measures is a desk that works: comments that wait as they do on a site, decided one by one."""

import pytest
from bench.desk import FEW, MANY, STEPS, desk_lines
from bench.desk_inside import SAMPLED_EACH, WARM, desk_ask, waiting_fill
from django.test import override_settings

from parley.discussion.models import Comment
from parley.moderation.models import AuditSample, CommentScore, Decision, QueueEntry, Screening


@pytest.mark.django_db
def test_the_desk_is_filled_and_asked() -> None:
    waiting_fill(count=40)
    waiting_fill(count=40)
    assert QueueEntry.objects.count() == CommentScore.objects.count() == Screening.objects.count() == 40
    assert AuditSample.objects.count() == 40 // SAMPLED_EACH
    assert Comment.objects.filter(status=Comment.Status.HELD).count() == 40
    with override_settings(ALLOWED_HOSTS=["*"]):
        found = desk_ask(count=1)
    assert set(found) == set(STEPS)
    assert Decision.objects.filter(action=Decision.Action.PUBLISH).count() == WARM + 1


def test_a_missed_aim_is_said() -> None:
    row = {"cpu_p50_ms": 50.0, "cpu_p99_ms": 60.0, "p50_ms": 50.0, "p99_ms": 60.0, "queries": 20}
    middle = {f"{step} {waiting}": row for step in STEPS for waiting in (FEW, MANY)}
    met = {line.what: line.met for line in desk_lines(middle=middle)}
    assert [met[f"(p) {STEPS[step][0]}, 100,000 waiting: processor time, median"] for step in STEPS] == [
        True,
        False,
        None,
        None,
    ]
