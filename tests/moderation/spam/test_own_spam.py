"""The phase `own_spam`: what it holds, what it keeps, and that it holds when it fails."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from parley.kernel.clock import now
from parley.moderation.models import Screening, SpamModel
from parley.moderation.phases.own_spam import OwnSpam
from parley.moderation.spam.features import VERSION
from parley.moderation.spam.model import bundled
from tests.discussion.factories import posted_make, thread_make
from tests.moderation.drafts import draft_make, submission_make

pytestmark = pytest.mark.django_db
ADVERT = "Get approved for an urgent loan of $5,000 today, bad credit no problem! WhatsApp +44 7700 900 142"


@pytest.fixture(autouse=True)
def _phase(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.own_spam.OwnSpam"]
    settings.PARLEY_SPAM_THRESHOLD = 0.9


def _model(weights: bytes, version: str) -> SpamModel:
    return SpamModel.objects.create(
        version=version,
        features=VERSION,
        weights=weights,
        until=now(),
        spam=1,
        others=1,
        is_live=True,
        made_at=now(),
    )


def test_spam_waits_and_the_reason_is_kept() -> None:
    posted = posted_make(thread=thread_make(), text=ADVERT)
    screening = Screening.objects.get(comment=posted.comment)
    assert (posted.comment.status, screening.phase, screening.code) == ("held", "own_spam", "spam")
    reason = screening.verdicts[0]["reasons"][0]
    assert (reason["rule"], reason["version"]) == ("own_spam", bundled().version)
    assert 0.9 <= reason["score"] <= 1


def test_an_honest_comment_is_published() -> None:
    posted = posted_make(thread=thread_make(), text="Whoever needs a loan should ask the savings bank first.")
    assert posted.comment.status == "published"


@pytest.mark.parametrize(("threshold", "status"), [(0.0, "published"), (1.0, "published"), (0.01, "held")])
def test_the_threshold(settings: Settings, threshold: float, status: str) -> None:
    settings.PARLEY_SPAM_THRESHOLD = threshold
    assert posted_make(thread=thread_make(), text=ADVERT).comment.status == status


@pytest.mark.parametrize("text", ["First words here", "First *words*", "Fine", "A crossword after all, then"])
def test_a_few_words_that_offer_nothing_are_not_judged(
    text: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = draft_make(text=text)
    with django_assert_num_queries(0):
        assert OwnSpam().prepare(draft) is None


def test_turned_off_it_asks_nothing(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PARLEY_SPAM_THRESHOLD = 0
    draft = draft_make(text=ADVERT)
    with django_assert_num_queries(0):
        assert OwnSpam().prepare(draft) is None


def test_one_query_for_a_comment(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _model(bundled().to_bytes(), bundled().version)
    draft = draft_make(text=ADVERT)
    OwnSpam().prepare(draft)
    with django_assert_num_queries(1):
        found = OwnSpam().prepare(draft)
    with django_assert_num_queries(0):
        assert OwnSpam().verdict(submission_make(draft, own_spam=found)).code == "spam"


@pytest.mark.parametrize("weights", [b"damaged", bundled().to_bytes()])
def test_weights_that_are_damaged_or_others_hold(caplog: pytest.LogCaptureFixture, weights: bytes) -> None:
    _model(weights, "of another version")
    posted = posted_make(
        thread=thread_make(), text="Well said, and nobody in this thread has said it before."
    )
    screening = Screening.objects.get(comment=posted.comment)
    assert (posted.comment.status, screening.code) == ("held", "phase_failed")
    assert "own_spam failed to prepare" in caplog.text
